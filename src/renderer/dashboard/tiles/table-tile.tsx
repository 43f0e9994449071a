// Sensors as rows: value now, state, age.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tile } from '../../../contract/schemas/dashboard.ts'
import type { SensorRecord } from '../../../contract/schemas/sensor.ts'
import { useLiveValue } from '../../api/live-values.ts'
import { useNow } from '../../api/now.ts'
import { useReadingWords } from '../../ui/reading-words.ts'
import { sensorTitle } from '../../ui/sensor-name.ts'
import { spanText } from '../../ui/value-text.ts'
import { AreaLink } from '../area-link.tsx'
import { sensorsOf, useScope } from '../dashboard-context.ts'
import { TileFrame } from '../tile-frame.tsx'
import { SensorState } from './sensor-state.tsx'

/** A table that fills its panel. */
export function TableTile({ tile, title }: { tile: Extract<Tile, { kind: 'table' }>; title: string }) {
  const { t } = useTranslation()
  const { sensors: all, designId } = useScope()
  const sensors = useMemo(() => sensorsOf(tile.sensorIds, { sensors: all, designId }), [tile.sensorIds, all, designId])
  return (
    <TileFrame tile={tile} title={title} note={t('dashboard.sensorCount', { count: sensors.length })}>
      {sensors.length === 0 ? (
        <p className="tile-none">{t('chart.noSeries')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region has to be reachable by keyboard
        <section className="tile-scroll" tabIndex={0} aria-label={title}>
          <table className="t">
            <thead>
              <tr>
                <th>{t('dashboard.sensor')}</th>
                <th className="r">{t('dashboard.now')}</th>
                <th>{t('dashboard.state')}</th>
                <th className="r">{t('dashboard.age')}</th>
              </tr>
            </thead>
            <tbody>
              {sensors.map((sensor) => (
                <SensorRow key={sensor.id} sensor={sensor} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </TileFrame>
  )
}

function SensorRow({ sensor }: { sensor: SensorRecord }) {
  const words = useReadingWords()
  const live = useLiveValue(sensor.id)
  const now = useNow()
  return (
    <tr>
      <td>
        <AreaLink to={`/sensors/${encodeURIComponent(sensor.id)}`} route="/sensors/$sensorId" className="rowlink">
          {sensorTitle(sensor)}
        </AreaLink>
      </td>
      <td className="r md">{live === null ? '–' : words.any(live.value, sensor)}</td>
      <td>
        <SensorState sensor={sensor} />
      </td>
      <td className="r m">{live === null ? '' : spanText(now - live.at)}</td>
    </tr>
  )
}
