// Points, picks and moves. States: idle, pointing (down, not yet moved), moving, origin (dragging the grid), brushing (window or crossing).
import type { Edit } from '../../../../domain/edits.ts'
import type { Point } from '../../../../domain/geometry/point.ts'
import { boundsOfPoints } from '../../../../domain/geometry/polygon.ts'
import { nearestPointOnSegment } from '../../../../domain/geometry/segment.ts'
import { type Hit, hitTest, idsInBox } from '../hit.ts'
import { dimensionLine, ringsOf } from '../scene.ts'
import { rethinkCopies, rethinkMove, rethinkOffset, rethinkOrigin } from './afterthought.ts'
import { figuresOf, type OriginDrag, startOriginDrag } from './drag-origin.ts'
import { planCopies, planMove, squareTo, verticesOf } from './drag-things.ts'
import type { Values } from './segment-values.ts'
import type { Aim, Tool, ToolContext } from './tool.ts'

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pointing'; readonly aim: Aim; readonly hit: Hit | null }
  | { readonly kind: 'moving'; readonly hit: Hit; readonly grip: Point; readonly copy: boolean; by: Point }
  | { readonly kind: 'origin'; readonly drag: OriginDrag }
  | { readonly kind: 'brushing'; readonly from: Point; to: Point; readonly keep: ReadonlySet<string> }

const hitPx = 7
const startPx = 3

/** The select tool. */
export function createSelectTool(ctx: ToolContext): Tool {
  let state: State = { kind: 'idle' }

  function become(next: State) {
    state = next
    ctx.changed()
  }

  function idle() {
    ctx.clearTyped()
    ctx.setSnap(null)
    become({ kind: 'idle' })
  }

  const hitAt = (point: Point, pieces: boolean) => hitTest(ctx.scene(), { point, toleranceMm: ctx.toleranceMm(hitPx), pieces })

  /** What moves with the hand: the whole selection when the thing taken belongs to it, else that thing alone. */
  function movedIds(hit: Hit): ReadonlySet<string> {
    const { selection } = ctx.get()
    return selection.has(hit.id) ? selection : new Set([hit.id])
  }

  function start(aim: Aim, from: State & { kind: 'pointing' }) {
    const { hit } = from
    if (hit?.kind === 'origin') {
      const drag = startOriginDrag(ctx, ctx.scene().handle ?? from.aim.raw)
      if (!drag) return idle()
      ctx.setSelection(['origin'])
      become({ kind: 'origin', drag })
      return drag.move(aim)
    }
    if (!hit || hit.kind === 'piece') {
      const keep = from.aim.shift ? ctx.get().selection : new Set<string>()
      return become({ kind: 'brushing', from: from.aim.raw, to: aim.raw, keep })
    }
    if (!ctx.get().selection.has(hit.id)) ctx.setSelection([hit.id])
    become({ kind: 'moving', hit, grip: gripOf(hit, from.aim.raw), copy: aim.alt, by: [0, 0] })
    showMove(aim)
  }

  /** Corners and fixtures are taken at their own point, so that they land exactly on a snap. */
  function gripOf(hit: Hit, raw: Point): Point {
    const scene = ctx.scene()
    if (hit.kind === 'vertex') return scene.vertices.find((v) => v.id === hit.id)?.at ?? raw
    if (hit.kind === 'fixture') return scene.fixtures.find((f) => f.id === hit.id)?.at ?? raw
    // A wall is taken on its own line, so that it lands on whole steps and on snaps.
    const wall = hit.kind === 'edge' ? scene.edges.find((edge) => edge.id === hit.id) : undefined
    if (wall && !wall.curved) return nearestPointOnSegment(raw, wall.from, wall.to).point
    return raw
  }

  function showMove(aim: Aim) {
    if (state.kind !== 'moving') return
    const { dx, dy } = ctx.locked()
    const by: Point = [dx ?? aim.at[0] - state.grip[0], dy ?? aim.at[1] - state.grip[1]]
    applyMove(by)
  }

  function applyMove(by: Point) {
    if (state.kind !== 'moving') return
    const isWall = state.hit.kind === 'edge' && !state.copy && movedIds(state.hit).size === 1
    state.by = isWall ? squareTo(ctx.get().committed, state.hit.id, by) : by
    const edit = editFor(state, state.by)
    // A room that would cross itself on the way is shown with its last good layout; the drop decides.
    ctx.preview(edit)
    ctx.changed()
  }

  function editFor(moving: State & { kind: 'moving' }, by: Point): Edit | null {
    const design = ctx.scene().design
    const committed = ctx.get().committed
    const { hit } = moving
    if (moving.copy) {
      let count = 0
      const copies = planCopies(committed, { ids: movedIds(hit), by, createId: () => `copy-${++count}` })
      if (copies) return copies.edit
    }
    if (hit.kind === 'dimension') {
      const dimension = committed.dimensions[hit.id]
      if (!dimension || movedIds(hit).size > 1) return planMove(committed, movedIds(hit), by)
      const { lineFrom } = dimensionLine({ ...dimension, offsetMm: 1 })
      const left: Point = [lineFrom[0] - dimension.from[0], lineFrom[1] - dimension.from[1]]
      const offsetMm = Math.round(dimension.offsetMm + by[0] * left[0] + by[1] * left[1])
      return { kind: 'changeDimension', id: hit.id, patch: { offsetMm } }
    }
    if (hit.kind === 'edge' && movedIds(hit).size === 1) return planMove(committed, movedIds(hit), squareTo(design, hit.id, by))
    return planMove(committed, movedIds(hit), by)
  }

  function finishMove(moving: State & { kind: 'moving' }) {
    const { by, hit } = moving
    ctx.preview(null)
    if (by[0] === 0 && by[1] === 0) return idle()
    const [before, ids] = [ctx.get().committed, movedIds(hit)]
    const copies = moving.copy ? planCopies(before, { ids, by, createId: ctx.createId }) : null
    const edit = copies?.edit ?? editFor(moving, by)
    const labelKey = copies ? 'step.duplicate' : labelFor(hit, ids.size)
    const isDone = edit !== null && ctx.commit(labelKey, edit).length === 0
    if (copies) ctx.setSelection(copies.ids)
    idle()
    if (!isDone) return
    if (copies) ctx.offerRetake(rethinkCopies({ before, ids, by, row: null, translate: ctx.translate }))
    else if (edit.kind === 'changeDimension') {
      ctx.offerRetake(rethinkOffset(labelKey, (offsetMm) => ({ ...edit, patch: { offsetMm } })))
    } else ctx.offerRetake(rethinkMove({ before, ids, by, labelKey }))
  }

  function click(from: State & { kind: 'pointing' }) {
    const hit = from.hit ?? hitAt(from.aim.raw, true)
    const { selection } = ctx.get()
    if (!hit) {
      if (!from.aim.shift) ctx.setSelection([])
    } else if (from.aim.shift) {
      const next = new Set(selection)
      if (!next.delete(hit.id)) next.add(hit.id)
      ctx.setSelection(next)
    } else ctx.setSelection([hit.id])
    idle()
  }

  return {
    id: 'select',
    state: () => state.kind,
    enter: () => ctx.say('tool.select'),
    exit() {
      if (state.kind === 'moving') ctx.preview(null)
      if (state.kind === 'origin') state.drag.cancel()
      state = { kind: 'idle' }
    },
    aimRules() {
      if (state.kind !== 'moving') return { snap: false }
      const ids = movedIds(state.hit)
      const ignore = new Set([...ids, ...verticesOf(ctx.get().committed, ids).keys()])
      // Walls of a moving corner move with it.
      const counts = ringsOf(ctx.get().committed).map((ring) => ring.length)
      for (const { id, ring, index } of ctx.scene().edges) {
        const next = (index + 1) % (counts[ring] ?? 1)
        if (ignore.has(`room:v:${ring}:${index}`) || ignore.has(`room:v:${ring}:${next}`)) ignore.add(id)
      }
      const { id } = state.hit
      const fixture = ids.size === 1 ? ctx.scene().fixtures.find((each) => each.id === id) : undefined
      const { bounds: box } = fixture ?? {}
      const half: Point | null = box ? [(box.maxX - box.minX) / 2, (box.maxY - box.minY) / 2] : null
      return { from: state.grip, ignore, drawn: [], ...(half ? { half } : {}) }
    },
    down(aim) {
      become({ kind: 'pointing', aim, hit: hitAt(aim.raw, false) })
    },
    move(aim) {
      if (state.kind === 'pointing') {
        if (Math.hypot(aim.xPx - state.aim.xPx, aim.yPx - state.aim.yPx) >= startPx) start(aim, state)
      } else if (state.kind === 'moving') showMove(aim)
      else if (state.kind === 'origin') {
        state.drag.move(aim)
        ctx.changed()
      } else if (state.kind === 'brushing') {
        state.to = aim.raw
        ctx.changed()
      } else {
        if (ctx.get().live) ctx.setLive(null)
        ctx.setHover(hitAt(aim.raw, false)?.id ?? null)
      }
    },
    up(aim) {
      if (state.kind === 'pointing') click(state)
      else if (state.kind === 'moving') finishMove(state)
      else if (state.kind === 'origin') {
        state.drag.finish()
        idle()
      } else if (state.kind === 'brushing') {
        // To the right encloses, to the left crosses.
        const how = aim.raw[0] >= state.from[0] ? 'window' : 'crossing'
        ctx.setSelection([...state.keep, ...idsInBox(ctx.scene(), boundsOfPoints([state.from, aim.raw]), how)])
        idle()
      }
    },
    fields: () => (state.kind === 'origin' || state.kind === 'moving' || movable(ctx) ? ['dx', 'dy'] : []),
    typing() {
      const values = ctx.tentative()
      if (state.kind === 'origin') state.drag.typed(values)
      else if (state.kind === 'moving') applyMove([values.dx ?? state.by[0], values.dy ?? state.by[1]])
    },
    enterValues(values) {
      if (state.kind === 'origin') {
        state.drag.typed(values)
        state.drag.finish()
        return idle()
      }
      if (state.kind === 'moving') {
        state.by = [values.dx ?? state.by[0], values.dy ?? state.by[1]]
        return finishMove(state)
      }
      moveSelectionBy(ctx, { values, typed: true })
    },
    escape() {
      if (state.kind === 'idle') {
        // The figures of a nudge go with it; Esc still does its own step.
        ctx.setLive(null)
        return false
      }
      if (state.kind === 'moving') ctx.preview(null)
      if (state.kind === 'origin') state.drag.cancel()
      idle()
      return true
    },
    usesCrosshair: () => false,
    sketch() {
      if (state.kind === 'origin') return { anchor: state.drag.handle(), moved: state.drag.moved() }
      if (state.kind === 'moving') return { moved: state.by }
      // Figures after a nudge stand beside the handle.
      const handle = state.kind === 'idle' && ctx.get().live ? ctx.scene().handle : null
      if (handle) return { anchor: handle }
      if (state.kind !== 'brushing') return {}
      return { brush: { box: boundsOfPoints([state.from, state.to]), crossing: state.to[0] < state.from[0] } }
    },
    cursor: () => (state.kind === 'moving' || state.kind === 'origin' ? 'move' : ctx.get().hover ? 'pointer' : 'default'),
  }
}

/** Numbers go to a move when something that can move is selected. */
function movable(ctx: ToolContext): boolean {
  const { selection, committed } = ctx.get()
  if (selection.has('origin')) return ctx.scene().grid !== null
  return planMove(committed, selection, [0, 0]) !== null
}

/** dx and dy typed for a selection at rest, and arrow keys: one step. Typed ones can be typed again. */
export function moveSelectionBy(ctx: ToolContext, { values, typed }: { readonly values: Values; readonly typed: boolean }): void {
  const by: Point = [values.dx ?? 0, values.dy ?? 0]
  const { selection, committed } = ctx.get()
  ctx.clearTyped()
  if (by[0] === 0 && by[1] === 0) return
  if (selection.has('origin')) {
    const { grid } = ctx.scene()
    if (!grid) return
    const first = ctx.firstAlternative()
    ctx.commit('step.moveOrigin', { kind: 'pinOrigin', origin: [grid.origin[0] + by[0], grid.origin[1] + by[1]] })
    const { layout } = ctx.get()
    if (layout?.kind === 'grid') ctx.setLive(figuresOf(layout, first))
    if (typed) ctx.offerRetake(rethinkOrigin(grid.origin, by))
    return
  }
  const [only] = selection
  const edit = planMove(committed, selection, only !== undefined && selection.size === 1 ? squareTo(committed, only, by) : by)
  if (!edit || ctx.commit('step.moveSelection', edit).length > 0 || !typed) return
  ctx.offerRetake(rethinkMove({ before: committed, ids: selection, by, labelKey: 'step.moveSelection' }))
}

function labelFor(hit: Hit, count: number): string {
  if (count > 1) return 'step.moveSelection'
  if (hit.kind === 'vertex') return 'step.moveVertex'
  if (hit.kind === 'edge') return 'step.moveEdge'
  return hit.kind === 'dimension' ? 'step.moveDimension' : 'step.moveFixture'
}
