// Drags the grid by any of its crossings. (The select tool does the same with the origin's handle.)

import { nearestCrossing, type OriginDrag, startOriginDrag } from './drag-origin.ts'
import type { Tool, ToolContext } from './tool.ts'

/** The origin tool. */
export function createOriginTool(ctx: ToolContext): Tool {
  let drag: OriginDrag | null = null

  function end(how: 'finish' | 'cancel') {
    drag?.[how]()
    drag = null
    ctx.clearTyped()
    ctx.changed()
  }

  return {
    id: 'origin',
    state: () => (drag ? 'dragging' : 'idle'),
    enter: () => ctx.say('tool.origin'),
    exit() {
      if (drag) end('cancel')
    },
    aimRules: () => ({ snap: false }),
    down(aim) {
      const { grid } = ctx.scene()
      if (!grid) return
      ctx.setSelection(['origin'])
      drag = startOriginDrag(ctx, nearestCrossing(grid, aim.raw))
      ctx.changed()
    },
    move: (aim) => drag?.move(aim),
    up: () => end('finish'),
    fields: () => ['dx', 'dy'],
    typing: () => drag?.typed(ctx.tentative()),
    enterValues(values) {
      const { grid, handle } = ctx.scene()
      if (values.dx === undefined && values.dy === undefined) return end('finish')
      drag ??= grid ? startOriginDrag(ctx, handle ?? grid.origin) : null
      drag?.typed(values)
      end('finish')
    },
    escape() {
      if (!drag) return false
      end('cancel')
      return true
    },
    usesCrosshair: () => false,
    sketch: () => (drag ? { anchor: drag.handle(), moved: drag.moved() } : {}),
    cursor: () => 'move',
  }
}
