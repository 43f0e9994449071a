// The four panel strategies: what each weighs, and the order between two arrangements. Symmetric under a turned room.
import type { PanelStrategy } from '../design.ts'
import type { Point } from '../geometry/point.ts'
import type { AxisFit } from './panels-axis.ts'

/** One arrangement of columns and rows, weighed by what really hangs. */
export interface PanelCandidate {
  readonly columns: AxisFit
  readonly rows: AxisFit
  readonly hanging: number
  readonly coveredMm2: number
  /** Saw cuts in all, from `sheetMm`; 2 a panel where the panel is larger than the sheet. */
  readonly sawCuts: number
  readonly fitsSheet: boolean
  readonly aspectCloseness: number
  readonly wholeMm: boolean
  /** Covered area x closeness x bonus: the balanced strategy's figure, before it is divided by the room's area. */
  readonly balance: number
}

/** What whole millimetres both ways are worth in the balanced strategy. */
export const wholeMmBonus = 1.05
const sameMm = 1e-6

const isWhole = (mm: number): boolean => Math.abs(mm - Math.round(mm)) < sameMm

/** 0, 1 or 2 saw cuts to get a panel from a sheet, turned if that is better; null when the sheet is too small either way. */
export function sawCutsOf(widthMm: number, heightMm: number, sheetMm: Point): number | null {
  const lying = (w: number, h: number): number | null => {
    if (w > sheetMm[0] + sameMm || h > sheetMm[1] + sameMm) return null
    return (w < sheetMm[0] - sameMm ? 1 : 0) + (h < sheetMm[1] - sameMm ? 1 : 0)
  }
  const straight = lying(widthMm, heightMm)
  const turned = lying(heightMm, widthMm)
  if (straight === null || turned === null) return straight ?? turned
  return Math.min(straight, turned)
}

/** How near a panel's proportions are to the wanted aspect, 0 to 1; 1:2 and 2:1 are the same. */
export function aspectClosenessOf(widthMm: number, heightMm: number, aspect: number): number {
  const has = Math.max(widthMm, heightMm) / Math.min(widthMm, heightMm)
  const wants = Math.max(aspect, 1 / aspect)
  return Math.min(has, wants) / Math.max(has, wants)
}

/** Weighs an arrangement of which `hanging` panels hang. */
export function weighCandidate(
  fits: { readonly columns: AxisFit; readonly rows: AxisFit; readonly hanging: number },
  wanted: { readonly aspect: number; readonly sheetMm: Point },
): PanelCandidate {
  const [w, h] = [fits.columns.widthMm, fits.rows.widthMm]
  const cuts = sawCutsOf(w, h, wanted.sheetMm)
  const aspectCloseness = aspectClosenessOf(w, h, wanted.aspect)
  const wholeMm = isWhole(w) && isWhole(h)
  const coveredMm2 = w * h * fits.hanging
  return {
    ...fits,
    coveredMm2,
    sawCuts: (cuts ?? 2) * fits.hanging,
    fitsSheet: cuts !== null,
    aspectCloseness,
    wholeMm,
    balance: coveredMm2 * aspectCloseness * (wholeMm ? wholeMmBonus : 1),
  }
}

/** Larger is better; a difference within float noise is none. */
const moreOf = (a: number, b: number): number => (Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) ? 0 : b - a)

/** Negative when `a` is better. Ties: more coverage, fewer panels, nearer the aspect, fewer along the room's longer side. */
export function compareCandidates(strategy: PanelStrategy, wideRoom: boolean): (a: PanelCandidate, b: PanelCandidate) => number {
  const first: Record<PanelStrategy, (a: PanelCandidate, b: PanelCandidate) => number> = {
    balanced: (a, b) => moreOf(a.balance, b.balance),
    'fewest-panels': (a, b) => a.hanging - b.hanging,
    'widest-coverage': (a, b) => moreOf(a.coveredMm2, b.coveredMm2),
    'fewest-cuts': (a, b) => Number(b.fitsSheet) - Number(a.fitsSheet) || a.sawCuts - b.sawCuts || a.hanging - b.hanging,
  }
  const along = (c: PanelCandidate): number => (wideRoom ? c.columns.count : c.rows.count)
  const across = (c: PanelCandidate): number => (wideRoom ? c.rows.count : c.columns.count)
  return (a, b) =>
    // An empty ceiling is never the answer while another hangs something.
    Number(a.hanging === 0) - Number(b.hanging === 0) ||
    first[strategy](a, b) ||
    moreOf(a.coveredMm2, b.coveredMm2) ||
    a.hanging - b.hanging ||
    moreOf(a.aspectCloseness, b.aspectCloseness) ||
    along(a) - along(b) ||
    across(a) - across(b)
}

/** The strategy's own figure as replies show it. */
export function scoreOf(candidate: PanelCandidate, strategy: PanelStrategy, roomAreaMm2: number): number {
  switch (strategy) {
    case 'balanced':
      return candidate.balance / roomAreaMm2
    case 'widest-coverage':
      return Math.min(1, candidate.coveredMm2 / roomAreaMm2)
    case 'fewest-panels':
      return candidate.hanging
    case 'fewest-cuts':
      return candidate.sawCuts
  }
}
