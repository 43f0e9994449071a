// Places a dimension with three clicks: two measured points, then the line; its distance may be typed.
import type { Edit } from '../../../../domain/edits.ts'
import type { Point } from '../../../../domain/geometry/point.ts'
import { dimensionLine } from '../scene.ts'
import { rethinkOffset } from './afterthought.ts'
import type { Tool, ToolContext } from './tool.ts'

/** The dimension tool. */
export function createDimensionTool(ctx: ToolContext): Tool {
  let from: Point | null = null
  let to: Point | null = null

  function take(at: Point) {
    if (!from) {
      from = at
      ctx.say('tool.dimension.second')
    } else if (!to) {
      if (at[0] === from[0] && at[1] === from[1]) return ctx.say('say.zeroLength')
      to = at
      ctx.say('tool.dimension.offset')
    } else return finish(offsetAt(at))
    ctx.changed()
  }

  function finish(offsetMm: number) {
    if (!from || !to) return
    const [id, start, end] = [ctx.createId('dimension'), from, to]
    const place = (mm: number): Edit => ({ kind: 'addDimension', id, dimension: { from: start, to: end, offsetMm: mm } })
    ctx.commit('step.addDimension', place(offsetMm))
    reset()
    ctx.offerRetake(rethinkOffset('step.addDimension', place))
  }

  /** Distance of the point from the measured line, positive to its left. */
  function offsetAt(at: Point): number {
    if (!from || !to) return 0
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
    return Math.round((dx * (at[1] - from[1]) - dy * (at[0] - from[0])) / Math.hypot(dx, dy))
  }

  function reset() {
    from = null
    to = null
    ctx.clearTyped()
    ctx.changed()
  }

  return {
    id: 'dimension',
    state: () => (to ? 'offset' : from ? 'second' : 'idle'),
    enter: () => ctx.say('tool.dimension'),
    exit() {
      from = null
      to = null
    },
    aimRules: () => (to ? { snap: false } : from ? { from, drawn: [from] } : {}),
    down: (aim) => take(aim.at),
    move: () => ctx.changed(),
    up() {},
    fields: () => (to ? ['offset'] : []),
    typing: () => ctx.changed(),
    enterValues: (values) => (values.offset !== undefined && to ? finish(values.offset) : take(ctx.cursor())),
    escape() {
      if (to) to = null
      else if (from) from = null
      else return false
      ctx.changed()
      return true
    },
    usesCrosshair: () => true,
    sketch() {
      if (!from) return {}
      const end = to ?? ctx.cursor()
      const length = Math.hypot(end[0] - from[0], end[1] - from[1])
      if (length === 0) return { points: [from] }
      const offsetMm = to ? (ctx.tentative().offset ?? offsetAt(ctx.cursor())) : 0
      const { lineFrom, lineTo } = dimensionLine({ from, to: end, offsetMm })
      return {
        lines: [
          [from, lineFrom],
          [lineFrom, lineTo],
          [lineTo, end],
        ],
        points: [from, end],
        labels: [{ from: lineFrom, to: lineTo, text: ctx.formatLength(length) }],
      }
    },
    cursor: () => 'crosshair',
  }
}
