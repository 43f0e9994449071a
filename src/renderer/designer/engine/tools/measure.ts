// Measures between two points; nothing is added to the drawing.
import type { Point } from '../../../../domain/geometry/point.ts'
import type { Tool, ToolContext } from './tool.ts'

/** The measure tool. */
export function createMeasureTool(ctx: ToolContext): Tool {
  let from: Point | null = null

  function take(at: Point) {
    if (!from) {
      from = at
      ctx.setMeasured(null)
      ctx.say('tool.measure.drawing')
      return ctx.changed()
    }
    const lengthMm = Math.hypot(at[0] - from[0], at[1] - from[1])
    const angleDeg = ((((Math.atan2(at[1] - from[1], at[0] - from[0]) * 180) / Math.PI) % 360) + 360) % 360
    ctx.setMeasured({ from, to: at, lengthMm, angleDeg })
    ctx.say('say.measured', { length: ctx.formatLength(lengthMm), angle: Math.round(angleDeg * 100) / 100 })
    from = null
    ctx.changed()
  }

  return {
    id: 'measure',
    state: () => (from ? 'drawing' : 'idle'),
    enter: () => ctx.say('tool.measure'),
    exit() {
      from = null
      ctx.setMeasured(null)
    },
    aimRules: () => (from ? { from, drawn: [from] } : {}),
    down: (aim) => take(aim.at),
    move: () => ctx.changed(),
    up() {},
    fields: () => [],
    enterValues: () => take(ctx.cursor()),
    escape() {
      if (from) from = null
      else if (ctx.get().measured) ctx.setMeasured(null)
      else return false
      ctx.changed()
      return true
    },
    usesCrosshair: () => true,
    sketch() {
      const done = ctx.get().measured
      const line = from ? { from, to: ctx.cursor() } : done
      if (!line) return {}
      const length = Math.hypot(line.to[0] - line.from[0], line.to[1] - line.from[1])
      return {
        lines: [[line.from, line.to]],
        points: [line.from, line.to],
        labels: length > 0 ? [{ from: line.from, to: line.to, text: ctx.formatLength(length) }] : [],
      }
    },
    cursor: () => 'crosshair',
  }
}
