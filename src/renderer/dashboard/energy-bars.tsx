// Energy per hour or day as bars; the part that was used while nobody was there is striped. An hour without data has no bar.
import { useTranslation } from 'react-i18next'
import type { Energy } from '../../contract/schemas/energy.ts'
import { useFormats } from '../ui/format.ts'
import { addUnits, type TimeRange } from '../ui/time-expression.ts'
import type { EnergyBucket } from './energy-queries.ts'

interface EnergyBarsProps {
  readonly energy: Energy
  readonly bucket: EnergyBucket
  readonly range: TimeRange
}

const hourText = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const dayText = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** Fills its parent; tables and figures beside it have the same sums. */
export function EnergyBars({ energy, bucket, range }: EnergyBarsProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const text = bucket === 'hour' ? hourText : dayText
  const most = Math.max(...energy.buckets.map((b) => b.kWh), 1e-9)
  const span = range.to - range.from
  const x = (at: number) => Math.min(100, Math.max(0, ((at - range.from) / span) * 100))
  const label = t('energy.barsLabel', { bucket: t(`energy.per.${bucket}`), most: formats.fixed(most, 2) })
  return (
    <figure className="energy-bars">
      <figcaption className="q t11">
        {t(`energy.per.${bucket}`)} · {t('energy.atMost', { most: formats.fixed(most, 2) })}
        <span className="energy-key">
          <i className="used" /> {t('energy.occupied')}
          <i className="waste" /> {t('energy.unoccupied')}
        </span>
      </figcaption>
      <div className="energy-plot" role="img" aria-label={label}>
        {energy.buckets.map(({ at, kWh, unoccupiedKWh }) => {
          const left = x(at)
          const title = t('energy.barTitle', { time: text.format(at), used: formats.fixed(kWh, 2), waste: formats.fixed(unoccupiedKWh, 2) })
          return (
            <div
              key={at}
              className="energy-bar"
              title={title}
              style={{ left: `${left}%`, width: `${x(addUnits(at, 1, bucket === 'hour' ? 'h' : 'd')) - left}%` }}
            >
              <div className="used" style={{ height: `${((kWh - unoccupiedKWh) / most) * 100}%` }} />
              <div className="waste" style={{ height: `${(unoccupiedKWh / most) * 100}%` }} />
            </div>
          )
        })}
      </div>
      <div className="row q t11" aria-hidden>
        <span>{text.format(range.from)}</span>
        <span className="grow" />
        <span>{text.format(range.to)}</span>
      </div>
    </figure>
  )
}
