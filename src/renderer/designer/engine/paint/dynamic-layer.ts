// What is chosen or under the hand, on its own canvas: selection, hover, corner grips, the grid's origin handle, rulers.
import type { Point } from '../../../../domain/geometry/point.ts'
import type { EditorState, Units } from '../editor-state.ts'
import { cornersOf, type Scene } from '../scene.ts'
import { crisp, type Frame, px, py, strokeLine, tracePath } from './frame.ts'
import { paintRulers } from './rulers.ts'

export interface DynamicPicture {
  readonly state: EditorState
  readonly scene: Scene
  readonly units: Units
}

/** Paints selection, hover and rulers, clearing what was there. */
export function paintDynamic(frame: Frame, { state, scene, units }: DynamicPicture): void {
  const { context, view } = frame
  context.clearRect(0, 0, view.widthPx, view.heightPx)
  if (state.hover && !state.selection.has(state.hover)) paintThings(frame, { scene, ids: new Set([state.hover]), strong: false })
  if (state.selection.size > 0) paintThings(frame, { scene, ids: state.selection, strong: true })
  paintPieces(frame, scene, state.selection)
  if (scene.handle && state.layers.grid && (state.tool === 'select' || state.tool === 'origin')) paintHandle(frame, scene.handle, state)
  if (state.layers.rulers) paintRulers(frame, units)
}

const isPiece = (id: string) => id.startsWith('tile:') || id.startsWith('panel:')

/** One pass over the scene, whatever is chosen: 5,000 fixtures may be. */
function paintThings(frame: Frame, { scene, ids, strong }: { scene: Scene; ids: ReadonlySet<string>; strong: boolean }) {
  const { context, palette } = frame
  const isRoom = ids.has('room')
  context.strokeStyle = palette.accent
  context.lineWidth = strong ? 2 : 1
  for (const edge of scene.edges) if (isRoom || ids.has(edge.id)) strokePath(frame, edge.path)
  for (const fixture of scene.fixtures) {
    if (!ids.has(fixture.id)) continue
    context.beginPath()
    tracePath(frame, cornersOf({ ...fixture, widthMm: fixture.widthMm + 40, heightMm: fixture.heightMm + 40 }), true)
    context.stroke()
  }
  for (const { id, lineFrom, lineTo, dimension } of scene.dimensions) {
    if (!ids.has(id)) continue
    strokeBesideFigure(frame, lineFrom, lineTo)
    paintGrip(frame, dimension.from, false)
    paintGrip(frame, dimension.to, false)
    context.lineWidth = strong ? 2 : 1
  }
  const grips = isRoom && scene.vertices.length <= 200
  for (const vertex of scene.vertices) {
    if (ids.has(vertex.id)) paintGrip(frame, vertex.at, strong)
    else if (grips) paintGrip(frame, vertex.at, false)
  }
}

/** A dimension's line, open in the middle where its figure stands. */
function strokeBesideFigure(frame: Frame, from: Point, to: Point) {
  const longPx = Math.hypot(to[0] - from[0], to[1] - from[1]) * frame.view.pxPerMm
  const share = 30 / longPx
  if (share > 0.4) return strokeLine(frame, from, to)
  const at = (along: number): Point => [from[0] + (to[0] - from[0]) * along, from[1] + (to[1] - from[1]) * along]
  strokeLine(frame, from, at(0.5 - share))
  strokeLine(frame, at(0.5 + share), to)
}

function strokePath(frame: Frame, path: readonly Point[]) {
  frame.context.beginPath()
  tracePath(frame, path, false)
  frame.context.stroke()
}

function paintPieces(frame: Frame, scene: Scene, ids: ReadonlySet<string>) {
  const { context, palette } = frame
  if (![...ids].some(isPiece)) return
  // A veil, not a cover: what hangs in the tile stays visible.
  const veil = 0.16
  context.fillStyle = palette.accent
  context.strokeStyle = palette.accent
  context.lineWidth = 2
  if (scene.layout?.kind === 'grid') {
    for (const tile of scene.layout.tiles) {
      if (!ids.has(`tile:${tile.id}`)) continue
      context.beginPath()
      tracePath(frame, tile.polygon, true)
      for (const hole of tile.holes ?? []) tracePath(frame, hole, true)
      context.globalAlpha = veil
      context.fill('evenodd')
      context.globalAlpha = 1
      context.stroke()
    }
  } else if (scene.layout?.kind === 'panels') {
    for (const panel of scene.layout.panels) {
      if (!ids.has(`panel:${panel.id}`)) continue
      const [x, y] = [px(frame, panel.xMm), py(frame, panel.yMm + panel.heightMm)]
      const [w, h] = [panel.widthMm * frame.view.pxPerMm, panel.heightMm * frame.view.pxPerMm]
      context.globalAlpha = veil
      context.fillRect(x, y, w, h)
      context.globalAlpha = 1
      context.strokeRect(x, y, w, h)
    }
  }
}

function paintGrip(frame: Frame, at: Point, strong: boolean) {
  const { context, palette } = frame
  const half = strong ? 4 : 3
  const [x, y] = [crisp(px(frame, at[0])), crisp(py(frame, at[1]))]
  context.fillStyle = strong ? palette.accent : palette.surface
  context.strokeStyle = palette.accent
  context.lineWidth = 1
  context.fillRect(x - half, y - half, 2 * half, 2 * half)
  context.strokeRect(x - half, y - half, 2 * half, 2 * half)
}

/** A circle with a cross, as crossings are marked on site. */
function paintHandle(frame: Frame, handle: Point, state: EditorState) {
  const { context, palette } = frame
  const [x, y] = [crisp(px(frame, handle[0])), crisp(py(frame, handle[1]))]
  const chosen = state.selection.has('origin') || state.hover === 'origin'
  context.strokeStyle = palette.accent
  context.lineWidth = 2
  context.fillStyle = chosen ? palette.accentWeak : palette.surface
  context.beginPath()
  context.arc(x, y, 6, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
  context.beginPath()
  context.moveTo(x - 10, y)
  context.lineTo(x + 10, y)
  context.moveTo(x, y - 10)
  context.lineTo(x, y + 10)
  context.lineWidth = 1
  context.stroke()
}
