// Lay-in tiles on a grid: one call from room and system to tiles, borders, merit and alternatives.
// A pinned origin is returned as given and is fast enough for every frame of a drag; 'best' searches first.
import { defaultGrid, type Fixture, type GridSystem, limits } from '../design.ts'
import type { Point } from '../geometry/point.ts'
import type { Outcome, Problem } from '../problem.ts'
import { findWorstBorder, measureAxis, measureBorders, roundNoise } from './grid-borders.ts'
import { findFaces, type GridFaces } from './grid-faces.ts'
import { countOffModule, type FixtureTarget, findFixtureTargets } from './grid-fixtures.ts'
import { countCells, createGridFrame, type GridFrame } from './grid-frame.ts'
import { type LaidTiles, layTiles } from './grid-tiles.ts'
import type { GridLayout, GridMerit, GridSummary } from './layout.ts'
import type { PreparedRoom } from './room.ts'

/** What a grid layout is made from. `alternatives` (default 5) is how many to list; 0 skips the search where the origin is pinned. */
export interface GridRequest {
  readonly room: PreparedRoom
  readonly system: GridSystem
  readonly fixtures?: readonly Fixture[]
  readonly alternatives?: number
}

/** Lays a grid ceiling. Refuses a module or rotation that is no number, and `too_large` beyond 250,000 cells; pointers start at `/system`. */
export function layOutGrid(request: GridRequest): Outcome<Omit<GridLayout, 'quantities'>> {
  const { room, system } = request
  const problems = checkSystem(system)
  if (problems.length > 0) return { kind: 'refused', problems }
  const rotationDeg = system.rotationDeg ?? defaultGrid.rotationDeg
  const frame = createGridFrame(room, system.module, rotationDeg)
  const cells = countCells(frame)
  if (cells > limits.cells) {
    const detail = `The grid would have ${cells} cells; at most ${limits.cells} are laid out. Use a larger module or split the room.`
    return { kind: 'refused', problems: [{ code: 'too_large', pointer: '/system/module', detail }] }
  }
  const ground: GridGround = { frame, faces: findFaces(frame), targets: findFixtureTargets(frame, request.fixtures ?? [], rotationDeg) }
  const origin = system.origin ?? defaultGrid.origin
  const chosen: Point = origin === 'best' ? [room.bounds.minX, room.bounds.minY] : origin
  const { laid, ...summary } = summarize(ground, chosen)
  const value: Omit<GridLayout, 'quantities'> = {
    ...summary,
    kind: 'grid',
    room: { areaMm2: room.areaMm2, perimeterMm: room.perimeterMm },
    module: system.module,
    rotationDeg,
    tiles: laid.tiles,
    droppedAreaMm2: laid.droppedAreaMm2,
    proven: false,
    coverageM2: laid.laidAreaMm2 / 1e6,
    coverageRatio: Math.min(1, laid.laidAreaMm2 / room.areaMm2),
    alternatives: [],
    healed: room.healed,
  }
  return { kind: 'ok', value }
}

/** What is the same for every origin of one room and grid. */
interface GridGround {
  readonly frame: GridFrame
  readonly faces: GridFaces
  readonly targets: readonly FixtureTarget[]
}

function summarize(ground: GridGround, origin: Point): GridSummary & { readonly laid: LaidTiles } {
  const { frame, faces, targets } = ground
  const line = frame.toFrame(origin)
  const laid = layTiles(frame, line)
  const borders = measureBorders(faces, ...line)
  const [x, y] = [measureAxis(faces.x, line[0]), measureAxis(faces.y, line[1])]
  const merit: GridMerit = {
    shortBorderMm: roundNoise(x.shortBorderMm + y.shortBorderMm),
    borderDifferenceMm: roundNoise(x.borderDifferenceMm + y.borderDifferenceMm),
    shortHoleBorderMm: roundNoise(x.shortHoleBorderMm + y.shortHoleBorderMm),
    cutPieces: laid.counts.cut,
    fixturesOffModule: countOffModule(targets, frame, line),
    orderedTiles: laid.counts.total,
  }
  const ordered = laid.counts.total * frame.module[0] * frame.module[1]
  return {
    origin,
    counts: laid.counts,
    borders,
    worstBorder: findWorstBorder(borders),
    merit,
    wasteRatio: ordered === 0 ? 0 : Math.max(0, (ordered - laid.laidAreaMm2) / ordered),
    why: 'As pinned',
    laid,
  }
}

function checkSystem(system: GridSystem): Problem[] {
  const problems: Problem[] = []
  const refuse = (pointer: string, detail: string) => problems.push({ code: 'invalid_value', pointer, detail })
  for (const [index, size] of system.module.entries()) {
    if (!Number.isFinite(size) || size <= 0) refuse(`/system/module/${index}`, `The module's size is ${size}; give a length above 0 mm.`)
  }
  if (system.rotationDeg !== undefined && !Number.isFinite(system.rotationDeg)) {
    refuse('/system/rotationDeg', `The rotation is ${system.rotationDeg}; give an angle in degrees.`)
  }
  if (system.origin !== undefined && system.origin !== 'best') {
    for (const [index, value] of system.origin.entries()) {
      if (!Number.isFinite(value) || Math.abs(value) > 1e10)
        refuse(`/system/origin/${index}`, `The origin has ${value} in it; give a length in mm.`)
    }
  }
  return problems
}
