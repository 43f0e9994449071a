// A sensor's history as two SVG paths: the mean as a line, minimum to maximum as a band. Gaps stay open. Pure.
import type { ChartLine } from '../../ui/chart-data.ts'

export interface PathBox {
  readonly width: number
  readonly height: number
  readonly from: number
  readonly to: number
  readonly lo: number
  readonly hi: number
}

export const xOfTime = (box: PathBox, at: number): number => ((at - box.from) / (box.to - box.from)) * box.width
export const yOfValue = (box: PathBox, value: number): number => box.height - ((value - box.lo) / (box.hi - box.lo || 1)) * box.height

const round = (value: number) => Math.round(value * 10) / 10

/** Paths of a line; a point alone between two gaps is drawn as a dot's width. */
export function seriesPaths(line: ChartLine, box: PathBox): { readonly line: string; readonly band: string } {
  let drawn = ''
  let band = ''
  let top: string[] = []
  let bottom: string[] = []
  const close = () => {
    if (top.length > 1) band += `M${[...top, ...bottom.reverse()].join('L')}Z`
    top = []
    bottom = []
  }
  for (const [index, at] of line.x.entries()) {
    const { [index]: mean } = line.mean
    if (mean === null || mean === undefined) {
      close()
      continue
    }
    const x = round(xOfTime(box, at))
    const isStart = line.broken[index] === true || line.mean[index - 1] === null || index === 0
    const isAlone = isStart && (line.broken[index + 1] === true || index + 1 === line.x.length)
    if (isStart) close()
    drawn += `${isStart ? 'M' : 'L'}${x} ${round(yOfValue(box, mean))}${isAlone ? 'h1' : ''}`
    top.push(`${x} ${round(yOfValue(box, line.max[index] ?? mean))}`)
    bottom.push(`${x} ${round(yOfValue(box, line.min[index] ?? mean))}`)
  }
  close()
  return { line: drawn, band }
}

/** Lowest and highest of the line with a little air; null when nothing is drawn. */
export function valueBounds(line: ChartLine, also: readonly number[] = []): { readonly lo: number; readonly hi: number } | null {
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [index, mean] of line.mean.entries()) {
    if (mean === null) continue
    lo = Math.min(lo, line.min[index] ?? mean)
    hi = Math.max(hi, line.max[index] ?? mean)
  }
  if (lo > hi) return null
  for (const value of also) {
    // A limit far away would press the curve flat; it's drawn only where it fits.
    if (value >= lo - (hi - lo || 1) && value <= hi + (hi - lo || 1)) {
      lo = Math.min(lo, value)
      hi = Math.max(hi, value)
    }
  }
  const air = (hi - lo) * 0.08 || Math.abs(hi) * 0.02 || 1
  return { lo: lo - air, hi: hi + air }
}
