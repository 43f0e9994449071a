// How a sensor is: its most urgent alarm, else how fresh it is; always an icon with a word.
import { useTranslation } from 'react-i18next'
import type { SensorRecord } from '../../../contract/schemas/sensor.ts'
import { useStandingAlarms } from '../../api/live-alarms.ts'
import { useFreshness } from '../../api/live-values.ts'
import { Icon } from '../../ui/icon.tsx'
import { alarmLook, FreshnessMark } from '../../ui/live-marks.tsx'

/** The worst of what is known. */
export function SensorState({ sensor }: { sensor: SensorRecord }) {
  const { t } = useTranslation()
  const { alarms } = useStandingAlarms()
  const freshness = useFreshness(sensor.id, sensor.intervalMs)
  const alarm = alarms.find((a) => a.sensorId === sensor.id)
  if (alarm) {
    const { icon, tone } = alarmLook[alarm.state]
    const isRaised = alarm.state === 'unacknowledged' || alarm.state === 'acknowledged'
    return (
      <span className={`st ${tone} t12 nw`} title={t(`alarms.states.${alarm.state}`)}>
        <Icon name={icon} size={14} />
        {isRaised ? t(`alarmKinds.${alarm.kind}`) : t(`alarms.states.${alarm.state}`)}
      </span>
    )
  }
  if (freshness !== 'fresh')
    return (
      <span className="t12 nw">
        <FreshnessMark freshness={freshness} />
      </span>
    )
  return (
    <span className="st ok t12 nw">
      <Icon name="circleCheck" size={14} />
      {t('values.normal')}
    </span>
  )
}
