// Monitor's hand on the canvas: heat under the plan, sensors over it, picking and pulses. React tells it what there is; it paints when asked.

import { type HeatPalette, readHeatPalette } from '../../ui/heat/heat-colours.ts'
import type { HeatAnswer } from '../../ui/heat/heat-worker.ts'
import type { Mark } from '../../ui/heat/mark.ts'
import { type Place, paintHeat, paintIsolines, type Scratch, traceRoom } from '../../ui/heat/paint-heat.ts'
import { paintMarks } from '../../ui/heat/paint-marks.ts'
import type { LayerVisibility, PenEvent } from '../engine/editor-state.ts'
import type { LiveLayer, LivePicture } from '../engine/live-layer.ts'
import type { Frame } from '../engine/paint/frame.ts'
import { worldFromScreen } from '../engine/view.ts'

export interface LayerContent {
  readonly marks: readonly Mark[]
  readonly answer: HeatAnswer | null
  readonly heat: boolean
  readonly isolines: boolean
  readonly fixtures: boolean
  readonly labels: boolean
  readonly print: (level: number) => string
}

export interface MonitorLayer extends LiveLayer {
  /** Takes over what has changed; `repaint` is called by whoever asked. */
  set(content: Partial<LayerContent>): void
  content(): LayerContent
  setPalette(palette: HeatPalette): void
}

/** How near the pen must be to a symbol. */
const pickPx = 14
/** One pulse. */
export const pulseMs = 1200

/** `tell` hears what the pen is over and what it chose. */
export function createMonitorLayer(tell: {
  readonly point: (id: string | null) => void
  readonly choose: (id: string) => void
}): MonitorLayer {
  let content: LayerContent = { marks: [], answer: null, heat: true, isolines: true, fixtures: true, labels: true, print: String }
  let palette = readHeatPalette()
  const scratch: Scratch = { canvas: null }
  let over: string | null = null
  const still = window.matchMedia('(prefers-reduced-motion: reduce)')

  function find({ xPx, yPx }: Pick<PenEvent, 'xPx' | 'yPx'>, { state }: Pick<LivePicture, 'state'>): string | null {
    const [x, y] = worldFromScreen(state.view, xPx, yPx)
    let [best, bestPx]: [string | null, number] = [null, pickPx]
    for (const mark of content.marks) {
      const farPx = Math.hypot(mark.xMm - x, mark.yMm - y) * state.view.pxPerMm
      if (farPx > bestPx) continue
      best = mark.id
      bestPx = farPx
    }
    return best
  }

  return {
    set(next) {
      content = { ...content, ...next }
    },
    content: () => content,
    setPalette(next) {
      palette = next
    },
    layers(): LayerVisibility {
      return { tiles: false, grid: true, fixtures: content.fixtures, dimensions: false, rulers: false, walls: true, labels: false }
    },
    paintGround(frame, { scene, density }) {
      const { context, view } = frame
      context.fillStyle = palette.canvas
      context.fillRect(0, 0, view.widthPx, view.heightPx)
      if (!scene.room) return
      const { polygon } = scene.room
      const place = placeOf(frame)
      context.fillStyle = palette.tile
      context.beginPath()
      traceRoom(context, place, polygon)
      context.fill('evenodd')
      const { answer } = content
      if (!answer || !content.heat) return
      const look = { place, palette, room: polygon, density }
      paintHeat(context, answer, { ...look, scratch })
      if (content.isolines) paintIsolines(context, answer.isolines, { ...look, print: content.print, avoid: content.marks })
    },
    paintMarks(frame) {
      const isStill = still.matches
      paintMarks(frame.context, {
        marks: content.marks,
        place: placeOf(frame),
        palette,
        labels: content.labels,
        pulse: isStill ? null : (performance.now() % pulseMs) / pulseMs,
      })
    },
    pen(event, picture) {
      if (event.kind === 'leave') {
        over = null
        tell.point(null)
        return false
      }
      const found = find(event, picture)
      if (event.kind === 'move' && found !== over) {
        over = found
        tell.point(found)
      }
      if (event.kind !== 'down' || found === null || (event.button ?? 0) !== 0) return false
      tell.choose(found)
      return true
    },
    cursor: () => (over === null ? 'grab' : 'pointer'),
  }
}

function placeOf({ view }: Frame): Place {
  const { widthPx, heightPx, pxPerMm } = view
  return { widthPx, heightPx, pxPerMm, xPx: widthPx / 2 - view.centreXMm * pxPerMm, yPx: heightPx / 2 + view.centreYMm * pxPerMm }
}
