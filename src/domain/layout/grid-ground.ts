// What is the same for every origin of one room and grid, and the judging of one origin by it.
import type { Fixture, GridSystem } from '../design.ts'
import { defaultGrid } from '../design.ts'
import type { Point } from '../geometry/point.ts'
import { findWorstBorder, measureAxis, measureBorders, roundNoise } from './grid-borders.ts'
import { findFaces, type GridFaces } from './grid-faces.ts'
import { countOffModule, type FixtureTarget, findFixtureTargets } from './grid-fixtures.ts'
import { createGridFrame, type GridFrame } from './grid-frame.ts'
import type { GridCounts, GridMerit, GridSummary } from './layout.ts'
import type { PreparedRoom } from './room.ts'

/** A room seen by a grid: frame, faces along it, where fixtures want it. */
export interface GridGround {
  readonly room: PreparedRoom
  readonly frame: GridFrame
  readonly faces: GridFaces
  readonly targets: readonly FixtureTarget[]
}

/** Prepares a room for the origins of a grid system. */
export function prepareGround(room: PreparedRoom, system: GridSystem, fixtures: readonly Fixture[]): GridGround {
  const rotationDeg = system.rotationDeg ?? defaultGrid.rotationDeg
  const frame = createGridFrame(room, system.module, rotationDeg)
  return { room, frame, faces: findFaces(frame), targets: findFixtureTargets(frame, fixtures, rotationDeg) }
}

/** The six criteria of a crossing at `line` (frame coordinates), given its counts. */
export function judgeLine(ground: GridGround, line: Point, counts: Pick<GridCounts, 'full' | 'cut'>): GridMerit {
  const { frame, faces, targets } = ground
  const [x, y] = [measureAxis(faces.x, line[0]), measureAxis(faces.y, line[1])]
  return {
    shortBorderMm: roundNoise(x.shortBorderMm + y.shortBorderMm),
    borderDifferenceMm: roundNoise(x.borderDifferenceMm + y.borderDifferenceMm),
    shortHoleBorderMm: roundNoise(x.shortHoleBorderMm + y.shortHoleBorderMm),
    cutPieces: counts.cut,
    fixturesOffModule: countOffModule(targets, frame, line),
    orderedTiles: counts.full + counts.cut,
  }
}

/** The summary of an origin, still without its reason. */
export function summarizeLine(args: {
  readonly ground: GridGround
  readonly origin: Point
  readonly line: Point
  readonly counts: GridCounts
  readonly laidAreaMm2: number
}): Omit<GridSummary, 'why'> {
  const { ground, origin, line, counts, laidAreaMm2 } = args
  const borders = measureBorders(ground.faces, ...line)
  const orderedMm2 = counts.total * ground.frame.module[0] * ground.frame.module[1]
  return {
    origin,
    counts,
    borders,
    worstBorder: findWorstBorder(borders),
    merit: judgeLine(ground, line, counts),
    wasteRatio: orderedMm2 === 0 ? 0 : Math.max(0, (orderedMm2 - laidAreaMm2) / orderedMm2),
  }
}
