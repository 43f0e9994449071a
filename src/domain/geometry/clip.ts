// The one door to clipper2-ts: boolean operations and offsets on polygons, on a 0.01 mm integer grid.
// Plain data in and out. Must not use clipper's rectClip, which gives wrong results.
import { Clipper, ClipType, EndType, FillRule, JoinType, type Path64, type PolyPath64, PolyTree64 } from 'clipper2-ts'
import type { Point, Polygon, Ring } from './point.ts'
import { ringArea } from './polygon.ts'

/** Integer units per millimetre inside boolean geometry. */
export const clipUnitsPerMm = 100

function pathFromRing(ring: Ring): Path64 {
  return ring.map(([x, y]) => ({ x: Math.round(x * clipUnitsPerMm), y: Math.round(y * clipUnitsPerMm) }))
}

function ringFromPath(path: Path64): Point[] {
  return path.map(({ x, y }) => [x / clipUnitsPerMm, y / clipUnitsPerMm])
}

function pathsFromPolygons(polygons: readonly Polygon[]): Path64[] {
  const paths: Path64[] = []
  for (const polygon of polygons) {
    paths.push(pathFromRing(ringArea(polygon.outer) < 0 ? polygon.outer.toReversed() : polygon.outer))
    for (const hole of polygon.holes) paths.push(pathFromRing(ringArea(hole) > 0 ? hole.toReversed() : hole))
  }
  return paths
}

function polygonsFromTree(tree: PolyTree64): Polygon[] {
  const polygons: Polygon[] = []
  const visit = (node: PolyPath64) => {
    for (let index = 0; index < node.count; index += 1) {
      const outer = node.child(index)
      const holes: Point[][] = []
      for (let inner = 0; inner < outer.count; inner += 1) {
        const hole = outer.child(inner)
        if (hole.poly) holes.push(ringFromPath(hole.poly))
        visit(hole)
      }
      if (outer.poly) polygons.push({ outer: ringFromPath(outer.poly), holes })
    }
  }
  visit(tree)
  return polygons
}

function operate(type: ClipType, subject: readonly Polygon[], clip: readonly Polygon[]): Polygon[] {
  const tree = new PolyTree64()
  Clipper.booleanOpWithPolyTree(type, pathsFromPolygons(subject), pathsFromPolygons(clip), tree, FillRule.NonZero)
  return polygonsFromTree(tree)
}

/** The region covered by both sets, as disjoint polygons; coordinates rounded to 0.01 mm. */
export function intersectPolygons(a: readonly Polygon[], b: readonly Polygon[]): Polygon[] {
  return operate(ClipType.Intersection, a, b)
}

/** The region covered by either set, as disjoint polygons; coordinates rounded to 0.01 mm. */
export function unitePolygons(a: readonly Polygon[], b: readonly Polygon[] = []): Polygon[] {
  return operate(ClipType.Union, a, b)
}

/** The region of the first set that is not in the second; coordinates rounded to 0.01 mm. */
export function subtractPolygons(a: readonly Polygon[], b: readonly Polygon[]): Polygon[] {
  return operate(ClipType.Difference, a, b)
}

/** The polygon moved inwards by so many mm (negative: outwards), corners mitred; empty when nothing is left. */
export function insetPolygon(polygon: Polygon, insetMm: number): Polygon[] {
  const paths = Clipper.inflatePaths(pathsFromPolygons([polygon]), -insetMm * clipUnitsPerMm, JoinType.Miter, EndType.Polygon, 4)
  const outers: Polygon[] = []
  const holes: Ring[] = []
  for (const path of paths) {
    const ring = ringFromPath(path)
    if (ringArea(ring) > 0) outers.push({ outer: ring, holes: [] })
    else holes.push(ring)
  }
  return holes.length === 0
    ? outers
    : subtractPolygons(
        outers,
        holes.map((hole) => ({ outer: hole, holes: [] })),
      )
}

/** Where the lower left corner of a [width, height] rectangle may be for the rectangle to lie wholly inside the polygon. */
export function shrinkByRectangle(polygon: Polygon, size: Point): Polygon[] {
  const [width, height] = [Math.round(size[0] * clipUnitsPerMm), Math.round(size[1] * clipUnitsPerMm)]
  const pattern: Path64 = [
    { x: -width, y: -height },
    { x: 0, y: -height },
    { x: 0, y: 0 },
    { x: -width, y: 0 },
  ]
  const blocked = pathsFromPolygons([polygon]).flatMap((path) => Clipper.minkowskiSum(pattern, path, true))
  const tree = new PolyTree64()
  Clipper.booleanOpWithPolyTree(
    ClipType.Difference,
    pathsFromPolygons([polygon]),
    Clipper.union(blocked, FillRule.NonZero),
    tree,
    FillRule.NonZero,
  )
  return polygonsFromTree(tree)
}
