// The plan itself: paper, walls, tiles, grid lines, panels, fixtures and dimensions, from the one DrawList that also makes the DXF.
// Full tiles are never drawn one by one: the room is filled once, cut pieces are tinted, grid lines come merged.
import { cutDiagonal } from '../../../../domain/drawing/cut-marks.ts'
import type { DrawItem, DrawList } from '../../../../domain/drawing/draw-list.ts'
import type { Bounds, Ring } from '../../../../domain/geometry/point.ts'
import type { LayerVisibility, Units } from '../editor-state.ts'
import type { Scene } from '../scene.ts'
import { niceStepMm, visibleBounds } from '../view.ts'
import { paintDimensions } from './dimensions.ts'
import { crisp, type Frame, leastTextPx, px, py, setFont, strokeLine, tracePath } from './frame.ts'

export interface StaticPicture {
  readonly scene: Scene
  /** Room and ceiling; the fixtures come from their own list, which changes less often. */
  readonly drawing: DrawList
  readonly paintFixtures: (frame: Frame) => void
  readonly layers: LayerVisibility
  readonly units: Units
  /** Paper dots, F7. */
  readonly dots: boolean
  /** Lines only, on nothing: paper and room are painted on another canvas below. */
  readonly overGround?: boolean
}

const wallMm = 150

/** Paints the whole plan, clearing what was there. */
export function paintStatic(frame: Frame, picture: StaticPicture): void {
  const { context, palette, view } = frame
  const { scene, drawing, layers } = picture
  const seen = visibleBounds(view)
  const room = scene.room
  if (picture.overGround) {
    paintOverGround(frame, picture, seen)
    return
  }
  context.fillStyle = palette.canvas
  context.fillRect(0, 0, view.widthPx, view.heightPx)
  if (picture.dots) paintDots(frame)
  if (room) {
    if (layers.walls) paintWallBand(frame, room.polygon.outer)
    context.fillStyle = palette.tile
    context.beginPath()
    tracePath(frame, room.polygon.outer, true)
    for (const hole of room.polygon.holes) tracePath(frame, hole, true)
    context.fill('evenodd')
  }
  if (layers.tiles) paintPieces(frame, drawing.items, seen)
  if (layers.grid) paintGridLines(frame, drawing, seen)
  if (room)
    for (const [index, hole] of room.polygon.holes.entries()) paintColumn(frame, hole, { label: layers.labels ? `C${index + 1}` : '' })
  if (room) paintOutline(frame, [room.polygon.outer, ...room.polygon.holes])
  else paintRawOutline(frame, scene)
  if (layers.fixtures) picture.paintFixtures(frame)
  if (layers.dimensions) paintDimensions(frame, { scene, units: picture.units })
}

/** The same plan for Monitor: what is drawn steps back so that colours and values can be read through it. */
function paintOverGround(frame: Frame, picture: StaticPicture, seen: Bounds) {
  const { context, palette, view } = frame
  const { scene, layers } = picture
  context.clearRect(0, 0, view.widthPx, view.heightPx)
  const faint: Frame = { ...frame, palette: faintPalette(palette) }
  context.globalAlpha = 0.16
  if (layers.grid) paintGridLines(faint, picture.drawing, seen)
  context.globalAlpha = 0.5
  if (layers.fixtures) picture.paintFixtures(faint)
  context.globalAlpha = 1
  if (!scene.room) {
    paintRawOutline(frame, scene)
    return
  }
  if (layers.walls) paintWallOutside(frame, scene.room.polygon.outer)
  for (const hole of scene.room.polygon.holes) paintColumn(frame, hole, { label: '' })
  paintOutline(frame, [scene.room.polygon.outer, ...scene.room.polygon.holes])
}

const faintPalettes = new WeakMap<Frame['palette'], Frame['palette']>()

/** Every discipline in ink, without fills; the same object for the same palette. */
function faintPalette(palette: Frame['palette']): Frame['palette'] {
  const held = faintPalettes.get(palette)
  if (held) return held
  const none = 'transparent'
  const { ink } = palette
  const faint = {
    ...palette,
    tee: ink,
    lite: ink,
    hvac: ink,
    fire: ink,
    access: ink,
    liteFill: none,
    hvacFill: none,
    fireFill: none,
    tile: none,
  }
  faintPalettes.set(palette, faint)
  return faint
}

/** The wall band without its inner half, so that nothing of the room is covered. */
function paintWallOutside(frame: Frame, outer: Ring) {
  const { context, view } = frame
  context.save()
  context.beginPath()
  context.rect(0, 0, view.widthPx, view.heightPx)
  tracePath(frame, outer, true)
  context.clip('evenodd')
  paintWallBand(frame, outer)
  context.restore()
}

function paintDots(frame: Frame) {
  const { context, view, palette } = frame
  const step = niceStepMm(view.pxPerMm, 24)
  const seen = visibleBounds(view)
  context.fillStyle = palette.paperDot
  for (let x = Math.ceil(seen.minX / step) * step; x <= seen.maxX; x += step) {
    const left = Math.round(px(frame, x))
    for (let y = Math.ceil(seen.minY / step) * step; y <= seen.maxY; y += step) context.fillRect(left, Math.round(py(frame, y)), 1, 1)
  }
}

/** Twice the wall's width is stroked and the room is filled over its inner half. */
function paintWallBand(frame: Frame, outer: Ring) {
  const { context, palette, view } = frame
  context.strokeStyle = palette.wall
  context.lineJoin = 'miter'
  context.miterLimit = 4
  context.lineWidth = 2 * Math.min(14, Math.max(3, wallMm * view.pxPerMm))
  context.beginPath()
  tracePath(frame, outer, true)
  context.stroke()
}

function paintPieces(frame: Frame, items: readonly DrawItem[], seen: Bounds) {
  const { context, palette } = frame
  const diagonals = frame.view.pxPerMm > 0.02
  context.lineWidth = palette.lineWidthPx
  for (const item of items) {
    if (item.kind === 'tile' && item.cut) {
      if (isOutside(item.polygon, seen)) continue
      context.fillStyle = palette.cut
      context.beginPath()
      tracePath(frame, item.polygon, true)
      for (const hole of item.holes) tracePath(frame, hole, true)
      context.fill('evenodd')
      if (!diagonals) continue
      context.strokeStyle = palette.cutLine
      for (const [from, to] of cutDiagonal(item.polygon, item.holes)) strokeLine(frame, from, to)
    } else if (item.kind === 'panel') {
      const { at, widthMm, heightMm } = item
      if (at[0] > seen.maxX || at[1] > seen.maxY || at[0] + widthMm < seen.minX || at[1] + heightMm < seen.minY) continue
      const [left, top] = [crisp(px(frame, at[0])), crisp(py(frame, at[1] + heightMm))]
      const [right, bottom] = [crisp(px(frame, at[0] + widthMm)), crisp(py(frame, at[1]))]
      context.fillStyle = palette.cut
      context.fillRect(left, top, right - left, bottom - top)
      context.strokeStyle = palette.tee
      context.strokeRect(left, top, right - left, bottom - top)
    }
  }
}

function isOutside(ring: Ring, seen: Bounds): boolean {
  let [left, right, below, above] = [true, true, true, true]
  for (const [x, y] of ring) {
    left &&= x < seen.minX
    right &&= x > seen.maxX
    below &&= y < seen.minY
    above &&= y > seen.maxY
  }
  return left || right || below || above
}

function paintGridLines(frame: Frame, drawing: DrawList, seen: Bounds) {
  frame.context.strokeStyle = frame.palette.tee
  frame.context.lineWidth = frame.palette.lineWidthPx
  for (const [from, to] of drawing.gridLines) if (!isOutside([from, to], seen)) strokeLine(frame, from, to)
}

function paintColumn(frame: Frame, hole: Ring, { label }: { label: string }) {
  const { context, palette } = frame
  context.fillStyle = palette.wall
  context.beginPath()
  tracePath(frame, hole, true)
  context.fill()
  const xs = hole.map((point) => point[0])
  const ys = hole.map((point) => point[1])
  const [minX, maxX, minY, maxY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  if (hole.length === 4) {
    context.strokeStyle = palette.wallLine
    context.lineWidth = palette.lineWidthPx
    const [a, b, c, d] = hole
    if (a && b && c && d) {
      strokeLine(frame, a, c)
      strokeLine(frame, b, d)
    }
  }
  const sizePx = Math.min(textPxOf(maxX - minX, frame), textPxOf(maxY - minY, frame), 12)
  if (label === '' || sizePx < leastTextPx) return
  const [x, y] = [px(frame, (minX + maxX) / 2), py(frame, (minY + maxY) / 2)]
  setFont(frame, sizePx, 600)
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const width = context.measureText(label).width + 6
  context.fillStyle = palette.wall
  context.fillRect(x - width / 2, y - sizePx / 2 - 2, width, sizePx + 4)
  context.fillStyle = palette.onWall
  context.fillText(label, x, y)
}

function textPxOf(sizeMm: number, frame: Frame): number {
  return sizeMm * frame.view.pxPerMm * 0.4
}

function paintOutline(frame: Frame, rings: readonly Ring[]) {
  frame.context.strokeStyle = frame.palette.wallLine
  frame.context.lineWidth = frame.palette.lineWidthPx
  for (const ring of rings) {
    for (const [index, from] of ring.entries()) strokeLine(frame, from, ring[(index + 1) % ring.length] ?? from)
  }
}

/** A room that can't be laid out right now is still shown as drawn, in the colour of trouble. */
function paintRawOutline(frame: Frame, scene: Scene) {
  frame.context.strokeStyle = frame.palette.alarm
  frame.context.lineWidth = 2
  for (const { path } of scene.edges) {
    for (const [index, to] of path.entries()) if (index > 0) strokeLine(frame, path[index - 1] ?? to, to)
  }
}
