// What an alarm is called in every list: its sensor and what is wrong with it.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { useSensorsById } from '../api/sensor-queries.ts'
import { sensorTitle } from './sensor-name.ts'

export type NamedAlarm = Pick<AlarmRecord, 'sensorId' | 'nodeId' | 'kind'>

/** Names alarms: office-03 temperature: Hi. */
export function useAlarmName(): (alarm: NamedAlarm) => string {
  const { t } = useTranslation()
  const sensors = useSensorsById()
  return useCallback(
    ({ sensorId, nodeId, kind }) => {
      const sensor = sensors.get(sensorId ?? '')
      const name = sensor ? sensorTitle(sensor) : (sensorId ?? nodeId)
      return `${name}: ${t(`alarmKinds.${kind}`)}`
    },
    [t, sensors],
  )
}
