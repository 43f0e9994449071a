// One plain line for each panel arrangement: why the first is first, and what each other gives and takes against it.
import type { PanelStrategy } from '../design.ts'
import { formatNumber, formatRatio } from '../units.ts'
import type { PanelWishes } from './panels-check.ts'
import type { PanelCandidate } from './panels-rank.ts'

/** What the lines are written from. */
export interface WhyContext {
  readonly wishes: PanelWishes
  readonly roomAreaMm2: number
  readonly tried: number
  readonly proven: boolean
  /** fewest-panels and widest-coverage choose the same arrangement. */
  readonly fewestIsWidest: boolean
}

/** Share of open ceiling above which sprinklers above the panels must be looked at (NFPA 13, clouds). */
export const openingsLimit = 0.2

/** The warning for a layout that leaves more than that open; null below it. */
export function warnOpenings(coverageRatio: number): string | null {
  const open = 1 - coverageRatio
  if (open <= openingsLimit + 1e-9) return null
  return `openings are ${formatRatio(open)} of the area, over 20 %: check the sprinklers above the panels (NFPA 13)`
}

const mm = (value: number): string => formatNumber(value, { decimals: 1 })
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The line of the chosen arrangement. */
export function explainChosen(chosen: PanelCandidate, context: WhyContext): string {
  const { wishes } = context
  const size = `${chosen.columns.count} x ${chosen.rows.count} panels of ${mm(chosen.columns.widthMm)} x ${mm(chosen.rows.widthMm)} mm`
  if (chosen.hanging === 0) return `${size}: none lies wholly inside the room less the perimeter gap, so nothing hangs.`
  const notes = [wishes.grid ? `${size}, as fixed` : `${size}: ${reason(chosen, context)}`]
  const dropped = chosen.columns.count * chosen.rows.count - chosen.hanging
  if (dropped > 0) notes.push(`${dropped} left out because they would leave the room or its gap`)
  const outside = [chosen.columns.widthMm, chosen.rows.widthMm].some((w) => w < wishes.minMm - 1e-6 || w > wishes.maxMm + 1e-6)
  if (outside) notes.push(`outside the range of ${mm(wishes.minMm)} to ${mm(wishes.maxMm)} mm`)
  if (!chosen.fitsSheet && wishes.strategy === 'fewest-cuts')
    notes.push(`larger than the ${mm(wishes.sheetMm[0])} x ${mm(wishes.sheetMm[1])} sheet, so they can't be cut from it`)
  const warning = warnOpenings(Math.min(1, chosen.coveredMm2 / context.roomAreaMm2))
  if (warning) notes.push(warning)
  return `${notes.join('; ')}.`
}

function reason(chosen: PanelCandidate, { wishes, roomAreaMm2, tried, proven, fewestIsWidest }: WhyContext): string {
  const among = proven ? `of all ${plural(tried, 'arrangement')}` : `of ${plural(tried, 'arrangement')} tried (best found)`
  const coverage = formatRatio(Math.min(1, chosen.coveredMm2 / roomAreaMm2))
  const same = fewestIsWidest ? '; while the gaps are fixed, fewest panels and widest coverage are the same answer' : ''
  const lines: Record<PanelStrategy, string> = {
    balanced: `best balance ${among}: ${coverage} covered, proportions ${formatRatio(chosen.aspectCloseness)} of the wanted ones${chosen.wholeMm ? ', whole millimetres' : ''}`,
    'fewest-panels': `fewest panels ${among}, ${plural(chosen.hanging, 'panel')}${same}`,
    'widest-coverage': `widest coverage ${among}, ${coverage}${same}`,
    'fewest-cuts': `fewest saw cuts ${among}, ${plural(chosen.sawCuts, 'cut')} for ${plural(chosen.hanging, 'panel')}`,
  }
  return lines[wishes.strategy]
}

/** The line of an alternative, against the chosen one. */
export function explainAlternative(other: PanelCandidate, chosen: PanelCandidate, context: WhyContext): string {
  const more = (value: number, noun: string): string =>
    value === 0 ? `as many ${noun}s` : `${plural(Math.abs(value), noun)} ${value > 0 ? 'more' : 'fewer'}`
  const coverage = (other.coveredMm2 - chosen.coveredMm2) / context.roomAreaMm2
  const covered =
    Math.abs(coverage) < 0.0005
      ? 'the same coverage'
      : `${formatRatio(Math.abs(coverage))} of the room ${coverage > 0 ? 'more' : 'less'} covered`
  const lines: Record<PanelStrategy, string> = {
    balanced: `proportions ${formatRatio(other.aspectCloseness)} against ${formatRatio(chosen.aspectCloseness)}`,
    'fewest-panels': `proportions ${formatRatio(other.aspectCloseness)}`,
    'widest-coverage': `proportions ${formatRatio(other.aspectCloseness)}`,
    'fewest-cuts': other.fitsSheet ? more(other.sawCuts - chosen.sawCuts, 'saw cut') : "can't be cut from the sheet",
  }
  const size = `${other.columns.count} x ${other.rows.count} of ${mm(other.columns.widthMm)} x ${mm(other.rows.widthMm)} mm`
  return `${size}: ${more(other.hanging - chosen.hanging, 'panel')}, ${covered}, ${lines[context.wishes.strategy]}.`
}
