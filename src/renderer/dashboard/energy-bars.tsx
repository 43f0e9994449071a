// Energy per hour or day as bars; the part that was used while nobody was there is hatched. An hour without data has no bar.
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

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const height = 100

/** Fills its parent; the table beside it has the same figures. */
export function EnergyBars({ energy, bucket, range }: EnergyBarsProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const most = Math.max(...energy.buckets.map((b) => b.kWh), 1e-9)
  const span = range.to - range.from
  const x = (at: number) => Math.min(100, Math.max(0, ((at - range.from) / span) * 100))
  const label = t('energy.barsLabel', { bucket: t(`energy.per.${bucket}`), most: formats.fixed(most, 2) })
  const first = energy.buckets[0]
  const last = energy.buckets.at(-1)
  return (
    <figure className="energy-bars">
      <figcaption className="q t11">
        {t(`energy.per.${bucket}`)} · {t('energy.atMost', { most: formats.fixed(most, 2) })}
        <span className="energy-key">
          <i className="used" /> {t('energy.occupied')}
          <i className="waste" /> {t('energy.unoccupied')}
        </span>
      </figcaption>
      <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <defs>
          <pattern id="energy-waste" width="1" height="4" patternUnits="userSpaceOnUse">
            <rect width="1" height="4" fill="var(--warn-weak)" />
            <rect width="1" height="2" fill="var(--warn)" />
          </pattern>
        </defs>
        {energy.buckets.map(({ at, kWh, unoccupiedKWh }) => {
          const left = x(at)
          const width = Math.max(0.1, (x(addUnits(at, 1, bucket === 'hour' ? 'h' : 'd')) - left) * 0.86)
          const full = (kWh / most) * (height - 2)
          const waste = (unoccupiedKWh / most) * (height - 2)
          return (
            <g key={at}>
              <title>
                {t('energy.barTitle', {
                  time: bucket === 'hour' ? formats.dateTime(at) : day.format(at),
                  used: formats.fixed(kWh, 2),
                  waste: formats.fixed(unoccupiedKWh, 2),
                })}
              </title>
              <rect x={left} width={width} y={height - full} height={Math.max(0, full - waste)} fill="var(--c1)" />
              <rect x={left} width={width} y={height - waste} height={waste} fill="url(#energy-waste)" />
            </g>
          )
        })}
        <path d={`M0 ${height}H100`} stroke="var(--line)" vectorEffect="non-scaling-stroke" />
      </svg>
      <div className="row q t11" aria-hidden>
        <span>{first && (bucket === 'hour' ? `${day.format(range.from)}, ${clock.format(range.from)}` : day.format(range.from))}</span>
        <span className="grow" />
        <span>{last && (bucket === 'hour' ? `${day.format(range.to)}, ${clock.format(range.to)}` : day.format(range.to))}</span>
      </div>
    </figure>
  )
}
