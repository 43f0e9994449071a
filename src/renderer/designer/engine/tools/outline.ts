// Draws the room's outline corner by corner: click, or type a length and press Enter. Closes on the first corner or with Enter alone.
// 'A' bends the next wall into an arc: the typed or shown end stands, and the following point is where the arc passes.
import type { RoomVertex } from '../../../../domain/design.ts'
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
    if (first && corners.length >= 3 && at[0] === first[0] && at[1] === first[1]) return close()
    if (from && at[0] === from[0] && at[1] === from[1]) return ctx.say('say.zeroLength')
    if (arc === 'armed' && from) {
      arc = { end: at }
      ctx.clearTyped()
      return ctx.changed()
    }
    if (arc && arc !== 'armed' && from) {
      corners[corners.length - 1] = [from[0], from[1], bulgeThrough(from, arc.end, at)]
      corners.push([arc.end[0], arc.end[1]])
      arc = null
    } else corners.push([at[0], at[1]])
    ctx.clearTyped()
    ctx.moveCursor(last() ?? at)
    ctx.say('say.point', { count: corners.length, x: ctx.formatLength(at[0]), y: ctx.formatLength(at[1]) })
    ctx.changed()
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
    state: () => (corners.length === 0 ? 'idle' : arc && arc !== 'armed' ? 'arc' : 'drawing'),
    enter: () => ctx.say('tool.outline'),
    exit: reset,
    aimRules: () => {
      const from = last()
      return from ? { from, drawn: points() } : {}
    },
    down(aim) {
      const values = ctx.tentative()
      if (Object.keys(values).length > 0 && last()) {
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
        ctx.changed()
        return true
      }
      if (stroke.key === 'Backspace' && corners.length > 0) return stepBack()
      return false
    },
    fields: () => (corners.length === 0 ? ['dx', 'dy'] : ['length', 'angle', 'dx', 'dy']),
    typing: () => ctx.changed(),
    enterValues(values) {
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
    const corrected = amended(ctx.tentative())
    const [before] = points().slice(-2)
    if (corrected && before) {
      const text = ctx.formatLength(Math.hypot(corrected[0] - before[0], corrected[1] - before[1]))
      const line = [...points().slice(0, -1), corrected]
      return { lines: [line], closed: line, points: line, labels: [{ from: before, to: corrected, text }] }
    }
    const end = target(ctx.tentative())
    const at = 'at' in end ? end.at : ctx.cursor()
    const length = Math.hypot(at[0] - from[0], at[1] - from[1])
    const labels = length > 0 ? [{ from, to: at, text: ctx.formatLength(length) }] : []
    return { lines: [[...points(), at]], closed: [...points(), at], points: points(), labels }
  }
}

/** The bulge of the arc from a to b through a third point (tan of a quarter of its angle, positive when it turns to the left); 0 when straight. */
export function bulgeThrough(a: Point, b: Point, through: Point): number {
  const u: Point = [a[0] - through[0], a[1] - through[1]]
  const v: Point = [b[0] - through[0], b[1] - through[1]]
  const cross = u[0] * v[1] - u[1] * v[0]
  const inscribed = Math.atan2(Math.abs(cross), u[0] * v[0] + u[1] * v[1])
  const bulge = Math.tan((Math.PI - inscribed) / 2)
  if (!Number.isFinite(bulge) || Math.abs(bulge) < 1e-9) return 0
  return cross < 0 ? bulge : -bulge
}
