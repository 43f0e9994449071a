// Calls as bars: the last 24 hours, or the last days. Errors stand in another colour, and every bar is told in words.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKeyUsage } from '../../contract/schemas/api-key.ts'
import { useFormats } from '../ui/format.ts'

const spans = ['hours', 'days'] as const
const shownDays = 14
/** A word below every so many bars. */
const labelledEvery = { hours: 6, days: 7 } as const

const dayOf = (at: number) => new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })

export function KeyBars({ usage }: { usage: ApiKeyUsage }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [span, setSpan] = useState<(typeof spans)[number]>('hours')
  const bars = span === 'hours' ? usage.hours : usage.days.slice(-shownDays)
  const name = span === 'hours' ? formats.time : dayOf
  const most = Math.max(1, ...bars.map((bar) => bar.calls))
  return (
    <div className="col gap8">
      <fieldset className="seg" aria-label={t('adminSystem.keys.span')}>
        {spans.map((one) => (
          <button key={one} type="button" aria-pressed={one === span} onClick={() => setSpan(one)}>
            {t(`adminSystem.keys.spans.${one}`)}
          </button>
        ))}
      </fieldset>
      <div>
        <ul className="key-bars" aria-label={t(`adminSystem.keys.bars.${span}`)}>
          {bars.map(({ at, calls, errors }) => {
            const says = t('adminSystem.keys.bar', { when: name(at), calls: formats.number(calls), errors: formats.number(errors) })
            return (
              <li key={at} title={says}>
                <span className="sr-only">{says}</span>
                {errors > 0 && <span className="bar-errors" style={{ height: `${(errors / most) * 100}%` }} aria-hidden />}
                <span className="bar-rest" style={{ height: `${((calls - errors) / most) * 100}%` }} aria-hidden />
              </li>
            )
          })}
        </ul>
        <div className="row t12 q key-ticks" aria-hidden>
          {bars
            .filter((_, i) => i % labelledEvery[span] === 0)
            .map(({ at }) => (
              <span key={at} className="grow">
                {name(at)}
              </span>
            ))}
        </div>
      </div>
      <div className="row t12 key-legend">
        <span className="swatch rest" aria-hidden />
        {t('adminSystem.keys.legendCalls')}
        <span className="swatch errors" aria-hidden />
        {t('adminSystem.keys.legendErrors')}
        <span className="grow" />
        <span className="q">{t('adminSystem.keys.most', { n: formats.number(most) })}</span>
      </div>
    </div>
  )
}
