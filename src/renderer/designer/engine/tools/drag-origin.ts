// Dragging the grid's origin: the layout follows the hand, figures stand beside the cursor, one gesture is one step.
// dx and dy may be typed instead; the origin keeps its own crossing, whichever crossing the hand has taken.

import type { Point } from '../../../../domain/geometry/point.ts'
import { turnPoint } from '../../../../domain/geometry/polygon.ts'
import type { GridLayout } from '../../../../domain/layout/layout.ts'
import type { LiveFigures } from '../editor-state.ts'
import { snapOrigin } from '../origin-snap.ts'
import type { SceneGrid } from '../scene.ts'
import { rethinkOrigin } from './afterthought.ts'
import type { Values } from './segment-values.ts'
import type { Aim, ToolContext } from './tool.ts'

export interface OriginDrag {
  move(aim: Aim): void
  /** Applies typed values on top of what the hand shows. */
  typed(values: Values): void
  /** Ends the drag as one step; without movement nothing is committed. */
  finish(): void
  cancel(): void
  /** Where the taken crossing is now. */
  handle(): Point
  /** How far it has come. */
  moved(): Point
}

/** Starts a drag at a crossing; null when there is no grid to move. */
export function startOriginDrag(ctx: ToolContext, grip: Point): OriginDrag | null {
  const grid: SceneGrid | null = ctx.scene().grid
  if (!grid) return null
  const start = grid
  let origin: Point = grid.origin
  const first = ctx.firstAlternative()

  function show(next: Point) {
    origin = next
    ctx.preview({ kind: 'pinOrigin', origin: next })
    const layout = ctx.get().layout
    if (layout?.kind === 'grid') ctx.setLive(figuresOf(layout, first))
    ctx.changed()
  }

  return {
    move(aim) {
      const values = ctx.locked()
      const rounded: Point = [Math.round(aim.raw[0] - grip[0]), Math.round(aim.raw[1] - grip[1])]
      let wanted: Point = [start.origin[0] + rounded[0], start.origin[1] + rounded[1]]
      const modes = ctx.get().modes
      if (modes.ortho !== aim.shift) {
        wanted = Math.abs(rounded[0]) >= Math.abs(rounded[1]) ? [wanted[0], start.origin[1]] : [start.origin[0], wanted[1]]
      }
      if (modes.snap && !aim.ctrl) {
        const caught = snapOrigin(ctx.scene(), start, { origin: wanted, toleranceMm: ctx.toleranceMm(8) })
        const kind = caught.kinds[0] ?? caught.kinds[1]
        ctx.setSnap(kind ? { kind, word: ctx.translate(`snap.${kind}`), at: moved(grip, caught.origin, start.origin) } : null)
        wanted = caught.origin
      } else ctx.setSnap(null)
      show([
        values.dx === undefined ? wanted[0] : start.origin[0] + values.dx,
        values.dy === undefined ? wanted[1] : start.origin[1] + values.dy,
      ])
    },
    typed(values) {
      show([
        values.dx === undefined ? origin[0] : start.origin[0] + values.dx,
        values.dy === undefined ? origin[1] : start.origin[1] + values.dy,
      ])
    },
    finish() {
      ctx.setSnap(null)
      ctx.setLive(null)
      const still = origin[0] === start.origin[0] && origin[1] === start.origin[1]
      ctx.preview(null)
      if (still) return
      ctx.commit('step.moveOrigin', { kind: 'pinOrigin', origin })
      ctx.offerRetake(rethinkOrigin(start.origin, [origin[0] - start.origin[0], origin[1] - start.origin[1]]))
    },
    cancel() {
      ctx.preview(null)
      ctx.setSnap(null)
      ctx.setLive(null)
    },
    handle: () => moved(grip, origin, start.origin),
    moved: () => [origin[0] - start.origin[0], origin[1] - start.origin[1]],
  }
}

function moved(point: Point, to: Point, from: Point): Point {
  return [point[0] + to[0] - from[0], point[1] + to[1] - from[1]]
}

/** Cuts, smallest border, waste and price, and how each differs from alternative 1. */
export function figuresOf(layout: GridLayout, first: ReturnType<ToolContext['firstAlternative']>): LiveFigures {
  const cuts = layout.counts.cut
  const smallestMm = layout.worstBorder
  const { wasteRatio } = layout
  const { total: price, currency } = layout.quantities.price
  return {
    cuts,
    smallestMm,
    wasteRatio,
    price,
    currency,
    versus: first && {
      cuts: cuts - first.cuts,
      smallestMm: differenceOf(smallestMm, first.smallestMm),
      wasteRatio: wasteRatio - first.wasteRatio,
      price: price - first.price,
    },
  }
}

/** Null where there is nothing to compare: 0 says that no border is cut at all. */
function differenceOf(now: number | null, first: number | null): number | null {
  return now === null || first === null || (now === 0) !== (first === 0) ? null : now - first
}

/** The crossing of the grid nearest to a point. */
export function nearestCrossing(grid: SceneGrid, point: Point): Point {
  const [x, y] = turnPoint(point, -grid.rotationDeg, grid.origin)
  const local: Point = [
    grid.origin[0] + Math.round((x - grid.origin[0]) / grid.module[0]) * grid.module[0],
    grid.origin[1] + Math.round((y - grid.origin[1]) / grid.module[1]) * grid.module[1],
  ]
  return turnPoint(local, grid.rotationDeg, grid.origin)
}
