// Draws a rectangular room: two corners (clicked, dragged or by the crosshair), or width, Tab, height, Enter.
import type { Point } from '../../../../domain/geometry/point.ts'
import { rectangleBetween, rethinkRectangle } from './afterthought.ts'
import type { Values } from './segment-values.ts'
import type { Tool, ToolContext } from './tool.ts'

/** The rectangle tool. */
export function createRectangleTool(ctx: ToolContext): Tool {
  let first: Point | null = null
  let dragging = false

  const opposite = (values: Values): Point => {
    const from = first ?? ctx.cursor()
    const cursor = ctx.cursor()
    const side = (axis: 0 | 1) => (first !== null && cursor[axis] < from[axis] ? -1 : 1)
    // A negative typed value points the other way by itself.
    const x = values.width === undefined ? cursor[0] : from[0] + values.width * (values.width < 0 ? 1 : side(0))
    const y = values.height === undefined ? cursor[1] : from[1] + values.height * (values.height < 0 ? 1 : side(1))
    return [x, y]
  }

  function finish(to: Point) {
    const from = first ?? ctx.cursor()
    if (from[0] === to[0] || from[1] === to[1]) {
      ctx.refuseTyped(ctx.translate('say.zeroLength'))
      return
    }
    if (ctx.commit('step.drawRoom', { kind: 'setRoom', room: { outer: rectangleBetween(from, to) } }).length > 0) return
    reset()
    ctx.setTool('select')
    ctx.offerRetake(rethinkRectangle({ from, to, translate: ctx.translate }))
  }

  function reset() {
    first = null
    dragging = false
    ctx.clearTyped()
  }

  return {
    id: 'rectangle',
    state: () => (first ? 'drawing' : 'idle'),
    enter: () => ctx.say('tool.rectangle'),
    exit: reset,
    aimRules: () => (first ? { drawn: [first] } : {}),
    down(aim) {
      if (first) return finish(opposite(ctx.tentative()))
      first = aim.at
      dragging = true
      ctx.say('tool.rectangle.drawing')
      ctx.changed()
    },
    move: () => ctx.changed(),
    up(aim) {
      if (!first || !dragging) return
      dragging = false
      const far = Math.hypot(aim.at[0] - first[0], aim.at[1] - first[1])
      if (far > ctx.toleranceMm(6)) finish(opposite(ctx.tentative()))
    },
    fields: () => ['width', 'height'],
    typing: () => ctx.changed(),
    enterValues(values) {
      const typed = values.width !== undefined || values.height !== undefined
      if (first === null && !typed) {
        first = ctx.cursor()
        ctx.say('tool.rectangle.drawing')
        return ctx.changed()
      }
      if (first === null && (values.width === undefined || values.height === undefined)) {
        return ctx.refuseTyped(ctx.translate('say.needsBoth'))
      }
      finish(opposite(values))
    },
    escape() {
      if (!first) return false
      reset()
      ctx.changed()
      return true
    },
    usesCrosshair: () => true,
    sketch() {
      const values = ctx.tentative()
      if (!first && (values.width === undefined || values.height === undefined)) return {}
      const from = first ?? ctx.cursor()
      const to = opposite(values)
      const ring: Point[] = [from, [to[0], from[1]], to, [from[0], to[1]]]
      const [a, b, c] = ring as [Point, Point, Point, Point]
      return {
        closed: ring,
        lines: [[...ring, from]],
        labels: [
          { from: a, to: b, text: ctx.formatLength(Math.abs(to[0] - from[0])) },
          { from: b, to: c, text: ctx.formatLength(Math.abs(to[1] - from[1])) },
        ],
      }
    },
    cursor: () => 'crosshair',
  }
}
