// The alarms of this plan beside it: what is active, shelved, cleared today; acknowledge, shelve, chart. An alarm under the pen pulses on the plan.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../../contract/schemas/alarm.ts'
import { useApi } from '../../api/api.tsx'
import { sensorKeys, useNodes } from '../../api/sensor-queries.ts'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { AlarmStateMark, PriorityMark } from '../../ui/live-marks.tsx'
import { pointAtTime } from '../../ui/time-cursor.ts'
import { valueText } from '../../ui/value-text.ts'
import { useDesignSearch } from '../design-search.ts'
import { useAutosaveState, useDesigner } from '../designer-context.tsx'
import { AlarmActions } from './alarm-actions.tsx'
import { useMonitor } from './monitor-state.ts'
import { usePlanAlarms, usePlanType } from './use-plan.ts'
import { booleanWords } from './words.ts'
import './alarm-drawer.css'
import './slider.css'

type Group = 'active' | 'shelved' | 'cleared'
const noAlarms: readonly AlarmRecord[] = []

/** The panel at the right. */
export function AlarmDrawer() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { designId } = useDesigner()
  const { client } = useApi()
  const name = useAutosaveState((s) => s.name)
  const { active, shelved } = usePlanAlarms()
  const [group, setGroup] = useState<Group>('active')
  const [open, setOpen] = useState<string | null>(null)
  const clearedToday = useQuery({
    queryKey: [...sensorKeys.clearedAlarms, designId],
    queryFn: ({ signal }) => client.listAlarms({ query: { group: 'cleared', designId, limit: 200 }, signal }),
    staleTime: 30_000,
  })
  const cleared = clearedToday.data?.items ?? noAlarms
  const lists = { active, shelved, cleared }
  const n = (list: readonly unknown[]) => formats.number(list.length)
  const all = active.length + shelved.length + cleared.length
  const list = lists[group]
  // The most urgent one stands open until another is chosen.
  const openId = list.some(({ id }) => id === open) ? open : group === 'active' ? (list[0]?.id ?? null) : null
  const emptyText = { active: t('monitor.drawer.none'), shelved: t('monitor.drawer.noneShelved'), cleared: t('monitor.drawer.noneCleared') }
  return (
    <aside className="side alarm-drawer" aria-label={t('monitor.drawer.title')} data-pane="panel">
      <div className="ph">
        <Icon name="bell" />
        <h2>{t('monitor.drawer.title')}</h2>
        <span className="q el grow">{name}</span>
        <button
          type="button"
          className="btn g sm x"
          aria-label={t('common.close')}
          onClick={() => useMonitor.setState({ isDrawerOpen: false })}
        >
          <Icon name="x" />
        </button>
      </div>
      <fieldset className="chips" aria-label={t('alarms.group')}>
        {(['active', 'shelved', 'cleared'] as const).map((each) => (
          <button key={each} type="button" className="chipf" aria-pressed={group === each} onClick={() => setGroup(each)}>
            {t(`monitor.drawer.${each}`, { n: n(lists[each]) })}
          </button>
        ))}
      </fieldset>
      <ul className="alarm-rows">
        {list.map((alarm) => (
          <AlarmRow key={alarm.id} alarm={alarm} isOpen={alarm.id === openId} onOpen={() => setOpen(alarm.id)} />
        ))}
        {list.length === 0 && <li className="pad m">{emptyText[group]}</li>}
        {group === 'active' && shelved.length > 0 && (
          <>
            <li className="ph q shelf-head">{t('alarms.groups.shelved')}</li>
            {shelved.map((alarm) => (
              <AlarmRow key={alarm.id} alarm={alarm} isOpen={alarm.id === open} onOpen={() => setOpen(alarm.id)} />
            ))}
          </>
        )}
      </ul>
      <div className="row t12 m drawer-foot">
        <span className="grow">
          {t('monitor.drawer.sum', { all: formats.number(all), active: n(active), shelved: n(shelved), cleared: n(cleared) })}
        </span>
        <Link to={'/alarms' as string} className="btn g sm">
          {t('alarms.list')}
        </Link>
      </div>
    </aside>
  )
}

function AlarmRow({ alarm, isOpen, onOpen }: { alarm: AlarmRecord; isOpen: boolean; onOpen: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { types, type, shown } = usePlanType()
  const { change } = useDesignSearch()
  const shownType = useMemo(() => (alarm.type !== type && types.includes(alarm.type) ? alarm.type : null), [alarm.type, type, types])
  const point = () => {
    // Of another quantity, or of the whole node: the symbol is the same.
    const symbol = shown.find(({ record }) => record.id === alarm.sensorId) ?? shown.find(({ record }) => record.nodeId === alarm.nodeId)
    useMonitor.setState({ pointedAt: symbol?.record.id ?? null })
    pointAtTime(alarm.raisedAt, 'alarm-drawer')
  }
  const leave = () => {
    useMonitor.setState({ pointedAt: null })
    pointAtTime(null, 'alarm-drawer')
  }
  const choose = () => {
    onOpen()
    if (alarm.sensorId !== null) useMonitor.setState({ chosen: alarm.sensorId })
    if (shownType !== null) change({ type: shownType })
  }
  const when = alarm.raisedAt ?? alarm.changedAt
  return (
    <li className={isOpen ? 'alarm-row open' : 'alarm-row'} onPointerEnter={point} onPointerLeave={leave} onFocus={point} onBlur={leave}>
      <button type="button" className="alarm-head" aria-expanded={isOpen} onClick={choose}>
        <PriorityMark priority={alarm.priority} />
        <span className="grow col">
          <span className="row">
            <b className="md el grow">{titleOf(alarm, t(`alarmKinds.${alarm.kind}`))}</b>
            <span className="q t12">{formats.time(when)}</span>
          </span>
          <span className="t12">
            <AlarmStateMark alarm={alarm} />
          </span>
          <span className="t12 m">{useFacts(alarm)}</span>
        </span>
      </button>
      {isOpen && <AlarmActions alarm={alarm} />}
    </li>
  )
}

/** Who and what: a rule's own name already says it where it isn't a default one. */
function titleOf(alarm: AlarmRecord, kind: string): string {
  return `${alarm.sensorId?.replace(/_([^_]+(_level|_quality|_consumption|_status)?)$/, ' $1').replaceAll('_', ' ') ?? alarm.nodeId}: ${kind}`
}

function useFacts(alarm: AlarmRecord): string {
  const { t } = useTranslation()
  const formats = useFormats()
  const { unit, setPoint, deadband, kind } = alarm
  const { data: nodes } = useNodes()
  if (alarm.state === 'shelved' && alarm.shelvedReason !== null) return alarm.shelvedReason
  if (kind === 'noData') {
    const heardAt = alarm.valueAt ?? nodes?.find(({ id }) => id === alarm.nodeId)?.lastReadingAt ?? null
    return heardAt === null ? t('freshness.never') : t('monitor.drawer.lastReading', { time: formats.time(heardAt) })
  }
  const value = alarm.value === null ? '–' : valueText(alarm.value, unit, formats, booleanWords(t, alarm.type))
  if (setPoint === null) return value
  const limit = valueText(setPoint, unit, formats, booleanWords(t, alarm.type))
  return alarm.isActive
    ? t('monitor.drawer.now', { value, limit, deadband: formats.number(deadband, 2) })
    : t('monitor.drawer.back', { value, limit })
}
