// What other systems sent, as it came, with what became of it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type InboxRecord, inboxStates } from '../../contract/schemas/hook.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { PickFilter } from '../ui/pick-filter.tsx'
import { prettyJson } from '../ui/pretty-json.ts'
import { toast } from '../ui/toast.tsx'
import { told } from '../ui/told.ts'
import { useAdminSearch } from './admin-search.ts'
import { DrawerHead } from './drawer-head.tsx'
import { useHookSources, useInbox } from './hooks-queries.ts'
import { type Column, ListTable, type TableOf } from './list-table.tsx'
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
  const may = useMay()
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
        <InboxTable
          rows={rows}
          openId={search.id}
          isBeside={search.id !== undefined}
          onOpen={(id) => change({ id })}
          more={inbox.hasNextPage && { label: t('inbox.more'), onMore: () => void inbox.fetchNextPage() }}
        />
      )}
      {inbox.data && rows.length === 0 && (
        <div className="inset">
          <EmptyState
            title={t(isFiltered ? 'inbox.noMatch' : 'inbox.empty')}
            action={
              !isFiltered &&
              may('hook-sources:read') && (
                <Link className="btn p" to="/admin/$section" params={{ section: 'incoming' }} search={{}}>
                  {t('inbox.toSources')}
                </Link>
              )
            }
          >
            {t(isFiltered ? 'inbox.noMatchText' : 'inbox.emptyText')}
          </EmptyState>
        </div>
      )}
    </SectionBody>
  )
}

function InboxTable(props: TableOf<InboxRecord>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const columns: readonly Column<InboxRecord>[] = [
    { name: 'at', title: t('inbox.columns.at'), cell: (row) => formats.dateTime(row.receivedAt) },
    { name: 'source', title: t('inbox.columns.source'), className: 'el', cell: (row) => row.source },
    { name: 'type', title: t('inbox.columns.type'), className: 'mono el col-wide', cell: (row) => row.eventType ?? '–' },
    { name: 'state', title: t('inbox.columns.state'), cell: (row) => <InboxState state={row.state} /> },
    { name: 'says', title: t('inbox.columns.says'), className: 'el', cell: (row) => row.reason ?? row.outcome ?? '' },
  ]
  return <ListTable {...props} label={t('inbox.title')} className="hook-list inbox-list" columns={columns} idOf={(row) => row.id} />
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
  const rerun = () =>
    told(async () => {
      await client.rerunInboxItem({ params: { id }, body: {} })
      toast({ text: t('inbox.reran') })
      void queries.invalidateQueries({ queryKey: sensorKeys.inbox })
    })
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
      <DrawerHead
        title={title}
        onClose={onClose}
        below={
          <>
            {item && <InboxState state={item.state} />}
            {error && <p className="err">{describeError(error)}</p>}
          </>
        }
      >
        {item && item.state !== 'waiting' && may('inbox:write') && (
          <button type="button" className="btn" onClick={() => void rerun()}>
            <Icon name="refresh" size={14} />
            {t('inbox.rerun')}
          </button>
        )}
      </DrawerHead>
      {item && (
        <>
          <section>
            <Facts rows={facts} />
          </section>
          <section>
            <h3 className="t13">{t('inbox.body')}</h3>
            <CodeBlock text={prettyJson(item.body)} className="hook-body" />
          </section>
        </>
      )}
    </aside>
  )
}
