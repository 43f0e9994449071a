// The live plan as a table: every sensor with value, state and age, by keyboard alone. It follows the shown moment.
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveValues } from '../../api/live-values.ts'
import { serverNow, useNow } from '../../api/now.ts'
import { useFormats } from '../../ui/format.ts'
import type { MarkIcon } from '../../ui/heat/mark.ts'
import { Icon } from '../../ui/icon.tsx'
import type { IconName } from '../../ui/icons.ts'
import { spanText } from '../../ui/value-text.ts'
import { useEditorState } from '../designer-context.tsx'
import { useMonitor } from './monitor-state.ts'
import { frameMoment, liveMoment, type Moment, markOf } from './plan-marks.ts'
import type { PlacedSensor } from './plan-sensors.ts'
import { useFrames, usePlacedSensors, usePlanAlarms, usePlanType } from './use-plan.ts'
import { typeName, useMarkWords } from './words.ts'
import '../table-twin.css'

const iconNames: Readonly<Record<MarkIcon, IconName>> = {
  ok: 'circleCheck',
  late: 'clock',
  silent: 'circleDashed',
  offline: 'circleX',
  never: 'circle',
  alarm: 'alertTriangle',
  returned: 'history',
  shelved: 'archive',
  acknowledged: 'check',
}
const tones: Readonly<Record<MarkIcon, string>> = {
  ok: 'ok',
  late: 'warn',
  silent: 'idle',
  offline: 'idle',
  never: 'idle',
  alarm: 'alarm',
  returned: 'warn',
  shelved: 'idle',
  acknowledged: 'alarm',
}

/** The pane below the plan. */
export function MonitorTable() {
  const { t } = useTranslation()
  const [isAll, setAll] = useState(false)
  const { shown, type } = usePlanType()
  const placed = usePlacedSensors()
  const at = useMonitor((s) => s.at)
  // Frames hold the shown type only.
  const rows = isAll && at === null ? placed : shown
  return (
    <section className="twin monitor-twin" aria-label={t('monitor.tableTitle')} data-pane="table">
      <div className="ph">
        <b>{t('monitor.tableTitle')}</b>
        <span className="q grow">{isAll && at === null ? t('monitor.tableAll') : typeName(t, type)}</span>
        <label className="tog">
          <input
            type="checkbox"
            checked={isAll && at === null}
            disabled={at !== null}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
          {t('monitor.tableAll')}
        </label>
        <button
          type="button"
          className="btn g sm x"
          aria-label={t('common.close')}
          onClick={() => useMonitor.setState({ isTableOpen: false })}
        >
          <Icon name="x" />
        </button>
      </div>
      <Rows rows={rows} />
    </section>
  )
}

function Rows({ rows }: { rows: readonly PlacedSensor[] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const values = useLiveValues(useMemo(() => rows.map(({ record }) => record.id), [rows]))
  const now = useNow()
  const at = useMonitor((s) => s.at)
  const chosen = useMonitor((s) => s.chosen)
  const frames = useFrames()
  const fixtures = useEditorState((s) => s.design.fixtures)
  const { bySensor } = usePlanAlarms()
  const words = useMarkWords(serverNow)
  const momentOf = (sensor: PlacedSensor): Moment => {
    if (at === null) return liveMoment(values.get(sensor.record.id) ?? null, sensor.record.intervalMs, now)
    return frames ? frameMoment(frames, sensor, at) : { value: null, at: null, freshness: 'silent' }
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="twin-scroll" tabIndex={0} aria-label={t('monitor.tableTitle')}>
      <table className="t twin-table">
        <thead>
          <tr>
            {(['sensor', 'node', 'value', 'state', 'age', 'symbol'] as const).map((column) => (
              <th key={column} className={column === 'value' ? 'r' : ''}>
                {t(`monitor.columns.${column}`)}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((sensor) => {
            const { record } = sensor
            const moment = momentOf(sensor)
            const alarm = at === null ? (bySensor.get(record.id) ?? null) : null
            const mark = markOf({ sensor, moment, alarm, words, isChosen: false, isPointedAt: false })
            return (
              <tr
                key={record.id}
                className={chosen === record.id ? 'sel' : ''}
                onPointerEnter={() => useMonitor.setState({ pointedAt: record.id })}
                onPointerLeave={() => useMonitor.setState({ pointedAt: null })}
              >
                <td>
                  <button
                    type="button"
                    className="link"
                    aria-pressed={chosen === record.id}
                    onClick={() => useMonitor.setState({ chosen: record.id })}
                  >
                    {record.name}
                  </button>
                </td>
                <td>{record.nodeName}</td>
                <td className="r">{mark.value}</td>
                <td>
                  <span className={`st ${tones[mark.icon]}`}>
                    <Icon name={iconNames[mark.icon]} size={14} />
                    {mark.word}
                  </span>
                </td>
                <td>{moment.at === null ? '–' : `${formats.time(moment.at)} · ${t('alarms.ago', { span: spanText(now - moment.at) })}`}</td>
                <td>{sensor.fixtureId === null ? t('monitor.unbound') : (fixtures[sensor.fixtureId]?.label ?? '')}</td>
                <td className="r">
                  <Link
                    to={`/sensors/${record.id}` as string}
                    className="btn g sm"
                    aria-label={t('monitor.openSensor', { name: record.name })}
                  >
                    {t('monitor.drawer.chart')}
                  </Link>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p className="pad m">{t('monitor.noRow')}</p>}
    </section>
  )
}
