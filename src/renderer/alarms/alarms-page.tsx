// The alarm list: groups, filters, choosing many, and the details of one beside it.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { useApi } from '../api/api.tsx'
import { type AlarmGroup, passesFilter, useActiveAlarms, useDesignOfAlarm, useStandingAlarms } from '../api/live-alarms.ts'
import { allPages, sensorKeys } from '../api/sensor-queries.ts'
import { type Command, offerCommands } from '../ui/commands.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { toast } from '../ui/toast.tsx'
import { useAlarmActions } from './alarm-actions.ts'
import { deedsOf } from './alarm-deeds.ts'
import { AlarmDialog, type Asked } from './alarm-dialogs.tsx'
import { AlarmDrawer } from './alarm-drawer.tsx'
import { AlarmFilters, GroupChips } from './alarm-filters.tsx'
import { AlarmList } from './alarm-list.tsx'
import { type AlarmSearch, filterOfSearch, isFiltered, type ListGroup } from './alarm-search.ts'
import { AlarmsFrame } from './alarms-frame.tsx'
import { SoundButton } from './sound-button.tsx'

const routeApi = getRouteApi('/alarms')
const none: readonly AlarmRecord[] = []

/** What the chosen group holds: standing alarms come live, those cleared today from the server. */
function useListedAlarms(group: ListGroup, search: AlarmSearch): { alarms: readonly AlarmRecord[]; isReady: boolean } {
  const { client } = useApi()
  const filter = filterOfSearch(search)
  const { isReady } = useStandingAlarms()
  const standing = useActiveAlarms(filter, (group === 'cleared' ? 'active' : group) as AlarmGroup)
  const designOf = useDesignOfAlarm()
  const cleared = useQuery({
    queryKey: sensorKeys.clearedAlarms,
    queryFn: ({ signal }) =>
      allPages<AlarmRecord>((cursor) =>
        client.listAlarms({ query: { group: 'cleared', limit: 1000, ...(cursor === null ? {} : { cursor }) }, signal }),
      ),
    enabled: group === 'cleared',
  })
  if (group !== 'cleared') return { alarms: standing, isReady }
  return { alarms: (cleared.data ?? none).filter((a) => passesFilter(a, filter, designOf)), isReady: cleared.data !== undefined }
}

/** Route `/alarms`. */
export function AlarmsPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const navigate = useNavigate()
  const search: AlarmSearch = routeApi.useSearch()
  const group = search.group ?? 'active'
  const { alarms, isReady } = useListedAlarms(group, search)
  const actions = useAlarmActions()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState(0)
  const [cursorId, setCursorId] = useState<string | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)

  const change = useCallback(
    (patch: { readonly [K in keyof AlarmSearch]?: AlarmSearch[K] | undefined }, replace = true) => {
      const next = Object.fromEntries(Object.entries({ ...search, ...patch }).filter(([, v]) => v !== undefined))
      void navigate({ to: '/alarms', search: next as AlarmSearch, replace })
    },
    [navigate, search],
  )
  const open = useCallback((alarm: AlarmRecord) => change({ id: alarm.id }), [change])
  const close = () => change({ id: undefined })

  // The focus keeps to its alarm while rows come and go above it; when its alarm leaves the list, to the row that takes its place.
  const found = alarms.findIndex((a) => a.id === cursorId)
  const lastCursor = useRef(0)
  const cursor = found >= 0 ? found : Math.max(0, Math.min(lastCursor.current, alarms.length - 1))
  lastCursor.current = cursor
  const shownChosen = useMemo(() => alarms.filter((a) => chosen.has(a.id)), [alarms, chosen])
  const moveTo = (at: number, extend: boolean) => {
    const alarm = alarms[at]
    if (!alarm) return
    setCursorId(alarm.id)
    if (extend) setChosen(new Set(alarms.slice(Math.min(anchor, at), Math.max(anchor, at) + 1).map((a) => a.id)))
    else setAnchor(at)
    if (search.id !== undefined) open(alarm)
  }
  const toggle = (alarm: AlarmRecord, range: boolean) => {
    const at = alarms.indexOf(alarm)
    setCursorId(alarm.id)
    if (range) setChosen(new Set(alarms.slice(Math.min(anchor, at), Math.max(anchor, at) + 1).map((a) => a.id)))
    else {
      setAnchor(at)
      setChosen((before) => {
        const next = new Set(before)
        if (!next.delete(alarm.id)) next.add(alarm.id)
        return next
      })
    }
  }
  const all = () => setChosen(shownChosen.length === alarms.length ? new Set() : new Set(alarms.map((a) => a.id)))
  const askAcknowledge = (one: AlarmRecord | undefined) => {
    const wanted = (shownChosen.length > 0 ? shownChosen : one ? [one] : []).filter((a) => deedsOf(a).acknowledge)
    if (wanted.length > 0) setAsked({ kind: 'acknowledge', alarms: wanted })
    else if (one || shownChosen.length > 0) toast({ text: t('alarms.nothingToAcknowledge') })
  }
  const askShelve = (one: AlarmRecord | undefined) => {
    const alarm = shownChosen.length === 1 ? shownChosen[0] : one
    if (alarm && deedsOf(alarm).shelve) setAsked({ kind: 'shelve', alarm })
  }
  const onKey = (event: KeyboardEvent, alarm: AlarmRecord | undefined) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.code === 'KeyA') askAcknowledge(alarm)
    else if (event.code === 'KeyH') askShelve(alarm)
    else if (event.key === 'Escape' && chosen.size > 0) setChosen(new Set())
    else if (event.key === 'Escape' && search.id !== undefined) close()
    else return
    event.preventDefault()
  }
  useListCommands()
  const openId = search.id ?? null
  const unacknowledged = shownChosen.filter((a) => deedsOf(a).acknowledge)
  return (
    <AlarmsFrame
      here="list"
      bar={
        <>
          <GroupChips search={search} onChange={change} />
          <span className="grow" />
          <SoundButton />
        </>
      }
      status={<span>{t('alarms.keys')}</span>}
    >
      <div className="body">
        <main id="main" tabIndex={-1} data-pane="alarms" className="area-main">
          <h1 className="sr-only">{t('alarms.title')}</h1>
          {shownChosen.length > 0 ? (
            <div className="chosen-bar">
              <b role="status">{t('alarms.chosen', { count: shownChosen.length, n: formats.number(shownChosen.length) })}</b>
              <button type="button" className="btn p sm" disabled={unacknowledged.length === 0} onClick={() => askAcknowledge(undefined)}>
                <Icon name="check" size={14} />
                {t('alarms.acknowledgeN', { n: formats.number(unacknowledged.length) })}
              </button>
              {shownChosen.length === 1 && shownChosen[0] && deedsOf(shownChosen[0]).shelve && (
                <button type="button" className="btn sm" onClick={() => askShelve(undefined)}>
                  <Icon name="archive" size={14} />
                  {t('alarms.shelve')}
                </button>
              )}
              <button type="button" className="btn g sm x" aria-label={t('common.close')} onClick={() => setChosen(new Set())}>
                <Icon name="x" size={14} />
              </button>
            </div>
          ) : (
            <div className="bar">
              <AlarmFilters search={search} onChange={change} />
              <span className="q t12" role="status">
                {isReady && t('alarms.shown', { count: alarms.length, n: formats.number(alarms.length) })}
              </span>
            </div>
          )}
          {isReady && alarms.length === 0 ? (
            <Empty
              group={group}
              search={search}
              onClear={() => change({ q: undefined, priority: undefined, node: undefined, design: undefined, type: undefined })}
            />
          ) : (
            <AlarmList
              alarms={alarms}
              chosen={chosen}
              openId={openId}
              cursor={cursor}
              onCursor={moveTo}
              onToggle={toggle}
              onAll={all}
              onOpen={open}
              onKey={onKey}
            />
          )}
        </main>
        {openId !== null && <AlarmDrawer key={openId} alarmId={openId} actions={actions} onAsk={setAsked} onClose={close} />}
      </div>
      {asked && (
        <AlarmDialog
          asked={asked}
          actions={actions}
          onClose={(done) => {
            setAsked(null)
            refocusRow()
            if (done && asked.kind === 'acknowledge') setChosen(new Set())
          }}
        />
      )}
    </AlarmsFrame>
  )
}

function Empty({ group, search, onClear }: { group: ListGroup; search: AlarmSearch; onClear: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const which = isFiltered(search) ? 'filtered' : group
  return (
    <div className="inset">
      <EmptyState
        title={t(`alarms.empty.${which}`)}
        action={
          which === 'filtered' ? (
            <button type="button" className="btn" onClick={onClear}>
              {t('alarms.filter.clear')}
            </button>
          ) : which === 'active' ? (
            <button type="button" className="btn" onClick={() => void navigate({ to: '/alarms/rules' })}>
              {t('alarms.empty.activeAction')}
            </button>
          ) : undefined
        }
      >
        {t(`alarms.empty.${which}Text`)}
      </EmptyState>
    </div>
  )
}

/** Back to the list when a dialog has closed and the row it came from is gone. */
function refocusRow(): void {
  setTimeout(() => {
    if (document.activeElement === null || document.activeElement === document.body)
      document.querySelector<HTMLElement>('.alarm-table tr[tabindex="0"]')?.focus()
  }, 60)
}

/** The keys the list reads itself, for the help sheet and the palette. */
function useListCommands(): void {
  const { t } = useTranslation()
  useEffect(() => {
    const group = t('alarms.commands.group')
    const press = (code: string, key: string) => () => {
      const row = document.querySelector<HTMLElement>('.alarm-table tr[tabindex="0"]')
      row?.focus()
      row?.dispatchEvent(new window.KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true }))
    }
    const list: Command[] = [
      {
        id: 'alarms.acknowledge',
        label: t('alarms.commands.acknowledge'),
        group,
        keys: 'A',
        ownKeys: true,
        enabled: true,
        run: press('KeyA', 'a'),
      },
      { id: 'alarms.shelve', label: t('alarms.commands.shelve'), group, keys: 'H', ownKeys: true, enabled: true, run: press('KeyH', 'h') },
      {
        id: 'alarms.select',
        label: t('alarms.commands.select'),
        group,
        keys: 'Space',
        ownKeys: true,
        enabled: true,
        run: press('Space', ' '),
      },
    ]
    return offerCommands('alarms', list)
  }, [t])
}
