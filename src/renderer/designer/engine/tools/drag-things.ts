// Moving corners, walls, fixtures, dimension lines or a whole selection by a vector; one gesture is one step. Pure planning, no state.
import type { Design, RoomVertex } from '../../../../domain/design.ts'
import type { Edit } from '../../../../domain/edits.ts'
import type { Point } from '../../../../domain/geometry/point.ts'
import { ringsOf } from '../scene.ts'

/** Which corner an id such as 'room:v:0:3' or 'room:e:0:3' names. */
export function readRoomId(id: string): { readonly kind: 'v' | 'e'; readonly ring: number; readonly index: number } | null {
  const found = /^room:([ve]):(\d+):(\d+)$/.exec(id)
  return found ? { kind: found[1] as 'v' | 'e', ring: Number(found[2]), index: Number(found[3]) } : null
}

/** The corners an id stands for: one for a corner, two for a wall, all for the room. */
export function verticesOf(
  design: Design,
  ids: Iterable<string>,
): Map<string, { readonly ring: number; readonly index: number; readonly vertex: RoomVertex }> {
  const found = new Map<string, { ring: number; index: number; vertex: RoomVertex }>()
  const rings = ringsOf(design)
  const take = (ring: number, index: number) => {
    const vertex = rings[ring]?.[index]
    if (vertex) found.set(`room:v:${ring}:${index}`, { ring, index, vertex })
  }
  for (const id of ids) {
    if (id === 'room') for (const [ring, points] of rings.entries()) for (const index of points.keys()) take(ring, index)
    const part = readRoomId(id)
    if (!part) continue
    take(part.ring, part.index)
    if (part.kind === 'e') take(part.ring, (part.index + 1) % (rings[part.ring]?.length ?? 1))
  }
  return found
}

/** The edit that moves everything named by (dx, dy); null when nothing named can move. */
export function planMove(design: Design, ids: ReadonlySet<string>, by: Point): Edit | null {
  const edits: Edit[] = []
  for (const { ring, index, vertex } of verticesOf(design, ids).values()) {
    const at: Point = [vertex[0] + by[0], vertex[1] + by[1]]
    edits.push({ kind: 'moveVertex', ring, index, to: vertex[2] === undefined ? at : [at[0], at[1], vertex[2]] })
  }
  // A pinned grid stays with its room; the best one finds its place again anyway.
  const { system } = design
  if (ids.has('room') && system.kind === 'grid' && system.origin !== undefined && system.origin !== 'best') {
    edits.push({ kind: 'pinOrigin', origin: [system.origin[0] + by[0], system.origin[1] + by[1]] })
  }
  for (const id of ids) {
    const fixture = own(design.fixtures, id)
    if (fixture) edits.push({ kind: 'changeFixture', id, patch: { xMm: fixture.xMm + by[0], yMm: fixture.yMm + by[1] } })
    const dimension = own(design.dimensions, id)
    if (dimension) {
      const patch = { from: shifted(dimension.from, by), to: shifted(dimension.to, by) }
      edits.push({ kind: 'changeDimension', id, patch })
    }
  }
  return edits.length > 0 ? { kind: 'all', edits } : null
}

/** A wall moves square to itself only, so its neighbours keep their direction where they are square to it. */
export function squareTo(design: Design, id: string, by: Point): Point {
  const part = readRoomId(id)
  const ring = part ? ringsOf(design)[part.ring] : undefined
  const from = part && ring?.[part.index]
  const to = part && ring?.[(part.index + 1) % ring.length]
  if (!from || !to) return by
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(dx, dy)
  if (length === 0) return by
  const [nx, ny] = [-dy / length, dx / length]
  const along = by[0] * nx + by[1] * ny
  const tidy = Math.abs(nx) === 1 || Math.abs(ny) === 1 ? Math.round(along * 1000) / 1000 : along
  return [nx * tidy + 0, ny * tidy + 0]
}

/** What a selection's deletion means; null when nothing in it can go. Removing corners keeps at least three in the outline. */
export function planDelete(design: Design, ids: ReadonlySet<string>): Edit | 'three' | null {
  const edits: Edit[] = []
  for (const id of ids) {
    if (own(design.fixtures, id)) edits.push({ kind: 'removeFixture', id })
    if (own(design.dimensions, id)) edits.push({ kind: 'removeDimension', id })
  }
  if (ids.has('room') && design.room) edits.push({ kind: 'setRoom', room: null })
  else {
    const gone = new Map<number, number[]>()
    for (const id of ids) {
      const part = readRoomId(id)
      if (part?.kind === 'v') gone.set(part.ring, [...(gone.get(part.ring) ?? []), part.index])
    }
    // From the last hole and the last corner, so that the places still named stay right.
    for (const [ring, indices] of [...gone].sort((a, b) => b[0] - a[0])) {
      const left = (ringsOf(design)[ring]?.length ?? 0) - indices.length
      if (left >= 3) for (const index of indices.sort((a, b) => b - a)) edits.push({ kind: 'removeVertex', ring, index })
      else if (ring === 0) return 'three'
      else edits.push({ kind: 'removeHole', at: ring - 1 })
    }
  }
  return edits.length > 0 ? { kind: 'all', edits } : null
}

/** Copies of the fixtures and dimensions named, moved by (dx, dy); a row repeats that step or divides it. */
export function planCopies(
  design: Design,
  given: {
    readonly ids: ReadonlySet<string>
    readonly by: Point
    readonly row?: { readonly count: number; readonly how: 'times' | 'into' } | null
    readonly createId: (kind: 'fixture' | 'dimension') => string
  },
): { readonly edit: Edit; readonly ids: readonly string[] } | null {
  const edits: Edit[] = []
  const ids: string[] = []
  const { count, how } = given.row ?? { count: 1, how: 'times' }
  for (let step = 1; step <= count; step++) {
    const share = how === 'times' ? step : step / count
    const by: Point = [given.by[0] * share, given.by[1] * share]
    for (const id of given.ids) {
      const fixture = own(design.fixtures, id)
      if (fixture) {
        const copy = given.createId('fixture')
        ids.push(copy)
        edits.push({ kind: 'addFixture', id: copy, fixture: { ...fixture, xMm: fixture.xMm + by[0], yMm: fixture.yMm + by[1] } })
      }
      const dimension = own(design.dimensions, id)
      if (dimension) {
        const copy = given.createId('dimension')
        ids.push(copy)
        const moved = { ...dimension, from: shifted(dimension.from, by), to: shifted(dimension.to, by) }
        edits.push({ kind: 'addDimension', id: copy, dimension: moved })
      }
    }
  }
  return edits.length > 0 ? { edit: { kind: 'all', edits }, ids } : null
}

function own<T>(map: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(map, id) ? map[id] : undefined
}

function shifted(point: Point, by: Point): Point {
  return [point[0] + by[0], point[1] + by[1]]
}
