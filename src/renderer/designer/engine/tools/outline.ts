// Draws the room's outline corner by corner: click, or type a length and press Enter. Closes on the first corner or with Enter alone.
// 'A' bends the next wall into an arc: the typed or shown end stands, and the following point is where the arc passes, or its radius is typed.
import type { RoomVertex } from '../../../../domain/design.ts'
import { chordPoints } from '../../../../domain/geometry/arc.ts'
import type { Point } from '../../../../domain/geometry/point.ts'
import { segmentEnd, type Values } from './segment-values.ts'
import type { Aim, Sketch, Tool, ToolContext } from './tool.ts'

/** The outline tool. */
export function createOutlineTool(ctx: ToolContext): Tool {
  let corners: RoomVertex[] = []
  /** Undone corners don't come back; a fresh outline starts empty. */
  let arc: { readonly end: Point } | 'armed' | null = null

  const points = (): Point[] => corners.map(([x, y]): Point => [x, y])
  const last = (): Point | null => points().at(-1) ?? null

  function reset() {
    corners = []
    arc = null
    ctx.clearTyped()
  }

  /** Where typed values would put the corner; without a direction of its own the line goes on as it ran, or to the right. */
  function target(values: Values): ReturnType<typeof segmentEnd> {
    const from = last()
    const cursor = ctx.cursor()
    if (!from) return { at: [values.dx ?? cursor[0], values.dy ?? cursor[1]] }
    const still = cursor[0] === from[0] && cursor[1] === from[1]
    return segmentEnd({ from, towards: still ? ahead(from) : cursor, values })
  }

  /** A length alone, with the crosshair still on the last corner, means the wall just drawn: going on straight would be no corner. */
  function amended(values: Values): Point | null {
    const [before, from] = [corners.at(-2), last()]
    const cursor = ctx.cursor()
    if (arc || !before || !from || before[2] !== undefined || cursor[0] !== from[0] || cursor[1] !== from[1]) return null
    if (values.length === undefined || Object.keys(values).length > 1) return null
    const end = segmentEnd({ from: [before[0], before[1]], towards: from, values })
    return 'at' in end ? end.at : null
  }

  function ahead(from: Point): Point {
    const before = points().at(-2)
    return before ? [from[0] * 2 - before[0], from[1] * 2 - before[1]] : [from[0] + 1, from[1]]
  }

  function place(at: Point) {
    const first = points()[0]
    const from = last()
    const closes = first !== undefined && corners.length >= 3 && at[0] === first[0] && at[1] === first[1]
    if (closes && arc === null) return close()
    if (from && at[0] === from[0] && at[1] === from[1]) return ctx.say('say.zeroLength')
    if (arc === 'armed' && from) {
      arc = { end: at }
      ctx.clearTyped()
      ctx.say('tool.outline.arc')
      return ctx.changed()
    }
    if (arc && arc !== 'armed' && from) return bend(bulgeThrough(from, arc.end, at))
    corners.push([at[0], at[1]])
    ctx.clearTyped()
    ctx.moveCursor(last() ?? at)
    ctx.say('say.point', { count: corners.length, x: ctx.formatLength(at[0]), y: ctx.formatLength(at[1]) })
    ctx.changed()
  }

  /** Makes the wall to the arc's end; one that ends on the first corner closes the room. */
  function bend(bulge: number) {
    const from = last()
    if (!from || !arc || arc === 'armed') return
    const { end } = arc
    const first = points()[0]
    const straight = corners
    corners = corners.with(-1, bulge === 0 ? from : [from[0], from[1], bulge])
    arc = null
    if (first && end[0] === first[0] && end[1] === first[1]) {
      close()
      // A refused room leaves the drawing as it was before the bend.
      if (corners.length > 0) corners = straight
      return
    }
    corners = [...corners, [end[0], end[1]]]
    ctx.clearTyped()
    ctx.moveCursor(end)
    ctx.say('say.point', { count: corners.length, x: ctx.formatLength(end[0]), y: ctx.formatLength(end[1]) })
    ctx.changed()
  }

  /** The bulge a typed radius gives, on the side and of the size the cursor shows; a sentence when the radius can't span the wall. */
  function bulgeTyped(radius: number): number | string {
    const from = last()
    if (!from || !arc || arc === 'armed') return 0
    const half = Math.hypot(arc.end[0] - from[0], arc.end[1] - from[1]) / 2
    const reach = Math.abs(radius)
    if (reach < half * (1 - 1e-9)) {
      return ctx.translate('say.radiusShort', { radius: ctx.formatLength(reach), chord: ctx.formatLength(2 * half) })
    }
    const shown = bulgeThrough(from, arc.end, ctx.cursor())
    const small = (reach - Math.sqrt(Math.max(0, reach * reach - half * half))) / half
    return (shown < 0 ? -1 : 1) * (Math.abs(shown) > 1 ? 1 / small : small)
  }

  function close() {
    if (corners.length < 3) return ctx.say('say.needsThree')
    const holes = ctx.get().design.room?.holes
    const outer = corners
    // Columns stay only while they still fit: a fresh outline elsewhere starts without them.
    const withHoles = holes && holes.length > 0 ? { outer, holes } : { outer }
    const refused = ctx.commit('step.drawRoom', { kind: 'setRoom', room: withHoles })
    if (refused.length > 0 && holes && ctx.commit('step.drawRoom', { kind: 'setRoom', room: { outer } }).length > 0) return
    if (refused.length > 0 && !holes) return
    reset()
    ctx.setTool('select')
  }

  return {
    id: 'outline',
    state: () => (corners.length === 0 ? 'idle' : arc === null ? 'drawing' : arc === 'armed' ? 'bending' : 'arc'),
    enter: () => ctx.say('tool.outline'),
    exit: reset,
    aimRules: () => {
      const from = last()
      return from ? { from, drawn: points() } : {}
    },
    down(aim) {
      const values = ctx.tentative()
      if (Object.keys(values).length > 0 && last() && values.radius === undefined) {
        const end = target(values)
        if ('at' in end) return place(end.at)
      }
      place(closing(aim) ?? aim.at)
    },
    move: () => ctx.changed(),
    up() {},
    double: () => close(),
    key(stroke) {
      if (stroke.code === 'KeyA' && corners.length > 0 && !stroke.ctrl) {
        arc = arc === null ? 'armed' : null
        if (arc) ctx.say('tool.outline.bending')
        ctx.changed()
        return true
      }
      if (stroke.key === 'Backspace' && corners.length > 0) return stepBack()
      return false
    },
    fields: () => (corners.length === 0 ? ['dx', 'dy'] : arc && arc !== 'armed' ? ['radius'] : ['length', 'angle', 'dx', 'dy']),
    typing: () => ctx.changed(),
    enterValues(values) {
      if (values.radius !== undefined) {
        const bulge = bulgeTyped(values.radius)
        return typeof bulge === 'string' ? ctx.refuseTyped(bulge) : bend(bulge)
      }
      if (Object.keys(values).length === 0) {
        const cursor = ctx.cursor()
        const from = last()
        const still = from !== null && cursor[0] === from[0] && cursor[1] === from[1]
        return corners.length >= 3 && still ? close() : place(cursor)
      }
      const corrected = amended(values)
      if (corrected) {
        corners.pop()
        return place(corrected)
      }
      const end = target(values)
      if ('at' in end) return place(end.at)
      ctx.refuseTyped(
        end.refused === 'zero'
          ? ctx.translate('say.zeroLength')
          : ctx.translate('say.tooLong', {
              length: ctx.formatLength(values.length ?? 0),
              dx: ctx.formatLength(values.dx ?? values.dy ?? 0),
            }),
      )
    },
    escape: () => stepBack(),
    usesCrosshair: () => true,
    sketch: () => sketch(),
    cursor: () => 'crosshair',
  }

  function stepBack(): boolean {
    if (arc) arc = null
    else if (!corners.pop()) return false
    ctx.clearTyped()
    ctx.changed()
    return true
  }

  /** The first corner, when the pen is near enough to mean it. */
  function closing(aim: Aim): Point | null {
    const first = points()[0]
    if (!first || corners.length < 3) return null
    return Math.hypot(aim.raw[0] - first[0], aim.raw[1] - first[1]) <= ctx.toleranceMm(12) ? first : null
  }

  function sketch(): Sketch {
    const from = last()
    if (!from) return {}
    if (arc && arc !== 'armed') return sketchArc(from, arc.end)
    const corrected = amended(ctx.tentative())
    const [before] = points().slice(-2)
    if (corrected && before) {
      const text = ctx.formatLength(Math.hypot(corrected[0] - before[0], corrected[1] - before[1]))
      const line = [...outlinePath(corners.slice(0, -1)), corrected]
      return { lines: [line], closed: line, points: line, labels: [{ from: before, to: corrected, text }] }
    }
    const end = target(ctx.tentative())
    const at = 'at' in end ? end.at : ctx.cursor()
    const length = Math.hypot(at[0] - from[0], at[1] - from[1])
    const labels = length > 0 ? [{ from, to: at, text: ctx.formatLength(length) }] : []
    const line = [...outlinePath(corners), at]
    return { lines: [line], closed: line, points: points(), labels }
  }

  function sketchArc(from: Point, end: Point): Sketch {
    const { radius } = ctx.tentative()
    const typed = radius === undefined ? null : bulgeTyped(radius)
    const bulge = typeof typed === 'number' ? typed : bulgeThrough(from, end, ctx.cursor())
    const chords = chordPoints(from, end, bulge)
    const line = [...outlinePath(corners), ...chords, end]
    const crown = chords[Math.floor(chords.length / 2)]
    const radiusMm = (Math.hypot(end[0] - from[0], end[1] - from[1]) * (1 + bulge * bulge)) / (4 * Math.abs(bulge))
    const labels = crown ? [{ from: crown, to: crown, text: `R ${ctx.formatLength(radiusMm)}` }] : []
    return { lines: [line], closed: line, points: [...points(), end], labels }
  }
}

/** Corners as drawn so far, arcs as their chords. */
function outlinePath(corners: readonly RoomVertex[]): Point[] {
  return corners.flatMap((corner, index): Point[] => {
    const at: Point = [corner[0], corner[1]]
    const next = corners[index + 1]
    return next && corner[2] ? [at, ...chordPoints(at, [next[0], next[1]], corner[2])] : [at]
  })
}

/** The bulge of the arc from a to b through a third point (tan of a quarter of its angle, positive when it turns to the left); 0 when straight. */
export function bulgeThrough(a: Point, b: Point, through: Point): number {
  const u: Point = [a[0] - through[0], a[1] - through[1]]
  const v: Point = [b[0] - through[0], b[1] - through[1]]
  const cross = u[0] * v[1] - u[1] * v[0]
  const inscribed = Math.atan2(Math.abs(cross), u[0] * v[0] + u[1] * v[1])
  const bulge = Math.tan((Math.PI - inscribed) / 2)
  // A point on an end, or on the wall's own line beyond it, names no arc.
  if (!Number.isFinite(bulge) || Math.abs(bulge) < 1e-9 || Math.abs(bulge) > 100) return 0
  return cross < 0 ? bulge : -bulge
}
