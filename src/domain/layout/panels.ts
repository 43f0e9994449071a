// Panel layout (ceiling.md section 3): every allowed count of columns and rows is tried, so the best and the alternatives are the true top N.
// Guarantees: panels hang wholly inside the room less the perimeter gap; coverage never passes 100 %; a turned room gives the turned design.
// Never throws on any number; refusals name the field.
import type { PanelSystem } from '../design.ts'
import type { Outcome } from '../problem.ts'
import type { Panel, PanelLayout, PanelSummary } from './layout.ts'
import { type AxisFit, type AxisInput, fitCount, fitsOfAxis } from './panels-axis.ts'
import { checkPanelSystem, explainNoFit, type PanelWishes } from './panels-check.ts'
import { countEdgeColumns, countHanging, findFreeColumns, gatherEdges, listHanging, type RoomEdges } from './panels-fit.ts'
import { compareCandidates, type PanelCandidate, scoreOf, weighCandidate } from './panels-rank.ts'
import { explainAlternative, explainChosen, type WhyContext } from './panels-why.ts'
import type { PreparedRoom } from './room.ts'

/** Edge-and-column pairs a search may take; above it the counts are thinned evenly and the answer is "best found". 4 million take about 0.5 s. */
const workLimit = 4e6

/** Lays panels out by the system's strategy; the first of `alternatives` (default 5) is the chosen one. Pointers start at `/system`. */
export function layOutPanels({
  room,
  system,
  alternatives = 5,
}: {
  readonly room: PreparedRoom
  readonly system: PanelSystem
  readonly alternatives?: number
}): Outcome<Omit<PanelLayout, 'quantities'>> {
  const { wishes, problems } = checkPanelSystem(system)
  if (problems.length > 0) return { kind: 'refused', problems }
  const { bounds } = room
  const axes = { x: axisOf(bounds.maxX - bounds.minX, wishes), y: axisOf(bounds.maxY - bounds.minY, wishes) }
  const fits = wishes.grid ? fixedFits(axes, wishes.grid) : { x: fitsOfAxis(axes.x), y: fitsOfAxis(axes.y) }
  const missing = (['x', 'y'] as const).filter((along) => fits[along].length === 0)
  if (missing.length > 0) {
    const refusals = missing.map((along) => (wishes.grid ? explainNoGrid(axes[along], along) : explainNoFit(axes[along], along)))
    return { kind: 'refused', problems: refusals }
  }
  const edges = gatherEdges(room.polygon, bounds, wishes.perimeterGapMm)
  const { columns, rows, proven } = thin(edges, fits, wishes)
  const keep = Math.max(1, Math.floor(alternatives))
  const wideRoom = axes.x.spanMm >= axes.y.spanMm
  const best = createShortList(keep, compareCandidates(wishes.strategy, wideRoom))
  const fewest = createShortList(1, compareCandidates('fewest-panels', wideRoom))
  const widest = createShortList(1, compareCandidates('widest-coverage', wideRoom))
  for (const candidate of enumerate(edges, { columns, rows, wishes })) {
    for (const list of [best, fewest, widest]) list.offer(candidate)
  }
  const chosen = best.items[0] as PanelCandidate
  const context: WhyContext = {
    wishes,
    roomAreaMm2: room.areaMm2,
    tried: columns.length * rows.length,
    proven,
    fewestIsWidest: fewest.items[0] === widest.items[0],
  }
  const summaries = best.items.map((item) =>
    summarise(item, context, item === chosen ? explainChosen(item, context) : explainAlternative(item, chosen, context)),
  )
  const [first] = summaries as [PanelSummary]
  return {
    kind: 'ok',
    value: {
      kind: 'panels',
      room: { areaMm2: room.areaMm2, perimeterMm: room.perimeterMm },
      ...first,
      strategy: wishes.strategy,
      panels: placePanels(edges, chosen, wishes.panelGapMm),
      proven,
      alternatives: summaries.slice(0, Math.max(0, Math.floor(alternatives))),
      healed: room.healed,
    },
  }
}

function axisOf(spanMm: number, { perimeterGapMm, panelGapMm, minMm, maxMm, wholeMm }: PanelWishes): AxisInput {
  return { spanMm, perimeterGapMm, panelGapMm, minMm, maxMm, wholeMm }
}

/** A fixed grid is honoured whatever minMm and maxMm say, as long as something is left for the panels. */
function fixedFits(axes: { x: AxisInput; y: AxisInput }, [columns, rows]: readonly [number, number]): { x: AxisFit[]; y: AxisFit[] } {
  const one = (fit: AxisFit | null): AxisFit[] => (fit ? [fit] : [])
  return { x: one(fitCount(axes.x, columns)), y: one(fitCount(axes.y, rows)) }
}

function explainNoGrid(axis: AxisInput, along: 'x' | 'y') {
  const noun = along === 'x' ? 'columns' : 'rows'
  const left = axis.spanMm - 2 * axis.perimeterGapMm
  const detail = `The gaps leave nothing for that many ${noun} in ${Math.round(axis.spanMm)} mm along ${along}; use fewer ${noun} or smaller gaps.`
  return { code: 'invalid_value', pointer: left > 0 ? '/system/grid' : '/system/perimeterGapMm', detail } as const
}

/** Keeps a hostile room's search inside its time: evenly fewer counts per axis, the extremes kept. */
function thin(edges: RoomEdges, fits: { x: readonly AxisFit[]; y: readonly AxisFit[] }, { panelGapMm }: PanelWishes) {
  const work = edges.plain ? 0 : countEdgeColumns(edges, fits.x, panelGapMm)
  if (work <= workLimit) return { columns: fits.x, rows: fits.y, proven: true }
  const every = Math.ceil(work / workLimit)
  const some = (list: readonly AxisFit[]): AxisFit[] => list.filter((_, i) => i % every === 0 || i === list.length - 1)
  return { columns: some(fits.x), rows: some(fits.y), proven: false }
}

/** Every arrangement, weighed by what really hangs. */
function* enumerate(
  edges: RoomEdges,
  { columns, rows, wishes }: { readonly columns: readonly AxisFit[]; readonly rows: readonly AxisFit[]; readonly wishes: PanelWishes },
): Generator<PanelCandidate> {
  const { panelGapMm } = wishes
  const leastMm = Math.min(...rows.map((fit) => fit.widthMm)) - 1e-3
  for (const column of columns) {
    const free = edges.plain ? null : findFreeColumns(edges, column, { panelGapMm, leastMm })
    for (const row of rows) {
      const hanging = free ? countHanging(free, row, { minY: edges.bounds.minY, panelGapMm }) : column.count * row.count
      yield weighCandidate({ columns: column, rows: row, hanging }, wishes)
    }
  }
}

/** Keeps the best few of what it is offered, best first. */
function createShortList(size: number, compare: (a: PanelCandidate, b: PanelCandidate) => number) {
  const items: PanelCandidate[] = []
  return {
    items: items as readonly PanelCandidate[],
    offer(candidate: PanelCandidate): void {
      const last = items[size - 1]
      if (last && compare(candidate, last) >= 0) return
      let at = items.length
      while (at > 0 && compare(candidate, items[at - 1] as PanelCandidate) < 0) at--
      items.splice(at, 0, candidate)
      if (items.length > size) items.pop()
    },
  }
}

function summarise(candidate: PanelCandidate, { wishes, roomAreaMm2 }: WhyContext, why: string): PanelSummary {
  const { columns, rows, hanging, coveredMm2 } = candidate
  // Rounding of widths may add up to 1e-16 of the room; never more than all of it is covered.
  const covered = Math.min(coveredMm2, roomAreaMm2)
  return {
    counts: { columns: columns.count, rows: rows.count, total: hanging, dropped: columns.count * rows.count - hanging },
    panelMm: [columns.widthMm, rows.widthMm],
    perimeterMm: [columns.perimeterMm, rows.perimeterMm],
    coverageM2: covered / 1e6,
    gapM2: (roomAreaMm2 - covered) / 1e6,
    coverageRatio: covered / roomAreaMm2,
    merit: {
      score: scoreOf(candidate, wishes.strategy, roomAreaMm2),
      panels: hanging,
      sawCuts: candidate.sawCuts,
      coverageRatio: covered / roomAreaMm2,
      aspectCloseness: candidate.aspectCloseness,
      wholeMm: candidate.wholeMm,
    },
    why,
  }
}

/** The panels that hang, row by row from the lower left; ids are p{column}-{row}, from 1. */
function placePanels(edges: RoomEdges, { columns, rows }: PanelCandidate, panelGapMm: number): Panel[] {
  const all = (): [number, number][] =>
    Array.from({ length: columns.count * rows.count }, (_, i) => [i % columns.count, Math.floor(i / columns.count)])
  const { minX, minY } = edges.bounds
  const options = { minY, panelGapMm }
  const cells = edges.plain
    ? all()
    : listHanging(findFreeColumns(edges, columns, { panelGapMm, leastMm: rows.widthMm - 1e-3 }), rows, options)
  return cells
    .sort((a, b) => a[1] - b[1] || a[0] - b[0])
    .map(([column, row]) => ({
      id: `p${column + 1}-${row + 1}`,
      xMm: minX + columns.perimeterMm + column * (columns.widthMm + panelGapMm),
      yMm: minY + rows.perimeterMm + row * (rows.widthMm + panelGapMm),
      widthMm: columns.widthMm,
      heightMm: rows.widthMm,
    }))
}
