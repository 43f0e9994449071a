// The figures of a chart as a table: what the lines show, for eyes that can't see them and for copying.
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { indexAt } from './chart-data.ts'
import { useFormats } from './format.ts'
import type { NamedLine } from './time-chart.tsx'
import { useChartWords } from './time-chart-legend.tsx'
import type { TimeRange } from './time-expression.ts'

const pageRows = 200

/** One row per bucket of any line, newest first. */
export function ChartTable({ label, lines, range }: { label: string; lines: readonly NamedLine[]; range: TimeRange }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const words = useChartWords()
  const [shown, setShown] = useState(pageRows)
  const times = useMemo(() => {
    const all = new Set(lines.flatMap(({ line }) => line.start.filter((at) => at >= range.from && at <= range.to)))
    return [...all].sort((a, b) => b - a)
  }, [lines, range.from, range.to])
  if (times.length === 0) return <p className="chart-none">{t('chart.empty')}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region has to be reachable by keyboard
    <section className="chart-table" tabIndex={0} aria-label={label}>
      <table className="t">
        <thead>
          <tr>
            <th>{t('chart.time')}</th>
            {lines.map(({ id, name }) => (
              <th key={id} className="r">
                {name}
              </th>
            ))}
            {lines.length === 1 && <th className="r">{t('chart.minMax')}</th>}
          </tr>
        </thead>
        <tbody>
          {times.slice(0, shown).map((at) => {
            const readings = lines.map(({ id, unit, line }) => {
              const exact = line.start.indexOf(at)
              return { id, ...words.readingAt(line, unit, exact >= 0 ? exact : indexAt(line, at)) }
            })
            return (
              <tr key={at}>
                <td>{formats.dateTime(at)}</td>
                {readings.map(({ id, text }) => (
                  <td key={id} className="r">
                    {text}
                  </td>
                ))}
                {lines.length === 1 && <td className="r q">{readings[0]?.span}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
      {times.length > shown && (
        <p style={{ padding: 8 }}>
          <button type="button" className="btn sm" onClick={() => setShown(shown + pageRows)}>
            {t('chart.moreRows', { count: Math.min(pageRows, times.length - shown) })}
          </button>
        </p>
      )}
    </section>
  )
}
