// What other systems sent, as it came, with what became of it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type InboxRecord, inboxStates } from '../../contract/schemas/hook.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { PickFilter } from '../ui/pick-filter.tsx'
import { toast } from '../ui/toast.tsx'
import { useAdminSearch } from './admin-search.ts'
import { useHookSources, useInbox } from './hooks-queries.ts'
import { SectionBody } from './section-body.tsx'
import './system.css'
import './hooks.css'

const look: Readonly<Record<InboxRecord['state'], { readonly icon: IconName; readonly tone: string }>> = {
  waiting: { icon: 'clock', tone: 'idle' },
  done: { icon: 'circleCheck', tone: 'ok' },
  failed: { icon: 'circleX', tone: 'alarm' },
  ignored: { icon: 'circleMinus', tone: 'idle' },
}

function InboxState({ state }: { state: InboxRecord['state'] }) {
  const { t } = useTranslation()
  return (
    <span className={`st ${look[state].tone}`}>
      <Icon name={look[state].icon} size={14} />
      {t(`inbox.states.${state}`)}
    </span>
  )
}

/** Section `inbox`. */
export function InboxPage() {
  const { t } = useTranslation()
  const [search, change] = useAdminSearch()
  const sources = useHookSources()
  const state = inboxStates.find((one) => one === search.state)
  const inbox = useInbox({ ...(search.source === undefined ? {} : { sourceId: search.source }), ...(state === undefined ? {} : { state }) })
  const rows = inbox.data?.pages.flatMap((page) => page.items) ?? []
  const isFiltered = search.source !== undefined || state !== undefined
  return (
    <SectionBody
      title={t('inbox.title')}
      error={inbox.error}
      bar={
        <>
          <PickFilter
            label={t('inbox.source')}
            any={t('inbox.anySource')}
            value={search.source ?? ''}
            options={(sources.data ?? []).map((s) => ({ value: s.id, label: s.name }))}
            onPick={(source) => change({ source })}
          />
          <PickFilter
            label={t('inbox.state')}
            any={t('inbox.anyState')}
            value={state ?? ''}
            options={inboxStates.map((s) => ({ value: s, label: t(`inbox.states.${s}`) }))}
            onPick={(picked) => change({ state: picked })}
          />
        </>
      }
      drawer={search.id !== undefined && <ItemDrawer key={search.id} id={search.id} onClose={() => change({ id: undefined })} />}
    >
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="list-scroll hook-list inbox-list" tabIndex={0} aria-label={t('inbox.title')}>
          <InboxTable rows={rows} openId={search.id} onOpen={(id) => change({ id })} />
          {inbox.hasNextPage && (
            <div className="inset">
              <button type="button" className="btn" onClick={() => void inbox.fetchNextPage()}>
                {t('inbox.more')}
              </button>
            </div>
          )}
        </section>
      )}
      {inbox.data && rows.length === 0 && (
        <div className="inset">
          <EmptyState title={t(isFiltered ? 'inbox.noMatch' : 'inbox.empty')}>
            {t(isFiltered ? 'inbox.noMatchText' : 'inbox.emptyText')}
          </EmptyState>
        </div>
      )}
    </SectionBody>
  )
}

interface TableProps {
  readonly rows: readonly InboxRecord[]
  readonly openId: string | undefined
  readonly onOpen: (id: string) => void
}

function InboxTable({ rows, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <table className="t admin-table">
      <thead>
        <tr>
          <th>{t('inbox.columns.at')}</th>
          <th>{t('inbox.columns.source')}</th>
          <th className="col-wide">{t('inbox.columns.type')}</th>
          <th>{t('inbox.columns.state')}</th>
          <th>{t('inbox.columns.says')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} data-opens className={row.id === openId ? 'sel' : undefined} onClick={() => onOpen(row.id)}>
            <td>
              <button type="button" className="row-open el" aria-current={row.id === openId || undefined}>
                {formats.dateTime(row.receivedAt)}
              </button>
            </td>
            <td className="el">{row.source}</td>
            <td className="mono el col-wide">{row.eventType ?? '–'}</td>
            <td>
              <InboxState state={row.state} />
            </td>
            <td className="el">{row.reason ?? row.outcome ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ItemDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const { client } = useApi()
  const queries = useQueryClient()
  const { data: item, error } = useQuery({
    queryKey: [...sensorKeys.inbox, 'one', id],
    queryFn: ({ signal }) => client.getInboxItem({ params: { id }, signal }),
  })
  const rerun = async () => {
    try {
      await client.rerunInboxItem({ params: { id }, body: {} })
      toast({ text: t('inbox.reran') })
      void queries.invalidateQueries({ queryKey: sensorKeys.inbox })
    } catch (refused) {
      toast({ text: describeError(refused), tone: 'alarm' })
    }
  }
  const title = item?.source ?? t('inbox.title')
  const facts: readonly (readonly [string, string | null])[] = item
    ? [
        [t('inbox.facts.delivery'), item.deliveryId],
        [t('inbox.facts.at'), formats.dateTime(item.receivedAt)],
        [t('inbox.facts.type'), item.eventType],
        [t('inbox.facts.size'), formats.bytes(item.bytes)],
        [t('inbox.facts.attempts'), formats.number(item.attempts)],
        [t('inbox.facts.outcome'), item.outcome],
        [t('inbox.facts.reason'), item.reason],
      ]
    : []
  return (
    <aside className="details hook-details" data-pane="details" aria-label={title}>
      <div className="details-head">
        <div className="grow">
          <h2 className="t15">{title}</h2>
          {item && <InboxState state={item.state} />}
          {error && <p className="err">{describeError(error)}</p>}
        </div>
        {item && item.state !== 'waiting' && may('inbox:write') && (
          <button type="button" className="btn" onClick={() => void rerun()}>
            <Icon name="refresh" size={14} />
            {t('inbox.rerun')}
          </button>
        )}
        <button type="button" className="btn g x" aria-label={t('common.close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      {item && (
        <>
          <section>
            <dl className="fact-list">
              {facts.map(([label, value]) =>
                value === null || value === '' ? null : (
                  <div key={label} style={{ display: 'contents' }}>
                    <dt>{label}</dt>
                    <dd>{value}</dd>
                  </div>
                ),
              )}
            </dl>
          </section>
          <section>
            <h3 className="t13">{t('inbox.body')}</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
            <pre className="code-block mono hook-body" tabIndex={0}>
              {pretty(item.body)}
            </pre>
          </section>
        </>
      )}
    </aside>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
