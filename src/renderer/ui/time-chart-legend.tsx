// The legend of a chart: which line is which, by dash and colour, with the value at the cursor or the newest one.
import { useTranslation } from 'react-i18next'
import { type ChartLine, indexAt } from './chart-data.ts'
import { dashOf } from './chart-palette.ts'
import { useFormats } from './format.ts'
import { useReadingWords } from './reading-words.ts'
import type { NamedLine } from './time-chart.tsx'
import { useTimeCursor } from './time-cursor.ts'
import type { TimeRange } from './time-expression.ts'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const isToday = (at: number) => new Date(at).toDateString() === new Date().toDateString()
/** 08:19 today, else 19 Nov, 08:19. */
export const cursorTime = (at: number): string => (isToday(at) ? clock : moment).format(at)

interface Reading {
  readonly text: string
  readonly span: string
}

/** Words for a line's value at a point. */
export function useChartWords() {
  const { t } = useTranslation()
  const text = useReadingWords()
  const formats = useFormats()
  const readingAt = (line: ChartLine, unit: string, index: number): Reading => {
    if (index < 0) return { text: t('chart.noData'), span: '' }
    if (line.kind === 'state') return { text: String(line.last[index] ?? ''), span: '' }
    const mean = line.mean[index] ?? null
    const min = line.min[index] ?? null
    const max = line.max[index] ?? null
    if (line.kind === 'boolean') {
      if (mean === 0 || mean === 1) return { text: t(mean === 1 ? 'chart.on' : 'chart.off'), span: '' }
      return { text: t('chart.onFor', { share: formats.percent(mean ?? 0, 0) }), span: '' }
    }
    if (mean === null) return { text: t('chart.noData'), span: '' }
    const span =
      min === null || max === null || min === max ? '' : t('chart.minToMax', { min: text.bare(min, unit), max: text.bare(max, unit) })
    return { text: text.of(mean, unit), span }
  }
  const readOut = (lines: readonly NamedLine[], at: number): string => {
    const parts = lines.map(({ name, unit, line }) => {
      const reading = readingAt(line, unit, indexAt(line, at))
      return `${name} ${reading.text}${reading.span === '' ? '' : `, ${reading.span}`}`
    })
    return `${cursorTime(at)}: ${parts.join('; ')}`
  }
  return { readingAt, readOut }
}

/** One entry per line. */
export function ChartLegend({ lines, range }: { lines: readonly NamedLine[]; range: TimeRange }) {
  const { t } = useTranslation()
  const words = useChartWords()
  const at = useTimeCursor((s) => (s.at !== null && s.at >= range.from && s.at <= range.to ? s.at : null))
  const hasCompare = lines.some((l) => l.compare !== null)
  return (
    <div className="chart-legend">
      {at !== null && <span className="q nw">{cursorTime(at)}</span>}
      {lines.map(({ id, name, unit, slot, line }) => {
        const index = at === null ? line.x.length - 1 : indexAt(line, at)
        const { text, span } = words.readingAt(line, unit, index)
        return (
          <span key={id} className="chart-key">
            <Swatch slot={slot} />
            {name}
            {(at !== null || line.x.length > 0) && <b>{text}</b>}
            {at !== null && span !== '' && <span className="q">{span}</span>}
          </span>
        )
      })}
      {hasCompare && (
        <span className="chart-key q">
          <svg width="18" height="8" aria-hidden>
            <path d="M0 4h18" stroke="var(--ink-3)" strokeWidth="1.5" strokeDasharray="3 4" />
          </svg>
          {t('chart.weekBefore')}
        </span>
      )}
    </div>
  )
}

/** A piece of the line as it is drawn. */
export function Swatch({ slot }: { slot: number }) {
  return (
    <svg width="18" height="8" aria-hidden>
      <path d="M0 4h18" stroke={`var(--c${(slot % 3) + 1})`} strokeWidth="2" strokeDasharray={dashOf(slot).join(' ')} />
    </svg>
  )
}
