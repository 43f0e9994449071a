// What the colours of the small heat map mean: the scale, how they fade, and what hatching says.
import { useTranslation } from 'react-i18next'
import { scaleOf, ticksOf } from '../../ui/heat/heat-scale.ts'
import { useReadingWords } from '../../ui/reading-words.ts'

const strengths = [1, 0.62, 0.3, 0.1]
const stops = [0, 1, 2, 3, 4, 5, 6]
const heightPx = 112

/** A column beside the picture. */
export function HeatScaleKey({ type, unit, values }: { type: string; unit: string; values: readonly number[] }) {
  const { t } = useTranslation()
  const words = useReadingWords()
  const scale = scaleOf(type, values)
  return (
    <div className="heat-key t11 m">
      <p className="q">{unit}</p>
      <svg width="78" height={heightPx + 12} aria-hidden>
        <defs>
          <linearGradient id="heat-key" x1="0" y1="1" x2="0" y2="0">
            {stops.map((n) => (
              <stop key={n} offset={n / 6} stopColor={`var(--heat-${n})`} />
            ))}
          </linearGradient>
        </defs>
        {strengths.map((strength, n) => (
          <rect key={strength} x={n * 7} y="6" width="7" height={heightPx} fill="url(#heat-key)" opacity={strength} />
        ))}
        <rect x="0.5" y="6.5" width="28" height={heightPx} fill="none" stroke="var(--control)" />
        {ticksOf(scale, 4).map((value) => (
          <text
            key={value}
            x="35"
            y={6 + heightPx * (1 - (value - scale.lo) / (scale.hi - scale.lo)) + 4}
            fontSize="11"
            fill="var(--ink-2)"
          >
            {words.bare(value, unit)}
          </text>
        ))}
      </svg>
      <p>{t('dashboard.heatFade')}</p>
      <p className="row gap4">
        <i className="hatch" aria-hidden />
        {t('dashboard.heatStale')}
      </p>
    </div>
  )
}
