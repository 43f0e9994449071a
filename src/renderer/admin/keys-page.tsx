// API keys: a dense list, and beside it all about the one that is open.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKeyRecord, CreatedApiKey } from '../../contract/schemas/api-key.ts'
import { useMay } from '../api/me.ts'
import { useNow } from '../api/now.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { PickFilter } from '../ui/pick-filter.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { spanText } from '../ui/value-text.ts'
import { useAdminSearch } from './admin-search.ts'
import { KeyDrawer } from './keys-drawer.tsx'
import { NewKeyDrawer, ShownKey } from './keys-new.tsx'
import { useApiKeys } from './keys-queries.ts'
import { type Column, ListTable, type TableOf } from './list-table.tsx'
import { SectionBody } from './section-body.tsx'
import './system.css'

const keyStates = ['active', 'expiresSoon', 'rotating', 'paused', 'expired'] as const
const look: Readonly<Record<ApiKeyRecord['state'], { readonly icon: IconName; readonly tone: string }>> = {
  active: { icon: 'circleCheck', tone: 'ok' },
  expiresSoon: { icon: 'clock', tone: 'warn' },
  rotating: { icon: 'refresh', tone: 'acc' },
  paused: { icon: 'playerPause', tone: 'idle' },
  expired: { icon: 'circleX', tone: 'alarm' },
}

/** Icon and word. */
export function KeyState({ state }: { state: ApiKeyRecord['state'] }) {
  const { t } = useTranslation()
  return (
    <span className={`st ${look[state].tone}`}>
      <Icon name={look[state].icon} size={14} />
      {t(`adminSystem.keys.states.${state}`)}
    </span>
  )
}

/** Section `keys`. */
export function KeysPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const keys = useApiKeys()
  const [shown, setShown] = useState<CreatedApiKey | null>(null)
  const words = (search.q ?? '').toLowerCase().split(/\s+/)
  const all = keys.data ?? []
  const rows = all
    .filter((k) => search.state === undefined || k.state === search.state)
    .filter((k) => words.every((w) => `${k.name} ${k.prefix} ${k.scopes.join(' ')} ${k.description}`.toLowerCase().includes(w)))
  const open = all.find((k) => k.id === search.id)
  const live = all.filter((k) => k.state !== 'paused' && k.state !== 'expired').length
  const close = () => change({ id: undefined })
  const add = may('api-keys:write') && (
    <button type="button" className="btn p" onClick={() => change({ id: 'new' })}>
      <Icon name="plus" />
      {t('adminSystem.keys.add')}
    </button>
  )
  return (
    <SectionBody
      title={t('adminSystem.keys.title')}
      count={keys.data && t('adminSystem.keys.count', { count: all.length, n: formats.number(all.length), live: formats.number(live) })}
      error={keys.error}
      deed={add}
      bar={
        <>
          <SearchBox label={t('adminSystem.keys.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />
          <PickFilter
            label={t('adminSystem.keys.state')}
            any={t('adminSystem.keys.anyState')}
            value={search.state ?? ''}
            options={keyStates.map((s) => ({ value: s, label: t(`adminSystem.keys.states.${s}`) }))}
            onPick={(state) => change({ state })}
          />
          <span className="grow" />
          <span className="q t12">{t('adminSystem.keys.once')}</span>
        </>
      }
      drawer={
        search.id === 'new' ? (
          <NewKeyDrawer
            onClose={close}
            onMade={(key) => {
              change({ id: key.id })
              setShown(key)
            }}
          />
        ) : (
          open && <KeyDrawer key={open.id} record={open} onClose={close} onShown={setShown} />
        )
      }
    >
      {rows.length > 0 && (
        <KeyTable rows={rows} openId={open?.id ?? null} isBeside={search.id !== undefined} onOpen={(id) => change({ id })} />
      )}
      {keys.data && rows.length === 0 && (
        <div className="inset">
          {all.length === 0 ? (
            <EmptyState title={t('adminSystem.keys.empty')} action={add}>
              {t('adminSystem.keys.emptyText')}
            </EmptyState>
          ) : (
            <EmptyState title={t('adminSystem.keys.noMatch')}>{t('adminSystem.keys.noMatchText')}</EmptyState>
          )}
        </div>
      )}
      {shown && <ShownKey made={shown} onClose={() => setShown(null)} />}
    </SectionBody>
  )
}

function KeyTable(props: TableOf<ApiKeyRecord>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(60_000)
  const day = (at: number) => formats.day(at, { today: '', yesterday: t('common.yesterday') }).trim()
  const columns: readonly Column<ApiKeyRecord>[] = [
    {
      ...{ name: 'name', title: t('adminSystem.keys.columns.name'), cell: (key) => key.name },
      below: (key) => <span className="mono q t12 el sub">{key.prefix}…</span>,
    },
    {
      ...{ name: 'scopes', title: t('adminSystem.keys.columns.scopes'), className: 'mono el' },
      ...{ cell: (key) => key.scopes.join(', '), tip: (key) => key.scopes.join(', ') },
    },
    {
      ...{ name: 'used', title: t('adminSystem.keys.columns.used'), className: 'r' },
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? <span className="q">{t('adminSystem.keys.unused')}</span> : day(lastUsedAt)),
    },
    { name: 'today', title: t('adminSystem.keys.columns.today'), className: 'r', cell: (key) => formats.number(key.callsToday) },
    {
      ...{ name: 'errors', title: t('adminSystem.keys.columns.errors'), className: 'r' },
      cell: ({ callsToday, errorsToday }) => (
        <span className={callsToday === 0 ? 'q' : errorsToday > 0 ? 'warn' : undefined}>
          {callsToday === 0 ? '–' : formats.percent(errorsToday / callsToday)}
        </span>
      ),
    },
    {
      ...{ name: 'expires', title: t('adminSystem.keys.columns.expires'), className: 'r' },
      cell: ({ expiresAt }) => {
        if (expiresAt === null) return <span className="q">{t('adminSystem.keys.never')}</span>
        return expiresAt <= now ? t('adminSystem.keys.ended', { day: day(expiresAt) }) : spanText(expiresAt - now)
      },
    },
    { name: 'state', title: t('adminSystem.keys.columns.state'), cell: (key) => <KeyState state={key.state} /> },
  ]
  return <ListTable {...props} label={t('adminSystem.keys.title')} className="key-list" columns={columns} idOf={(key) => key.id} />
}
