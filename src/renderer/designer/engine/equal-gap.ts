// Equal gaps for a fixture in the hand: midway between its neighbours or walls in the same row or column, or one more step of a row. Pure.
import type { Point } from '../../../domain/geometry/point.ts'
import { intersectSegments } from '../../../domain/geometry/segment.ts'
import type { Scene } from './scene.ts'

export interface GapQuestion {
  /** Where the hand holds the fixture's centre. */
  readonly point: Point
  /** Half the fixture's width and height. */
  readonly half: Point
  readonly ignore?: ReadonlySet<string>
  readonly toleranceMm: number
}

interface Span {
  readonly low: number
  readonly high: number
  readonly isWall: boolean
}

/** The point with equal gaps on one or both axes, or null when no gap is near enough. */
export function findEqualGap(scene: Scene, question: GapQuestion): Point | null {
  const { point, toleranceMm } = question
  const near = (axis: 0 | 1) => {
    const all = centresWithEqualGaps(spansAlong(scene, question, axis), { at: point[axis], half: question.half[axis] })
    const best = all.reduce((a, b) => (Math.abs(b - point[axis]) < Math.abs(a - point[axis]) ? b : a), Number.POSITIVE_INFINITY)
    return Math.abs(best - point[axis]) <= toleranceMm ? best : null
  }
  const [x, y] = [near(0), near(1)]
  return x === null && y === null ? null : [x ?? point[0], y ?? point[1]]
}

/** What stands in the way along an axis at the height of the fixture, from low to high. */
function spansAlong(scene: Scene, { point, half, ignore }: GapQuestion, axis: 0 | 1): Span[] {
  const across = axis === 0 ? 1 : 0
  const spans: Span[] = []
  for (const { id, bounds: b } of scene.fixtures) {
    if (ignore?.has(id)) continue
    const [low, high, sideLow, sideHigh] = axis === 0 ? [b.minX, b.maxX, b.minY, b.maxY] : [b.minY, b.maxY, b.minX, b.maxX]
    if (sideHigh >= point[across] - half[across] && sideLow <= point[across] + half[across]) spans.push({ low, high, isWall: false })
  }
  if (!scene.bounds) return spans
  const { minX, minY, maxX, maxY } = scene.bounds
  const line: readonly [Point, Point] =
    axis === 0
      ? [
          [minX - 1, point[1]],
          [maxX + 1, point[1]],
        ]
      : [
          [point[0], minY - 1],
          [point[0], maxY + 1],
        ]
  for (const edge of scene.edges) {
    for (let i = 0; i + 1 < edge.path.length; i++) {
      const [from, to] = [edge.path[i], edge.path[i + 1]]
      const at = from && to ? intersectSegments([from, to], line) : null
      if (at) spans.push({ low: at[axis], high: at[axis], isWall: true })
    }
  }
  return spans
}

function centresWithEqualGaps(spans: readonly Span[], fixture: { readonly at: number; readonly half: number }): number[] {
  const middle = (span: Span) => (span.low + span.high) / 2
  const before = spans.filter((span) => middle(span) < fixture.at).sort((a, b) => b.high - a.high)
  const behind = spans.filter((span) => middle(span) > fixture.at).sort((a, b) => a.low - b.low)
  const [left, left2] = before
  const [right, right2] = behind
  const found: number[] = []
  if (left && right && right.low - left.high > 2 * fixture.half) found.push((left.high + right.low) / 2)
  // One more of a row: the gap of the two before it.
  if (left && left2 && !left.isWall && left.low > left2.high) found.push(left.high + (left.low - left2.high) + fixture.half)
  if (right && right2 && !right.isWall && right2.low > right.high) found.push(right.low - (right2.low - right.high) - fixture.half)
  return found
}
