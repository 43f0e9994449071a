// The program's log as it is written, filtered; it can be held still to read.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogLine } from '../../contract/schemas/audit.ts'
import { useApi } from '../api/api.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useAdminSearch } from './admin-search.ts'
import { SectionBody } from './section-body.tsx'
import './system.css'

const levels = ['debug', 'info', 'warn', 'error'] as const
const mostLines = 1000
const everyMs = 1500
const tones = { debug: 'idle', info: 'idle', warn: 'warn', error: 'alarm' } as const

/** Newest first; asks for what came since, every 1.5 s. */
function useLogLines({ level, search, isHeld }: { level: LogLine['level'] | undefined; search: string; isHeld: boolean }) {
  const { client } = useApi()
  const [lines, setLines] = useState<readonly LogLine[]>([])
  const [error, setError] = useState<unknown>(null)
  const next = useRef(0)
  const filter = `${level ?? ''} ${search}`
  const shownFilter = useRef('')
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      const isNew = shownFilter.current !== filter
      try {
        const reply = await client.listLogs({
          query: {
            limit: mostLines,
            ...(isNew || next.current === 0 ? {} : { since: next.current }),
            ...(level === undefined ? {} : { level }),
            ...(search === '' ? {} : { search }),
          },
          signal: stop.signal,
        })
        next.current = reply.next
        shownFilter.current = filter
        const fresh = [...reply.items].sort((a, b) => b.id - a.id)
        setLines((held) => {
          if (isNew) return fresh
          const known = new Set(held.map((l) => l.id))
          const added = fresh.filter((l) => !known.has(l.id))
          return added.length === 0 ? held : [...added, ...held].slice(0, mostLines)
        })
        setError(null)
      } catch (failure) {
        if (!stop.signal.aborted) setError(failure)
      }
      if (!stop.signal.aborted && !isHeld) timer = setTimeout(ask, everyMs)
    }
    if (!isHeld || shownFilter.current !== filter) void ask()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [client, level, search, filter, isHeld])
  return { lines, error }
}

/** Section `logs`. */
export function LogsPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const [search, change] = useAdminSearch()
  const [isHeld, setIsHeld] = useState(false)
  const { lines, error } = useLogLines({ level: levels.find((l) => l === search.level), search: search.q ?? '', isHeld })
  return (
    <SectionBody
      title={t('adminSystem.logs.title')}
      count={t('adminSystem.logs.count', { count: lines.length, n: formats.number(lines.length) })}
      error={error}
      deed={
        <button type="button" className="btn" aria-pressed={isHeld} onClick={() => setIsHeld(!isHeld)}>
          <Icon name={isHeld ? 'playerPlay' : 'playerPause'} />
          {t(isHeld ? 'adminSystem.logs.follow' : 'adminSystem.logs.pause')}
        </button>
      }
      bar={
        <>
          <SearchBox label={t('adminSystem.logs.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />
          <PickFilter
            label={t('adminSystem.logs.level')}
            any={t('adminSystem.logs.anyLevel')}
            value={search.level ?? ''}
            options={levels.map((l) => ({ value: l, label: t(`adminSystem.logs.levels.${l}`) }))}
            onPick={(level) => change({ level })}
          />
          <span className="grow" />
          <span className="q t12">{t('adminSystem.logs.lead')}</span>
        </>
      }
    >
      {lines.length === 0 ? (
        <div className="inset">
          <EmptyState title={t('adminSystem.logs.empty')}>{t('adminSystem.logs.emptyText')}</EmptyState>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="list-scroll log-list" tabIndex={0} aria-label={t('adminSystem.logs.title')}>
          <table className="t">
            <thead>
              <tr>
                {(['at', 'level', 'message', 'facts'] as const).map((name) => (
                  <th key={name}>{t(`adminSystem.logs.columns.${name}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  <td title={new Date(line.at).toISOString()}>{new Date(line.at).toLocaleTimeString('en-GB')}</td>
                  <td>
                    <span className={`st ${tones[line.level]}`}>{t(`adminSystem.logs.levels.${line.level}`)}</span>
                  </td>
                  <td className="wrap">{line.message}</td>
                  <td className="mono q" title={line.facts}>
                    {line.facts === '{}' ? '' : line.facts}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </SectionBody>
  )
}
