// A room as drawn -> a healed region with arcs made into chords. Everything downstream works on this.
// Refuses what is no room, lists what it repaired, and never shifts or turns a coordinate.
import type { RoomInput, RoomVertex } from '../design.ts'
import { limits } from '../design.ts'
import { intersectPolygons, subtractPolygons } from '../geometry/clip.ts'
import { findCrossings } from '../geometry/crossings.ts'
import type { Bounds, Point, Polygon, Ring } from '../geometry/point.ts'
import { boundsOfPoints, isPointInRing, polygonArea, ringArea } from '../geometry/polygon.ts'
import type { Healing, Outcome, Problem } from '../problem.ts'
import { chordRing, countRingChords, healRing, type RingVertex, reverseVertices, vertexRingArea, vertexRingLength } from './room-ring.ts'

/** A room ready for layout, in its own coordinates: nothing is shifted or turned. */
export interface PreparedRoom {
  /** Outer counter-clockwise, holes clockwise, arcs as chords. */
  readonly polygon: Polygon
  readonly areaMm2: number
  /** Of the outer boundary; columns and shafts are not in it. */
  readonly perimeterMm: number
  readonly bounds: Bounds
  readonly healed: readonly Healing[]
  /** The healed rings with their bulges, outer first, for drawing and for snapping to what was drawn. */
  readonly rings: readonly (readonly RoomVertex[])[]
  /** For each ring of the polygon, outer first, whether the edge that starts at each point is straight and not a chord of an arc. */
  readonly straight: readonly (readonly boolean[])[]
}

/** Largest coordinate and largest room that keep 0.01 mm in double arithmetic. */
const maxCoordinateMm = 1e10
const maxExtentMm = 1e7
/** Chords of arcs beyond which a room is refused. */
const maxChords = 50_000
/** Regions thinner than the kernel's grid have no area. */
const gridMm = 0.01

interface NamedRing {
  readonly pointer: string
  readonly vertices: RingVertex[]
}

function refuse(
  code: Problem['code'],
  pointer: string,
  detail: string,
): { readonly kind: 'refused'; readonly problems: readonly Problem[] } {
  return { kind: 'refused', problems: [{ code, pointer, detail }] }
}

/** Heals and checks a room (ceiling.md, opening paragraph). Pointers start at `/room`. */
export function prepareRoom(room: RoomInput): Outcome<PreparedRoom> {
  const inputs: (readonly RoomVertex[])[] = [room.outer, ...(room.holes ?? [])]
  const pointers = inputs.map((_, index) => (index === 0 ? '/room/outer' : `/room/holes/${index - 1}`))
  const unfit = findUnfitNumbers(inputs, pointers)
  if (unfit.length > 0) return { kind: 'refused', problems: unfit }
  const count = inputs.reduce((sum, ring) => sum + ring.length - (isClosed(ring) ? 1 : 0), 0)
  if (count > limits.vertices) {
    return refuse('too_large', '/room', `The room has ${count} vertices; at most ${limits.vertices} are laid out. Simplify the outline.`)
  }
  const bounds = boundsOfPoints(room.outer.map(([x, y]): Point => [x, y]))
  if (Math.max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY) > maxExtentMm) {
    return refuse(
      'too_large',
      '/room/outer',
      `The room is more than ${maxExtentMm / 1e6} km across. Check the unit: coordinates are millimetres.`,
    )
  }
  const healed: Healing[] = []
  const rings: NamedRing[] = []
  for (const [index, ring] of inputs.entries()) {
    const result = healRing(ring, pointers[index] as string)
    healed.push(...result.healed)
    const pointer = pointers[index] as string
    const refusal = checkRing(ring, result.vertices, pointer)
    if (refusal) return refusal
    rings.push({ pointer, vertices: result.vertices })
  }
  const chords = rings.reduce((sum, ring) => sum + countRingChords(ring.vertices), 0)
  if (chords > maxChords) {
    return refuse(
      'too_large',
      '/room',
      `The room's arcs need ${chords} chords; at most ${maxChords} are laid out. Use fewer or smaller arcs.`,
    )
  }
  return assembleRoom(rings, healed)
}

function isClosed(ring: readonly RoomVertex[]): boolean {
  const [first, last] = [ring[0], ring[ring.length - 1]]
  return ring.length > 1 && first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1]
}

function findUnfitNumbers(inputs: readonly (readonly RoomVertex[])[], pointers: readonly string[]): Problem[] {
  const problems: Problem[] = []
  for (const [index, ring] of inputs.entries()) {
    for (const [place, vertex] of ring.entries()) {
      const pointer = `${pointers[index]}/${place}`
      const bad = vertex.find((value) => !Number.isFinite(value))
      if (bad !== undefined) {
        problems.push({
          code: 'invalid_room',
          pointer,
          detail: `The point has ${bad} in it; every number must be finite. Give x and y in millimetres.`,
        })
      } else if (Math.abs(vertex[0]) > maxCoordinateMm || Math.abs(vertex[1]) > maxCoordinateMm) {
        problems.push({
          code: 'invalid_room',
          pointer,
          detail: 'The point is more than 10,000 km from zero. Check the unit: coordinates are millimetres.',
        })
      }
      if (problems.length >= 20) return problems
    }
  }
  return problems
}

function checkRing(input: readonly RoomVertex[], vertices: readonly RingVertex[], pointer: string) {
  const hasArc = vertices.some(({ bulge }) => bulge !== 0)
  const distinct = new Set(input.map(([x, y]) => `${x},${y}`)).size
  if (distinct < (hasArc ? 2 : 3)) {
    return refuse('invalid_room', pointer, `The outline has ${distinct} different points; it needs at least three.`)
  }
  if (vertices.length < (hasArc ? 2 : 3)) return refuse('invalid_room', pointer, 'The outline encloses no area. Draw it round a region.')
  return null
}

function assembleRoom(input: readonly NamedRing[], healed: Healing[]): Outcome<PreparedRoom> {
  const chorded = input.map(({ vertices }) => chordRing(vertices))
  const found = findCrossings(chorded.map(({ points }) => points))
  const nameOf = ([ring, edge]: readonly [number, number]) => `${input[ring]?.pointer}/${chorded[ring]?.source[edge]}`
  if (found.crossing) {
    const { first, second } = found.crossing
    const [a, b] = [nameOf(first), nameOf(second)]
    if (first[0] === second[0]) {
      return refuse(
        'invalid_room',
        a,
        `The outline crosses or touches itself: the edge from ${a} meets the edge from ${b}. Move one of the points.`,
      )
    }
    return refuse(
      'invalid_room',
      second[0] > first[0] ? b : a,
      `The edge from ${a} crosses the edge from ${b}. Keep holes inside the room and apart.`,
    )
  }
  const rings: NamedRing[] = []
  for (const [index, ring] of input.entries()) {
    const area = vertexRingArea(ring.vertices)
    if (Math.abs(area) <= (gridMm / 2) * vertexRingLength(ring.vertices)) {
      return refuse('invalid_room', ring.pointer, 'The outline encloses no area. Draw it round a region.')
    }
    if (index === 0 && area < 0) healed.push({ pointer: ring.pointer, detail: 'The outline ran clockwise; it was turned round.' })
    rings.push(area > 0 === (index === 0) ? ring : { ...ring, vertices: reverseVertices(ring.vertices) })
  }
  const outlines = rings.map(({ vertices }) => chordRing(vertices))
  const [outer, ...holes] = outlines.map(({ points }) => points) as [Point[], ...Point[][]]
  const misplaced = found.touching.length > 0 ? findOverlap(outer, holes, rings) : findMisplacedHole(outer, holes, rings)
  if (misplaced) return misplaced
  const drawn = {
    areaMm2: rings.reduce((sum, { vertices }) => sum + vertexRingArea(vertices), 0),
    perimeterMm: vertexRingLength(rings[0]?.vertices ?? []),
    healed,
    rings: rings.map(({ vertices }) => vertices.map(({ point, bulge }): RoomVertex => (bulge === 0 ? point : [point[0], point[1], bulge]))),
  }
  if (drawn.areaMm2 <= (gridMm / 2) * drawn.perimeterMm)
    return refuse('invalid_room', '/room/holes', 'The holes leave no room between them.')
  if (found.touching.length > 0) return joinTouching({ outer, holes, outlines, drawn })
  const value: PreparedRoom = {
    ...drawn,
    polygon: { outer, holes },
    bounds: boundsOfPoints(outer),
    straight: outlines.map(({ straight }) => straight),
  }
  return { kind: 'ok', value }
}

function findMisplacedHole(outer: Ring, holes: readonly Ring[], rings: readonly NamedRing[]) {
  const boxes = holes.map((hole) => boundsOfPoints(hole))
  for (const [index, hole] of holes.entries()) {
    const pointer = rings[index + 1]?.pointer as string
    const point = hole[0] as Point
    if (!isPointInRing(point, outer)) {
      return refuse(
        'invalid_room',
        pointer,
        isPointInRing(outer[0] as Point, hole)
          ? 'The hole surrounds the whole room.'
          : 'The hole lies outside the room. Move it inside or remove it.',
      )
    }
    const box = boxes[index] as Bounds
    const around = holes.findIndex((other, at) => at !== index && isBoxInside(box, boxes[at] as Bounds) && isPointInRing(point, other))
    if (around >= 0) return refuse('invalid_room', pointer, `The hole overlaps ${rings[around + 1]?.pointer}. Join the two or move one.`)
  }
  return null
}

function isBoxInside(inner: Bounds, outer: Bounds): boolean {
  return inner.minX >= outer.minX && inner.maxX <= outer.maxX && inner.minY >= outer.minY && inner.maxY <= outer.maxY
}

/** Rings that touch are judged by area: corners on edges leave no single point to test. */
function findOverlap(outer: Ring, holes: readonly Ring[], rings: readonly NamedRing[]) {
  const regions = holes.map((hole): Polygon => ({ outer: hole, holes: [] }))
  const isThin = (polygons: readonly Polygon[], lengthMm: number) =>
    polygons.reduce((sum, p) => sum + polygonArea(p), 0) <= gridMm * lengthMm
  for (const [index, region] of regions.entries()) {
    const { pointer, vertices } = rings[index + 1] as NamedRing
    const length = vertexRingLength(vertices)
    if (!isThin(subtractPolygons([region], [{ outer, holes: [] }]), length)) {
      return refuse('invalid_room', pointer, 'The hole lies outside the room, or partly so. Move it inside or remove it.')
    }
    const box = boundsOfPoints(region.outer)
    for (let other = 0; other < index; other += 1) {
      const next = regions[other] as Polygon
      const far = boundsOfPoints(next.outer)
      if (far.minX > box.maxX || far.maxX < box.minX || far.minY > box.maxY || far.maxY < box.minY) continue
      if (!isThin(intersectPolygons([region], [next]), length)) {
        return refuse('invalid_room', pointer, `The hole overlaps ${rings[other + 1]?.pointer}. Join the two or move one.`)
      }
    }
  }
  return null
}

/** A column drawn against the wall becomes a notch in it, so that no wall is counted twice. */
function joinTouching(args: {
  readonly outer: Point[]
  readonly holes: readonly Point[][]
  readonly outlines: readonly { readonly points: Point[]; readonly straight: boolean[] }[]
  readonly drawn: Pick<PreparedRoom, 'areaMm2' | 'perimeterMm' | 'healed' | 'rings'>
}): Outcome<PreparedRoom> {
  const parts = subtractPolygons(
    [{ outer: args.outer, holes: [] }],
    args.holes.map((hole) => ({ outer: hole, holes: [] })),
  ).filter((part) => polygonArea(part) > 1)
  const [part] = parts
  if (!part || parts.length > 1) {
    return refuse(
      'invalid_room',
      '/room/holes',
      `The holes cut the room into ${parts.length} separate parts. Draw each part as a room of its own.`,
    )
  }
  const keyOf = ([x, y]: Point) => `${Math.round(x * 100)},${Math.round(y * 100)}`
  const onArc = new Set<string>()
  for (const { points, straight } of args.outlines) {
    for (const [i, point] of points.entries())
      if (!straight[i] && !straight[(i + points.length - 1) % points.length]) onArc.add(keyOf(point))
  }
  const rings = [part.outer, ...part.holes].map((ring) => healRing(ring, '').vertices)
  const [outer, ...holes] = rings.map((vertices) => vertices.map(({ point }) => point)) as [Point[], ...Point[][]]
  const detail = 'A hole touches the wall or another hole; the two were joined.'
  const value: PreparedRoom = {
    areaMm2: args.drawn.areaMm2,
    perimeterMm: vertexRingLength(rings[0] ?? []),
    healed: [...args.drawn.healed, { pointer: '/room/holes', detail }],
    rings: rings.map((vertices) => vertices.map(({ point }) => point)),
    polygon: { outer, holes: holes.map((hole) => (ringArea(hole) > 0 ? hole.toReversed() : hole)) },
    bounds: boundsOfPoints(outer),
    straight: [outer, ...holes].map((ring) =>
      ring.map((point, i) => !onArc.has(keyOf(point)) && !onArc.has(keyOf(ring[(i + 1) % ring.length] as Point))),
    ),
  }
  return { kind: 'ok', value }
}
