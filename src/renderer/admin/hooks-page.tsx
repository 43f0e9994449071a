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
import { SearchBox } from '../ui/search-box.tsx'
import { useAdminSearch } from './admin-search.ts'
import { SourceDrawer } from './hooks-drawer.tsx'
import { NewSourceDrawer } from './hooks-new.tsx'
import { useHookSources } from './hooks-queries.ts'
import { type Column, ListTable, type TableOf } from './list-table.tsx'
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
      bar={all.length > 0 && <SearchBox label={t('incoming.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />}
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
      {rows.length > 0 && (
        <SourceTable rows={rows} isBeside={search.id !== undefined} openId={open?.id ?? null} onOpen={(id) => change({ id })} />
      )}
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

function SourceTable(props: TableOf<HookSourceRecord>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const day = (at: number) => formats.day(at, { today: '', yesterday: t('common.yesterday') }).trim()
  const troubles = ({ stats }: HookSourceRecord) => stats.failed + stats.refused
  const columns: readonly Column<HookSourceRecord>[] = [
    {
      ...{ name: 'name', title: t('incoming.columns.name'), cell: (source) => source.name },
      below: (source) => <span className="mono q t12 el sub">/hooks/{source.source}</span>,
    },
    {
      ...{ name: 'adapter', title: t('incoming.columns.adapter'), className: 'col-wide' },
      cell: (source) => t(`incoming.adapters.${source.adapter}`),
    },
    { name: 'target', title: t('incoming.columns.target'), cell: (source) => <Target source={source} /> },
    { name: 'received', title: t('incoming.columns.received'), className: 'r', cell: ({ stats }) => formats.number(stats.received) },
    {
      ...{ name: 'failed', title: t('incoming.columns.failed'), className: 'r' },
      cell: (source) => <span className={troubles(source) > 0 ? 'warn' : undefined}>{formats.number(troubles(source))}</span>,
    },
    {
      ...{ name: 'last', title: t('incoming.columns.last'), className: 'r' },
      cell: ({ stats }) => (stats.lastAt === null ? <span className="q">{t('incoming.never')}</span> : day(stats.lastAt)),
    },
  ]
  return (
    <ListTable {...props} label={t('incoming.title')} className="hook-list source-list" columns={columns} idOf={(source) => source.id} />
  )
}

function Target({ source }: { source: HookSourceRecord }) {
  const { t } = useTranslation()
  if (source.active) return t(`incoming.targets.${source.mapping.target}`)
  return (
    <span className="st idle">
      <Icon name="playerPause" size={14} />
      {t('incoming.paused')}
    </span>
  )
}
