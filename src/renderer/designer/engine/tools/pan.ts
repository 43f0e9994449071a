// The hand: drags the drawing. (Space and the middle button pan inside every other tool, without leaving it.)
import type { Tool, ToolContext } from './tool.ts'

/** The pan tool. */
export function createPanTool(ctx: ToolContext): Tool {
  let grip: { readonly xPx: number; readonly yPx: number } | null = null
  return {
    id: 'pan',
    state: () => (grip ? 'panning' : 'idle'),
    enter: () => ctx.say('tool.pan'),
    exit: () => {
      grip = null
    },
    aimRules: () => ({ snap: false }),
    down(aim) {
      grip = { xPx: aim.xPx, yPx: aim.yPx }
      ctx.changed()
    },
    move(aim) {
      if (!grip) return
      ctx.pan(aim.xPx - grip.xPx, aim.yPx - grip.yPx)
      grip = { xPx: aim.xPx, yPx: aim.yPx }
    },
    up() {
      grip = null
      ctx.changed()
    },
    key(stroke) {
      const steps: Readonly<Record<string, readonly [number, number]>> = {
        ArrowLeft: [1, 0],
        ArrowRight: [-1, 0],
        ArrowUp: [0, 1],
        ArrowDown: [0, -1],
      }
      const step = steps[stroke.code]
      if (!step) return false
      const px = stroke.shift ? 200 : 40
      ctx.pan(step[0] * px, step[1] * px)
      return true
    },
    fields: () => [],
    enterValues() {},
    escape: () => false,
    usesCrosshair: () => false,
    sketch: () => ({}),
    cursor: () => (grip ? 'grabbing' : 'grab'),
  }
}
