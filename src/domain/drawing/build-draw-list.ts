// design + layout -> the one DrawList behind canvas, SVG, PDF, PNG and DXF. Pure; nothing is rounded and nothing is shifted.
import type { Design, Fixture, FixtureKind } from '../design.ts'
import type { Bounds, Point } from '../geometry/point.ts'
import { gridLines } from '../layout/grid-lines.ts'
import type { Layout } from '../layout/layout.ts'
import { type PreparedRoom, prepareRoom } from '../layout/room.ts'
import { chainDimensions, printLength } from './dimension-chain.ts'
import { type DimensionInput, drawDimension } from './dimension-lines.ts'
import type { DrawItem, DrawList, DrawnDimension } from './draw-list.ts'
import { boundsOfItems } from './item-bounds.ts'
import { boundsOfRings, type OutlineRing, outlineRings } from './outline.ts'
import { placeLabel, type SymbolItem } from './place-symbol.ts'
import { sanitiseText } from './sanitise-text.ts'
import { sizeFixture, symbolLayers } from './symbols.ts'

export interface DrawOptions {
  /** 50 means 1:50: sizes text, ticks and offsets of dimensions so they measure right on paper. Default: by the room's size. */
  readonly scale?: number
  /** How dimension figures are printed; default metric. */
  readonly units?: 'metric' | 'imperial'
  /** Automatic dimension chains; default true. */
  readonly chains?: boolean
}

export interface DrawInput {
  readonly design: Design
  readonly layout: Layout | null
  /** Saves preparing the room again when the caller has it. */
  readonly room?: PreparedRoom
  readonly options?: DrawOptions
}

const emptyBounds: Bounds = { minX: 0, minY: 0, maxX: 0, maxY: 0 }

function drawOutline(rings: readonly OutlineRing[]): DrawItem[] {
  const items: DrawItem[] = []
  for (const { points, bulges, hole } of rings) {
    const curved = bulges.some((bulge) => bulge !== 0)
    const shape = { points, closed: true, weight: 'thick' as const, ...(curved ? { bulges } : {}) }
    items.push({ kind: 'polyline', layer: hole ? 'openings' : 'outline', ...shape })
    const [a, b, c, d] = points
    // A column is crossed out, as on every reflected ceiling plan.
    if (hole && !curved && points.length === 4 && a && b && c && d) {
      items.push({ kind: 'line', layer: 'openings', from: a, to: c }, { kind: 'line', layer: 'openings', from: b, to: d })
    }
  }
  return items
}

function drawCeiling(layout: Layout | null): DrawItem[] {
  if (layout === null) return []
  if (layout.kind === 'panels') {
    return layout.panels.map((panel) => ({
      kind: 'panel',
      layer: 'grid',
      id: panel.id,
      at: [panel.xMm, panel.yMm],
      widthMm: panel.widthMm,
      heightMm: panel.heightMm,
    }))
  }
  return layout.tiles.map((tile) => ({
    kind: 'tile',
    layer: 'grid',
    id: tile.id,
    cut: tile.kind === 'cut',
    polygon: tile.polygon,
    holes: tile.holes ?? [],
  }))
}

/** Symbols of small things are signs, not outlines: on paper they stay this large, mm. */
const smallestSymbolMm = 3.2
const signs: readonly string[] = ['sprinkler', 'smoke', 'heat', 'sensor'] satisfies FixtureKind[]

function drawFixture(id: string, fixture: Fixture, scale: number): DrawItem[] {
  const [ownWidth, ownHeight] = sizeFixture(fixture)
  const grow = signs.includes(fixture.kind) ? Math.max(1, (smallestSymbolMm * scale) / Math.min(ownWidth, ownHeight)) : 1
  const [widthMm, heightMm] = [ownWidth * grow, ownHeight * grow]
  const layer = symbolLayers[fixture.kind]
  const label = sanitiseText(fixture.label ?? '')
  const at: Point = [fixture.xMm, fixture.yMm]
  const rotationDeg = fixture.rotationDeg ?? 0
  const symbol: SymbolItem = { kind: 'symbol', layer, id, symbol: fixture.kind, at, widthMm, heightMm, rotationDeg, label }
  if (label === '') return [symbol]
  const textMm = 1.7 * scale
  const { inside, dropMm } = placeLabel(symbol)
  const text = { kind: 'text', layer, text: label, heightMm: textMm, rotationDeg: 0, align: 'centre' } as const
  if (inside) return [symbol, { ...text, at, valign: 'middle' }]
  return [symbol, { ...text, at: [at[0], at[1] - dropMm - textMm * 1.6], valign: 'base' }]
}

/** 1:20 for a room of 4 m, 1:50 to about 10 m, 1:100 beyond: only for pictures that have no sheet. */
export function defaultScale(bounds: Bounds): number {
  const longest = Math.max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY)
  return [5, 10, 20, 25, 50, 100, 200, 250, 500].find((scale) => longest / scale <= 220) ?? 1000
}

/** Everything a back-end needs. `layout` may be null (room only); an empty or refused room gives what else the design holds. */
export function buildDrawList({ design, layout, room, options = {} }: DrawInput): DrawList {
  const prepared = room ?? (design.room ? prepareRoom(design.room) : null)
  const known = prepared === null ? null : 'kind' in prepared ? (prepared.kind === 'ok' ? prepared.value : null) : prepared
  const rings = outlineRings(design.room, known?.polygon ?? null)
  const roomBounds = boundsOfRings(rings) ?? emptyBounds
  const scale = options.scale ?? defaultScale(roomBounds)
  const style = { units: options.units ?? 'metric' }

  const ceiling = drawCeiling(layout)
  const fixtures = Object.entries(design.fixtures).flatMap(([id, fixture]) => drawFixture(id, fixture, scale))
  const outer = rings.find((ring) => !ring.hole)?.points ?? []
  const automatic: DimensionInput[] =
    outer.length > 0 && options.chains !== false ? chainDimensions({ outer, bounds: roomBounds, layout, scale, style }) : []
  const placed = Object.values(design.dimensions).map((dimension): DimensionInput => {
    const length = Math.hypot(dimension.to[0] - dimension.from[0], dimension.to[1] - dimension.from[1])
    return { ...dimension, text: printLength(length, style), scale }
  })
  const dimensions: DrawItem[] = []
  const drawn: DrawnDimension[] = []
  for (const input of [...automatic, ...placed]) {
    const parts = drawDimension(input)
    dimensions.push(...parts.items)
    if (parts.drawn) drawn.push(parts.drawn)
  }
  // The ceiling lies inside the outline, so it need not be measured (an outline that was refused is not there).
  const around = [...drawOutline(rings), ...fixtures, ...dimensions]
  const cut = ceiling.reduce((sum, item) => sum + (item.kind === 'tile' && item.cut ? 1 : 0), 0)
  const panels = layout?.kind === 'panels' ? ceiling.length : 0
  return {
    kind: 'drawing',
    roomBounds,
    bounds: boundsOfItems(rings.length > 0 ? around : [...ceiling, ...around]) ?? emptyBounds,
    gridLines: layout?.kind === 'grid' && known ? gridLines(known, layout.module, layout.origin, layout.rotationDeg) : [],
    items: [...ceiling, ...around],
    dimensions: drawn,
    counts: { full: ceiling.length - cut - panels, cut, panels, symbols: Object.keys(design.fixtures).length },
    areaMm2: layout?.room.areaMm2 ?? known?.areaMm2 ?? 0,
  }
}
