// Statistics and quality of a sensor's range: completeness, gaps, outliers, drift, stuck.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quality, SensorRecord } from '../../contract/schemas/sensor.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { useReadingWords } from '../ui/reading-words.ts'
import type { TimeRange } from '../ui/time-expression.ts'
import { spanText } from '../ui/value-text.ts'

/** Gaps and outliers the server lists at most, oldest first. */
const mostListed = 200

/** A live range is asked again in steps of a hundredth, at least ten seconds. */
export function steppedRange({ from, to }: TimeRange): TimeRange {
  const step = Math.max(10_000, Math.round((to - from) / 100))
  return { from: Math.floor(from / step) * step, to: Math.ceil(to / step) * step }
}

/** Two groups of figures and the lists behind them. */
export function SensorQuality({ sensor, range }: { sensor: SensorRecord; range: TimeRange }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const { from, to } = steppedRange(range)
  const asked = useQuery({
    queryKey: ['sensor-quality', sensor.id, from, to],
    queryFn: ({ signal }) => client.getSensorQuality({ params: { id: sensor.id }, query: { from: String(from), to: String(to) }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="quality-scroll" tabIndex={0} aria-label={t('sensor.showQuality')}>
      {asked.isError && <p className="inset err">{describeError(asked.error)}</p>}
      {asked.data && asked.data.count === 0 && <p className="inset q">{t('sensor.noReadings')}</p>}
      {asked.data && <Figures quality={asked.data} sensor={sensor} />}
    </section>
  )
}

function Figures({ quality: q, sensor }: { quality: Quality; sensor: SensorRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const words = useReadingWords()
  const isNumber = sensor.valueKind === 'number'
  const value = (n: number | null) => (n === null ? '–' : words.of(n, sensor.unit))
  const many = (n: number) => (n >= mostListed ? t('sensor.orMore', { n: formats.number(n) }) : formats.number(n))
  const gapsMs = q.gaps.reduce((sum, g) => sum + g.to - g.from, 0)
  const longest = [...q.gaps].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, 8)
  const tone = q.completeness >= 0.98 ? 'ok' : q.completeness >= 0.9 ? 'warn' : 'alarm'
  return (
    <>
      <section className="part" aria-label={t('sensor.statistics')}>
        <h2 className="t13">{t('sensor.statistics')}</h2>
        <div className="figs">
          <Tile word={t('sensor.count')} value={formats.number(q.count)} />
          {isNumber && (
            <>
              <Tile word={t('sensor.min')} value={value(q.min)} />
              <Tile word={t('sensor.mean')} value={value(q.mean)} />
              <Tile word={t('sensor.max')} value={value(q.max)} />
              <Tile word={t('sensor.deviation')} value={value(q.standardDeviation)} />
            </>
          )}
        </div>
      </section>
      <section className="part" aria-label={t('sensor.quality')}>
        <h2 className="t13">{t('sensor.quality')}</h2>
        <div className="figs">
          <Tile
            word={t('sensor.completeness')}
            value={
              <span className={`st ${tone}`}>
                <Icon name={tone === 'ok' ? 'circleCheck' : 'alertTriangle'} size={16} />
                {formats.percent(q.completeness)}
              </span>
            }
            more={t('sensor.completenessOf', { n: formats.number(q.count), expected: formats.number(q.expected) })}
          />
          <Tile
            word={t('sensor.gaps')}
            value={q.gaps.length === 0 ? t('sensor.noGaps') : many(q.gaps.length)}
            more={q.gaps.length === 0 || q.gaps.length >= mostListed ? '' : spanText(gapsMs)}
          />
          {isNumber && <Tile word={t('sensor.outliers')} value={many(q.outliers.length)} />}
          {isNumber && (
            <Tile
              word={t('sensor.drift')}
              value={q.driftPerDay === null ? t('sensor.driftNone') : t('sensor.driftPerDay', { value: signed(q.driftPerDay, value) })}
            />
          )}
          <Tile
            word={t('sensor.stuck')}
            value={
              q.stuckSince === null ? (
                t('sensor.stuckNo')
              ) : (
                <span className="st warn">
                  <Icon name="alertTriangle" size={16} />
                  {t('sensor.stuckSince', { time: formats.dateTime(q.stuckSince) })}
                </span>
              )
            }
          />
          <Tile word={t('sensor.missing')} value={formats.number(q.missingSeq)} />
          <Tile word={t('sensor.boots')} value={formats.number(q.boots)} />
        </div>
      </section>
      <div className="two-lists">
        {longest.length > 0 && (
          <section className="part">
            <h2 className="t13">{t(q.gaps.length >= mostListed ? 'sensor.longestOfFirst' : 'sensor.longest', { n: mostListed })}</h2>
            <ul className="t12 col gap4">
              {longest.map((g) => (
                <li key={g.from}>
                  {formats.dateTime(g.from)} – {formats.dateTime(g.to)} <span className="q">{spanText(g.to - g.from)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {q.outliers.length > 0 && (
          <section className="part">
            <h2 className="t13">{t('sensor.outliers')}</h2>
            <ul className="t12 col gap4">
              {q.outliers.slice(0, 8).map((o) => (
                <li key={o.at}>
                  {formats.dateTime(o.at)} <b className="md">{value(o.value)}</b>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  )
}

const signed = (n: number, print: (n: number) => string) => `${n > 0 ? '+' : n < 0 ? '−' : ''}${print(Math.abs(n))}`

function Tile({ word, value, more = '' }: { word: string; value: ReactNode; more?: string }) {
  return (
    <div className="fig">
      <span className="lab">{word}</span>
      <b>{value}</b>
      {more !== '' && <span className="q t12">{more}</span>}
    </div>
  )
}
