// DrawList + sheet -> DXF, in millimetres of the room. Three flavours; what lies on which layer is ceiling.md section 7.
// The same input gives the same bytes.

import { hatchLines } from '../../domain/drawing/cut-marks.ts'
import type { DrawItem, DrawList } from '../../domain/drawing/draw-list.ts'
import type { LayerTable } from '../../domain/drawing/layer-sets.ts'
import { explodeSymbol } from '../../domain/drawing/place-symbol.ts'
import type { Sheet } from '../../domain/drawing/sheet.ts'
import type { Point, Ring } from '../../domain/geometry/point.ts'
import { createDxf, type DxfFile } from './dxf-adapter.ts'
import { circleBody, type DxfVersion, type EntityBody, hatchBody, insertBody, lineBody, polylineBody, textBody } from './dxf-entities.ts'
import { dxfText } from './dxf-text.ts'

export type DxfFlavour = 'blocks' | 'lines' | 'polylines'

export interface DxfOptions {
  readonly flavour: DxfFlavour
  readonly version: DxfVersion
  readonly layers: LayerTable
}

/** Distance of hatch lines on paper, mm. */
export const hatchPaperMm = 3

function plainBody(item: DrawItem, version: DxfVersion): EntityBody | null {
  switch (item.kind) {
    case 'line':
      return lineBody(item.from, item.to)
    case 'polyline':
      return polylineBody(version, item.points, item.closed, item.bulges)
    case 'circle':
      return circleBody(item.centre, item.radiusMm)
    case 'text':
      return textBody(version, { ...item, value: dxfText(item.text, version) })
    default:
      return null
  }
}

const cornersOf = (item: Extract<DrawItem, { kind: 'panel' }>): Ring => {
  const [x, y] = item.at
  return [
    [x, y],
    [x + item.widthMm, y],
    [x + item.widthMm, y + item.heightMm],
    [x, y + item.heightMm],
  ]
}

const edgeBodies = (ring: Ring): EntityBody[] => ring.map((corner, index) => lineBody(corner, ring[(index + 1) % ring.length] ?? corner))

/** A closed shape inside a block: as edges in R12, where readers trip over polylines in blocks. */
const shapeBodies = (version: DxfVersion, ring: Ring): EntityBody[] =>
  version === 'R12' ? edgeBodies(ring) : [polylineBody(version, ring, true)]

function lowerLeft(ring: Ring): Point {
  let [x, y] = [Infinity, Infinity]
  for (const point of ring) {
    x = Math.min(x, point[0])
    y = Math.min(y, point[1])
  }
  return [x, y]
}

/** Gives each distinct shape one block and answers its name. */
function createBlocks(file: DxfFile) {
  const names = new Map<string, string>()
  const used = new Map<string, number>()
  return (stem: string, key: string, contents: () => readonly EntityBody[]): string => {
    const known = names.get(key)
    if (known !== undefined) return known
    const count = (used.get(stem) ?? 0) + 1
    used.set(stem, count)
    const name = count === 1 ? stem : `${stem}_${count}`
    names.set(key, name)
    file.block(name, contents())
    return name
  }
}

const sizeName = (w: number, h: number): string => `${Math.round(w)}X${Math.round(h)}`
const cents = (value: number): number => Math.round(value * 100)

function addBlocks(file: DxfFile, list: DrawList, { version, layers }: DxfOptions): void {
  const blockFor = createBlocks(file)
  for (const item of list.items) {
    const layer = layers[item.layer].name
    if (item.kind === 'tile') {
      const [x, y] = lowerLeft(item.polygon)
      const shape = item.polygon.map(([px, py]): Point => [px - x, py - y])
      const key = `tile ${shape.map((point) => `${cents(point[0])},${cents(point[1])}`).join(' ')}`
      const name = blockFor(item.cut ? 'TILE_CUT' : 'TILE_FULL', key, () => shapeBodies(version, shape))
      file.add(layer, insertBody(name, [x, y], 0))
    } else if (item.kind === 'panel') {
      const [w, h] = [item.widthMm, item.heightMm]
      const shape = cornersOf({ ...item, at: [0, 0] })
      const name = blockFor(`PANEL_${sizeName(w, h)}`, `panel ${cents(w)} ${cents(h)}`, () => shapeBodies(version, shape))
      file.add(layer, insertBody(name, item.at, 0))
    } else if (item.kind === 'symbol') {
      const [w, h] = [item.widthMm, item.heightMm]
      const name = blockFor(`${item.symbol.toUpperCase()}_${sizeName(w, h)}`, `${item.symbol} ${cents(w)} ${cents(h)}`, () =>
        explodeSymbol({ ...item, at: [0, 0], rotationDeg: 0 }).flatMap((part) =>
          part.kind === 'polyline' ? shapeBodies(version, part.points) : (plainBody(part, version) ?? []),
        ),
      )
      file.add(layer, insertBody(name, item.at, item.rotationDeg))
    }
  }
}

function addPlain(file: DxfFile, list: DrawList, { flavour, version, layers }: DxfOptions): void {
  const grid = layers.grid.name
  if (flavour === 'lines') for (const [from, to] of list.gridLines) file.add(grid, lineBody(from, to))
  for (const item of list.items) {
    if (item.kind === 'tile' && flavour === 'polylines') file.add(grid, polylineBody(version, item.polygon, true))
    else if (item.kind === 'panel') {
      const corners = cornersOf(item)
      if (flavour === 'polylines') file.add(grid, polylineBody(version, corners, true))
      else for (const edge of edgeBodies(corners)) file.add(grid, edge)
    } else if (item.kind === 'symbol') {
      for (const part of explodeSymbol(item)) {
        const body = plainBody(part, version)
        if (body) file.add(layers[item.layer].name, body)
      }
    }
  }
}

function addHatch(file: DxfFile, list: DrawList, spacingMm: number, { version, layers }: DxfOptions): void {
  const layer = layers.pattern.name
  for (const item of list.items) {
    if (item.kind !== 'tile' || !item.cut) continue
    if (version === 'R12') for (const [from, to] of hatchLines(item.polygon, item.holes, spacingMm)) file.add(layer, lineBody(from, to))
    else file.add(layer, hatchBody([item.polygon, ...item.holes], spacingMm))
  }
}

/** The drawing on its sheet as DXF text. */
export function writeDxf(list: DrawList, sheet: Sheet, options: DxfOptions): string {
  const { version, layers } = options
  const { frame } = sheet
  const extents = {
    minX: Math.min(frame.minX, list.bounds.minX),
    minY: Math.min(frame.minY, list.bounds.minY),
    maxX: Math.max(frame.maxX, list.bounds.maxX),
    maxY: Math.max(frame.maxY, list.bounds.maxY),
  }
  const file = createDxf({ version, layers: Object.values(layers), extents, dashMm: 2.5 * sheet.scale })
  if (options.flavour === 'blocks') addBlocks(file, list, options)
  else addPlain(file, list, options)
  addHatch(file, list, hatchPaperMm * sheet.scale, options)
  for (const item of [...list.items, ...sheet.items]) {
    const body = plainBody(item, version)
    if (body) file.add(layers[item.layer].name, body)
  }
  const paper: Ring = [
    [frame.minX, frame.minY],
    [frame.maxX, frame.minY],
    [frame.maxX, frame.maxY],
    [frame.minX, frame.maxY],
  ]
  file.add(layers.noPlot.name, polylineBody(version, paper, true))
  return file.toText()
}
