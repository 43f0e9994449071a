// The paper a drawing goes on: which size and scale, and where on it the model lies. Composition of its boxes is in compose-sheet.ts.
// Millimetres of paper here; everything a Sheet carries is already in the room's millimetres (paper x scale), like the DrawList.
import type { Bounds } from '../geometry/point.ts'
import type { Outcome } from '../problem.ts'
import { chainReach } from './dimension-chain.ts'
import type { DrawItem } from './draw-list.ts'

export const paperSizes = ['A4', 'A3', 'A2', 'A1', 'A0'] as const
export type PaperSize = (typeof paperSizes)[number]

/** ISO 216, short and long side, mm. */
const paperMm: Readonly<Record<PaperSize, readonly [number, number]>> = {
  A4: [210, 297],
  A3: [297, 420],
  A2: [420, 594],
  A1: [594, 841],
  A0: [841, 1189],
}

/** Scales a drawing may be given by default: 50 means 1:50. Those beyond 1000 only keep a stray fixture from making a drawing impossible. */
export const standardScales = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000] as const

/** What is tried in turn when nothing is given: a scale this large or larger, on paper no larger than this. */
const preferences = [
  [50, 'A2'],
  [100, 'A1'],
  [200, 'A0'],
] as const

/** How much larger lettering and boxes are than on A3. */
const lettering: Readonly<Record<PaperSize, number>> = { A4: 0.86, A3: 1, A2: 1.1, A1: 1.25, A0: 1.4 }

/** Borders of ISO 5457: 20 mm to file on the left, 10 mm elsewhere. */
export const sheetBorder = { left: 20, other: 10 } as const

export interface SheetPlan {
  readonly paper: PaperSize
  readonly landscape: boolean
  readonly scale: number
  readonly widthMm: number
  readonly heightMm: number
  /** Factor of lettering and boxes. */
  readonly size: number
  /** Where the model may lie, mm of paper from the lower left corner. */
  readonly viewport: Bounds
  /** Where title block, tables and notes lie. */
  readonly boxes: Bounds
}

export interface Sheet {
  readonly paper: PaperSize
  readonly landscape: boolean
  readonly scale: number
  readonly widthMm: number
  readonly heightMm: number
  /** The paper's edges in the room's millimetres. */
  readonly frame: Bounds
  /** Frame, title block, tables, legend and notes, in the room's millimetres. */
  readonly items: readonly DrawItem[]
  /** What could not be shown, as sentences. */
  readonly warnings: readonly string[]
}

const clearMm = 4

function planOn(paper: PaperSize, landscape: boolean): Omit<SheetPlan, 'scale'> {
  const [short, long] = paperMm[paper]
  const [widthMm, heightMm] = landscape ? [long, short] : [short, long]
  const size = lettering[paper]
  const inner = { minX: sheetBorder.left, minY: sheetBorder.other, maxX: widthMm - sheetBorder.other, maxY: heightMm - sheetBorder.other }
  if (landscape) {
    const edge = inner.maxX - 76 * size
    return { paper, landscape, widthMm, heightMm, size, viewport: { ...inner, maxX: edge }, boxes: { ...inner, minX: edge } }
  }
  const edge = inner.minY + 78 * size
  return { paper, landscape, widthMm, heightMm, size, viewport: { ...inner, minY: edge }, boxes: { ...inner, maxY: edge } }
}

function fits(plan: Omit<SheetPlan, 'scale'>, model: Bounds, scale: number): boolean {
  const { viewport } = plan
  const [left, bottom, right, top] = chainReach
  const width = (model.maxX - model.minX) / scale + left + right + 2 * clearMm
  const height = (model.maxY - model.minY) / scale + bottom + top + 2 * clearMm
  return width <= viewport.maxX - viewport.minX + 1e-6 && height <= viewport.maxY - viewport.minY + 1e-6
}

function plansFor(papers: readonly PaperSize[], scales: readonly number[], model: Bounds): SheetPlan[] {
  return papers.flatMap((paper) => {
    const best = [true, false].flatMap((landscape) => {
      const plan = planOn(paper, landscape)
      const scale = scales.find((candidate) => fits(plan, model, candidate))
      return scale === undefined ? [] : [{ ...plan, scale }]
    })
    // Landscape unless portrait allows a larger scale.
    const [first, second] = best
    return first && second ? [second.scale < first.scale ? second : first] : first ? [first] : []
  })
}

/**
 * Chooses paper, way up and scale for a model box (without automatic dimensions). What is given is kept and refused when it does not fit;
 * otherwise the smallest paper that shows the room at 1:50 or larger, else at 1:100, at 1:200, and at last the largest scale on A0.
 */
export function planSheet(input: { readonly model: Bounds; readonly paper?: PaperSize; readonly scale?: number }): Outcome<SheetPlan> {
  const { model, paper, scale } = input
  const plans = plansFor(paper ? [paper] : paperSizes, scale === undefined ? standardScales : [scale], model)
  const given = paper !== undefined || scale !== undefined
  const preferred = preferences.map(([limit, largest]) =>
    plans.find((plan) => plan.scale <= limit && paperSizes.indexOf(plan.paper) <= paperSizes.indexOf(largest)),
  )
  const found = given ? plans[0] : (preferred.find((plan) => plan !== undefined) ?? plans.at(-1))
  if (found) return { kind: 'ok', value: found }
  const size = `${Math.round(model.maxX - model.minX)} x ${Math.round(model.maxY - model.minY)} mm`
  const refuse = (pointer: string, detail: string): Outcome<SheetPlan> => ({
    kind: 'refused',
    problems: [{ code: 'invalid_value', pointer, detail }],
  })
  if (scale === undefined) return refuse('/paper', `The drawing (${size}) does not fit on ${paper ?? 'A0'} at any scale. Use larger paper.`)
  const other = planSheet({ model, ...(paper ? { paper } : {}) })
  const advice =
    other.kind === 'ok' ? `Use 1:${other.value.scale}${paper && paper !== 'A0' ? ', or larger paper' : ''}.` : 'Use larger paper.'
  return refuse('/scale', `At 1:${scale} the drawing (${size}) does not fit on ${paper ?? 'A0'}. ${advice}`)
}
