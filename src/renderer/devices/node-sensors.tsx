// The sensors of a node with their live values.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { NodeRecord } from '../../contract/schemas/node.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { freshnessOf, useLiveValue } from '../api/live-values.ts'
import { useNow } from '../api/now.ts'
import { useSensors } from '../api/sensor-queries.ts'
import { FreshnessMark } from '../ui/live-marks.tsx'
import { useReadingWords } from '../ui/reading-words.ts'
import { spanText } from '../ui/value-text.ts'

/** A table; each row opens its sensor. */
export function NodeSensors({ node }: { node: NodeRecord }) {
  const { t } = useTranslation()
  const { data } = useSensors()
  const sensors = data?.filter((s) => s.nodeId === node.id) ?? []
  return (
    <section className="part" aria-label={t('node.sensors')}>
      <h2 className="t13">{t('node.sensors')}</h2>
      {data && sensors.length === 0 && <p className="q">{t('node.noSensors')}</p>}
      {sensors.length > 0 && (
        <table className="t">
          <thead>
            <tr>
              <th>{t('node.sensor')}</th>
              <th className="r">{t('node.value')}</th>
              <th>{t('node.freshness')}</th>
              <th className="r">{t('node.age')}</th>
              <th>{t('node.topic')}</th>
            </tr>
          </thead>
          <tbody>
            {sensors.map((s) => (
              <SensorRow key={s.id} sensor={s} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function SensorRow({ sensor }: { sensor: SensorRecord }) {
  const words = useReadingWords()
  const live = useLiveValue(sensor.id)
  const now = useNow()
  return (
    <tr>
      <td>
        <Link to="/sensors/$sensorId" params={{ sensorId: sensor.id }} className="row-open">
          {sensor.name}
        </Link>
      </td>
      <td className="r md">{live ? words.any(live.value, sensor) : '–'}</td>
      <td>
        <FreshnessMark freshness={freshnessOf(live?.at ?? null, sensor.intervalMs, now)} />
      </td>
      <td className="r">{live ? spanText(now - live.at) : '–'}</td>
      <td className="mono el" style={{ maxWidth: 280 }}>
        {sensor.topic}
      </td>
    </tr>
  )
}
