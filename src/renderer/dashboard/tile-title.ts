// What a panel is called: its own title, else what it shows.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tile } from '../../contract/schemas/dashboard.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { sensorTitle } from '../ui/sensor-name.ts'

/** A type's name in words; unknown ones as they are written. */
export function useTypeName(): (type: string) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    (type) => {
      const key = `sensorTypes.${type}`
      if (i18n.exists(key)) return t(key as 'sensorTypes.temperature')
      const words = type.replaceAll('_', ' ')
      return words.charAt(0).toUpperCase() + words.slice(1)
    },
    [t, i18n],
  )
}

/** Names panels. */
export function useTileTitle(sensors: ReadonlyMap<string, SensorRecord>): (tile: Tile) => string {
  const { t } = useTranslation()
  const typeName = useTypeName()
  return useCallback(
    (tile) => {
      if (tile.title !== undefined && tile.title.trim() !== '') return tile.title
      switch (tile.kind) {
        case 'value': {
          const sensor = sensors.get(tile.sensorId)
          return sensor ? sensorTitle(sensor) : tile.sensorId
        }
        case 'chart': {
          const types = [...new Set(tile.sensorIds.flatMap((id) => sensors.get(id)?.type ?? []))]
          return types.length === 0 ? t('dashboard.kinds.chart') : types.map(typeName).join(', ')
        }
        case 'heat':
          return t('dashboard.heatTitle', { type: typeName(tile.type) })
        default:
          return t(`dashboard.kinds.${tile.kind}`)
      }
    },
    [t, typeName, sensors],
  )
}
