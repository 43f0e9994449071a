// Who may send webhooks here: a dense list, and beside it all about the one that is open.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HookSourceRecord } from '../../contract/schemas/hook.ts'
import { useMay } from '../api/me.ts'
import { CopyLine } from '../ui/copy-line.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { useAdminSearch } from './admin-search.ts'
import { SourceDrawer } from './hooks-drawer.tsx'
import { NewSourceDrawer } from './hooks-new.tsx'
import { useHookSources } from './hooks-queries.ts'
import { SectionBody } from './section-body.tsx'
import './system.css'
import './hooks.css'

export interface ShownSecret {
  readonly name: string
  readonly secret: string
}

/** Section `incoming`. */
export function IncomingPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const sources = useHookSources()
  const [shown, setShown] = useState<ShownSecret | null>(null)
  const all = sources.data ?? []
  const words = (search.q ?? '').toLowerCase().split(/\s+/)
  const rows = all.filter((s) => words.every((w) => `${s.name} ${s.source} ${s.kind}`.toLowerCase().includes(w)))
  const open = all.find((s) => s.id === search.id)
  const close = () => change({ id: undefined })
  const add = may('hook-sources:write') && (
    <button type="button" className="btn p" onClick={() => change({ id: 'new' })}>
      <Icon name="plus" />
      {t('incoming.add')}
    </button>
  )
  return (
    <SectionBody
      title={t('incoming.title')}
      count={sources.data && t('incoming.count', { count: all.length })}
      error={sources.error}
      deed={add}
      bar={
        all.length > 0 && (
          <span className="f" style={{ width: 210 }}>
            <Icon name="search" />
            <input
              type="search"
              aria-label={t('incoming.search')}
              placeholder={t('incoming.search')}
              value={search.q ?? ''}
              onChange={(event) => change({ q: event.currentTarget.value })}
            />
          </span>
        )
      }
      drawer={
        search.id === 'new' ? (
          <NewSourceDrawer
            onClose={close}
            onMade={({ source, secret }) => {
              change({ id: source.id })
              if (secret !== null) setShown({ name: source.name, secret })
            }}
          />
        ) : (
          open && <SourceDrawer key={open.id} record={open} onClose={close} onShown={(secret) => setShown({ name: open.name, secret })} />
        )
      }
    >
      {rows.length > 0 && <SourceTable rows={rows} openId={open?.id ?? null} onOpen={(id) => change({ id })} />}
      {sources.data && rows.length === 0 && (
        <div className="inset">
          {all.length === 0 ? (
            <EmptyState title={t('incoming.empty')} action={add}>
              {t('incoming.emptyText')}
            </EmptyState>
          ) : (
            <EmptyState title={t('incoming.noMatch')}>{t('incoming.noMatchText')}</EmptyState>
          )}
        </div>
      )}
      {shown && <SecretDialog shown={shown} onClose={() => setShown(null)} />}
    </SectionBody>
  )
}

/** The secret, this once. */
function SecretDialog({ shown, onClose }: { shown: ShownSecret; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('incoming.shownTitle', { name: shown.name })} onClose={onClose} size={620} firm>
      <div className="col gap12">
        <p className="warn">{t('incoming.shownLead')}</p>
        <CopyLine label={t('incoming.secret')} text={shown.secret} />
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn p" data-autofocus onClick={onClose}>
            {t('incoming.done')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

interface TableProps {
  readonly rows: readonly HookSourceRecord[]
  readonly openId: string | null
  readonly onOpen: (id: string) => void
}

function SourceTable({ rows, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const day = (at: number) => formats.day(at, { today: '', yesterday: t('common.yesterday') }).trim()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="list-scroll hook-list" tabIndex={0} aria-label={t('incoming.title')}>
      <table className="t admin-table">
        <thead>
          <tr>
            <th>{t('incoming.columns.name')}</th>
            <th className="col-wide">{t('incoming.columns.adapter')}</th>
            <th>{t('incoming.columns.target')}</th>
            <th className="r">{t('incoming.columns.received')}</th>
            <th className="r">{t('incoming.columns.failed')}</th>
            <th className="r">{t('incoming.columns.last')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((source) => (
            <tr key={source.id} data-opens className={source.id === openId ? 'sel' : undefined} onClick={() => onOpen(source.id)}>
              <td>
                <button type="button" className="row-open el" aria-current={source.id === openId || undefined}>
                  {source.name}
                </button>
                <span className="mono q t12 el sub">/hooks/{source.source}</span>
              </td>
              <td className="col-wide">{t(`incoming.adapters.${source.adapter}`)}</td>
              <td>
                {source.active ? (
                  t(`incoming.targets.${source.mapping.target}`)
                ) : (
                  <span className="st idle">
                    <Icon name="playerPause" size={14} />
                    {t('incoming.paused')}
                  </span>
                )}
              </td>
              <td className="r">{formats.number(source.stats.received)}</td>
              <td className="r">
                {source.stats.failed + source.stats.refused > 0 ? (
                  <span className="warn">{formats.number(source.stats.failed + source.stats.refused)}</span>
                ) : (
                  formats.number(0)
                )}
              </td>
              <td className="r">
                {source.stats.lastAt === null ? <span className="q">{t('incoming.never')}</span> : day(source.stats.lastAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
