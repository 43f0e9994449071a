// Zooms by a click (Alt: out) or to a dragged window.

import type { Point } from '../../../../domain/geometry/point.ts'
import { boundsOfPoints } from '../../../../domain/geometry/polygon.ts'
import type { Tool, ToolContext } from './tool.ts'

/** The zoom tool. */
export function createZoomTool(ctx: ToolContext): Tool {
  let start: { readonly at: Point; readonly xPx: number; readonly yPx: number } | null = null
  let now: Point | null = null
  return {
    id: 'zoom',
    state: () => (start ? 'window' : 'idle'),
    enter: () => ctx.say('tool.zoom'),
    exit() {
      start = null
    },
    aimRules: () => ({ snap: false }),
    down(aim) {
      start = { at: aim.raw, xPx: aim.xPx, yPx: aim.yPx }
      now = aim.raw
      ctx.changed()
    },
    move(aim) {
      now = aim.raw
      ctx.changed()
    },
    up(aim) {
      if (!start) return
      const dragged = Math.hypot(aim.xPx - start.xPx, aim.yPx - start.yPx) > 6
      if (dragged) ctx.zoomToBounds(boundsOfPoints([start.at, aim.raw]))
      else ctx.zoomAt(aim.xPx, aim.yPx, aim.alt ? 1 / 1.5 : 1.5)
      start = null
      ctx.changed()
    },
    fields: () => [],
    enterValues() {},
    escape() {
      if (!start) return false
      start = null
      ctx.changed()
      return true
    },
    usesCrosshair: () => false,
    sketch: () => (start && now ? { brush: { box: boundsOfPoints([start.at, now]), crossing: false } } : {}),
    cursor: () => 'zoom-in',
  }
}
