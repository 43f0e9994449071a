// What the hand can touch, worked out once per change: corners, walls, fixtures, dimension lines, the grid and its handle.
// Flat lists, scanned on each hover: 2,000 edges and 5,000 fixtures take well under a millisecond.
import type { Design, Dimension, RoomVertex } from '../../../domain/design.ts'
import { sizeFixture } from '../../../domain/drawing/symbols.ts'
import { chordPoints, countChords } from '../../../domain/geometry/arc.ts'
import type { Bounds, Point } from '../../../domain/geometry/point.ts'
import { boundsOfPoints, isPointInPolygon, turnPoint } from '../../../domain/geometry/polygon.ts'
import type { Layout } from '../../../domain/layout/layout.ts'
import type { PreparedRoom } from '../../../domain/layout/room.ts'

export interface SceneVertex {
  readonly id: string
  readonly ring: number
  readonly index: number
  readonly at: Point
}

export interface SceneEdge {
  readonly id: string
  readonly ring: number
  readonly index: number
  readonly from: Point
  readonly to: Point
  readonly curved: boolean
  /** From end to end: two points, or the chords of the arc. */
  readonly path: readonly Point[]
}

export interface SceneFixture {
  readonly id: string
  readonly at: Point
  readonly widthMm: number
  readonly heightMm: number
  readonly rotationDeg: number
  readonly bounds: Bounds
}

export interface SceneDimension {
  readonly id: string
  readonly dimension: Dimension
  /** Ends of the dimension line itself. */
  readonly lineFrom: Point
  readonly lineTo: Point
}

/** The grid's lines, as an endless lattice. */
export interface SceneGrid {
  readonly origin: Point
  readonly module: Point
  readonly rotationDeg: number
}

export interface Scene {
  readonly design: Design
  readonly layout: Layout | null
  readonly room: PreparedRoom | null
  readonly vertices: readonly SceneVertex[]
  readonly edges: readonly SceneEdge[]
  readonly fixtures: readonly SceneFixture[]
  readonly dimensions: readonly SceneDimension[]
  readonly grid: SceneGrid | null
  /** Where the origin's handle is drawn: a crossing inside the room, so it isn't hidden by a corner. */
  readonly handle: Point | null
  readonly bounds: Bounds | null
}

/** Works out the scene of a design and the layout shown with it; what hasn't changed since `before` is taken over. */
export function createScene(
  given: { readonly design: Design; readonly layout: Layout | null; readonly room: PreparedRoom | null },
  before: Scene | null = null,
): Scene {
  const { design, layout, room } = given
  const same = <K extends 'room' | 'fixtures' | 'dimensions'>(key: K) => before !== null && before.design[key] === design[key]
  const { vertices, edges } = before && same('room') ? before : placeRoom(design)
  const fixtures = before && same('fixtures') ? before.fixtures : placeFixtures(design)
  const dimensions = before && same('dimensions') ? before.dimensions : placeDimensions(design)
  const grid: SceneGrid | null =
    layout?.kind === 'grid' ? { origin: layout.origin, module: layout.module, rotationDeg: layout.rotationDeg } : null
  const isSettled = before !== null && same('room') && same('fixtures') && same('dimensions') && before.room === room
  const bounds = isSettled ? before.bounds : boundsOf({ room, vertices, fixtures, dimensions })
  return {
    design,
    layout,
    room,
    vertices,
    edges,
    fixtures,
    dimensions,
    grid,
    handle: grid && room ? placeHandle(grid, room) : null,
    bounds,
  }
}

const mostChords = 50_000

function placeRoom(design: Design): Pick<Scene, 'vertices' | 'edges'> {
  const vertices: SceneVertex[] = []
  const edges: SceneEdge[] = []
  for (const [ring, points] of ringsOf(design).entries()) {
    for (const [index, vertex] of points.entries()) {
      const at: Point = [vertex[0], vertex[1]]
      const next = points[(index + 1) % points.length] ?? vertex
      vertices.push({ id: `room:v:${ring}:${index}`, ring, index, at })
      const to: Point = [next[0], next[1]]
      const bulge = vertex[2] ?? 0
      // An arc no room is laid out with (the room is refused for it) is shown as its chord.
      const isArc = bulge !== 0 && countChords(at, to, bulge) <= mostChords
      const path = isArc ? [at, ...chordPoints(at, to, bulge), to] : [at, to]
      edges.push({ id: `room:e:${ring}:${index}`, ring, index, from: at, to, curved: bulge !== 0, path })
    }
  }
  return { vertices, edges }
}

function placeFixtures(design: Design): SceneFixture[] {
  return Object.entries(design.fixtures).map(([id, fixture]) => {
    const at: Point = [fixture.xMm, fixture.yMm]
    const [widthMm, heightMm] = sizeFixture(fixture)
    const rotationDeg = fixture.rotationDeg ?? 0
    return { id, at, widthMm, heightMm, rotationDeg, bounds: boundsOfPoints(cornersOf({ at, widthMm, heightMm, rotationDeg })) }
  })
}

function placeDimensions(design: Design): SceneDimension[] {
  return Object.entries(design.dimensions).map(([id, dimension]) => ({ id, dimension, ...dimensionLine(dimension) }))
}

function boundsOf(parts: Pick<Scene, 'room' | 'vertices' | 'fixtures' | 'dimensions'>): Bounds | null {
  const all: Point[] = [
    ...(parts.room?.polygon.outer ?? parts.vertices.map((vertex) => vertex.at)),
    ...parts.fixtures.flatMap(({ bounds: b }): Point[] => [
      [b.minX, b.minY],
      [b.maxX, b.maxY],
    ]),
    ...parts.dimensions.flatMap((dimension) => [dimension.lineFrom, dimension.lineTo]),
  ]
  return all.length > 0 ? boundsOfPoints(all) : null
}

/** Outline and holes as drawn. */
export function ringsOf(design: Design): readonly (readonly RoomVertex[])[] {
  return design.room ? [design.room.outer, ...(design.room.holes ?? [])] : []
}

/** The four corners of a turned box. */
export function cornersOf(box: {
  readonly at: Point
  readonly widthMm: number
  readonly heightMm: number
  readonly rotationDeg: number
}): Point[] {
  const [w, h] = [box.widthMm / 2, box.heightMm / 2]
  const corners: Point[] = [
    [-w, -h],
    [w, -h],
    [w, h],
    [-w, h],
  ]
  return corners.map((corner): Point => {
    const [x, y] = turnPoint(corner, box.rotationDeg)
    return [box.at[0] + x, box.at[1] + y]
  })
}

/** The two ends of a dimension's own line: the measured points moved to its left by the offset. */
export function dimensionLine(dimension: Dimension): { readonly lineFrom: Point; readonly lineTo: Point } {
  const [dx, dy] = [dimension.to[0] - dimension.from[0], dimension.to[1] - dimension.from[1]]
  const length = Math.hypot(dx, dy) || 1
  const [ox, oy] = [(-dy / length) * dimension.offsetMm, (dx / length) * dimension.offsetMm]
  return { lineFrom: [dimension.from[0] + ox, dimension.from[1] + oy], lineTo: [dimension.to[0] + ox, dimension.to[1] + oy] }
}

/** The crossing nearest the room's lower left that lies inside it, at least a sixth of a module from every corner; else the origin. */
function placeHandle(grid: SceneGrid, room: PreparedRoom): Point {
  const [mx, my] = grid.module
  const corner = turnPoint([room.bounds.minX, room.bounds.minY], -grid.rotationDeg, grid.origin)
  const firstColumn = Math.floor((corner[0] - grid.origin[0]) / mx)
  const firstRow = Math.floor((corner[1] - grid.origin[1]) / my)
  const clear = Math.min(mx, my) / 6
  let best: { at: Point; far: number } | null = null
  for (let column = 0; column <= 12; column++) {
    for (let row = 0; row <= 12; row++) {
      const local: Point = [grid.origin[0] + (firstColumn + column) * mx, grid.origin[1] + (firstRow + row) * my]
      const at = turnPoint(local, grid.rotationDeg, grid.origin)
      const far = Math.hypot(at[0] - room.bounds.minX, at[1] - room.bounds.minY)
      if (best && far >= best.far) continue
      if (!isPointInPolygon(at, room.polygon) || room.polygon.outer.some(([x, y]) => Math.hypot(x - at[0], y - at[1]) < clear)) continue
      best = { at, far }
    }
  }
  return best?.at ?? grid.origin
}
