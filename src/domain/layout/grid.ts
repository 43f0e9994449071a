// Lay-in tiles on a grid: one call from room and system to tiles, borders, merit and alternatives.
// A pinned origin is returned as given and is fast enough for every frame of a drag; 'best' searches first.
import { defaultGrid, type Fixture, type GridSystem, limits } from '../design.ts'
import type { Outcome, Problem } from '../problem.ts'
import { listAlternatives } from './grid-alternatives.ts'
import { countCells } from './grid-frame.ts'
import { prepareGround, summarizeLine } from './grid-ground.ts'
import { compareGridMerit } from './grid-merit.ts'
import { searchOrigins } from './grid-search.ts'
import { layTiles } from './grid-tiles.ts'
import { explainOther, explainPinned } from './grid-why.ts'
import type { GridLayout, GridSummary } from './layout.ts'
import type { PreparedRoom } from './room.ts'

/** What a grid layout is made from. `alternatives` (default 5) is how many to list: fewer are the first of those five; 0 skips the search where the origin is pinned. */
export interface GridRequest {
  readonly room: PreparedRoom
  readonly system: GridSystem
  readonly fixtures?: readonly Fixture[]
  readonly alternatives?: number
  /** false counts full tiles without listing them: what a frame of a drag needs; default true. */
  readonly fullTiles?: boolean
}

/** Lays a grid ceiling. Refuses a module or rotation that is no number, and `too_large` beyond 250,000 cells; pointers start at `/system`. */
export function layOutGrid(request: GridRequest): Outcome<Omit<GridLayout, 'quantities'>> {
  const { room, system } = request
  const problems = checkSystem(system)
  if (problems.length > 0) return { kind: 'refused', problems }
  const ground = prepareGround(room, system, request.fixtures ?? [])
  const cells = countCells(ground.frame)
  if (cells > limits.cells) {
    const detail = `The grid would have ${cells} cells; at most ${limits.cells} are laid out. Use a larger module or split the room.`
    return { kind: 'refused', problems: [{ code: 'too_large', pointer: '/system/module', detail }] }
  }
  const origin = system.origin ?? defaultGrid.origin
  const asked = request.alternatives ?? defaultAlternatives
  const found = origin === 'best' || asked > 0 ? searchOrigins(ground) : null
  const alternatives = found ? listAlternatives(ground, found, Math.max(defaultAlternatives, asked)) : []
  const best = alternatives[0]
  const chosen = origin === 'best' && best ? best.origin : (origin as Exclude<typeof origin, 'best'>)
  const line = ground.frame.toFrame(chosen)
  const isLaid = found?.laid && found.laid.line[0] === line[0] && found.laid.line[1] === line[1]
  const laid = isLaid ? found.laid.tiles : layTiles(ground.frame, line, { fullTiles: request.fullTiles ?? true })
  const summary = summarizeLine({ ground, origin: chosen, line, counts: laid.counts, laidAreaMm2: laid.laidAreaMm2 })
  const value: Omit<GridLayout, 'quantities'> = {
    ...summary,
    why: origin === 'best' && best ? best.why : explainPin(summary, best),
    kind: 'grid',
    room: { areaMm2: room.areaMm2, perimeterMm: room.perimeterMm },
    module: system.module,
    rotationDeg: system.rotationDeg ?? defaultGrid.rotationDeg,
    tiles: laid.tiles,
    droppedAreaMm2: laid.droppedAreaMm2,
    proven: found ? found.proven : ground.faces.allAlong,
    coverageM2: laid.laidAreaMm2 / 1e6,
    coverageRatio: Math.min(1, laid.laidAreaMm2 / room.areaMm2),
    alternatives: alternatives.slice(0, asked),
    healed: room.healed,
  }
  return { kind: 'ok', value }
}

const defaultAlternatives = 5

function explainPin(pinned: Omit<GridSummary, 'why'>, best: GridSummary | undefined): string {
  if (!best) return explainPinned(pinned)
  if (compareGridMerit(pinned.merit, best.merit) === 0) return 'Pinned; as good as the best origin'
  return `Pinned; against the best origin: ${explainOther(pinned, best)}`
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
