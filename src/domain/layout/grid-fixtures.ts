// Fixtures against the grid: what sits on module or in a tile's centre, and what does not (ceiling.md section 2, criterion 5).
import type { Fixture, FixtureKind } from '../design.ts'
import type { GridFrame } from './grid-frame.ts'

/** Fixtures that replace whole tiles; the others belong in a tile's centre. */
const modular: ReadonlySet<FixtureKind> = new Set<FixtureKind>(['luminaire', 'diffuser', 'grille', 'access'])
/** A fixture this near its place is in place. */
const placeMm = 0.5

/** A fixture as two targets: the grid lines it wants, modulo the module; null when it can never fit, being turned askew. */
export interface FixtureTarget {
  readonly lineX: number
  readonly lineY: number
  readonly isAskew: boolean
}

/** Where a grid line must be on each axis for each fixture to be on module or in a tile's centre. */
export function findFixtureTargets(frame: GridFrame, fixtures: readonly Fixture[], rotationDeg: number): FixtureTarget[] {
  return fixtures.map((fixture) => {
    const [x, y] = frame.toFrame([fixture.xMm, fixture.yMm])
    const [mx, my] = frame.module
    if (!modular.has(fixture.kind)) return { lineX: x - mx / 2, lineY: y - my / 2, isAskew: false }
    const turn = ((((fixture.rotationDeg ?? 0) - rotationDeg) % 180) + 180) % 180
    const isLevel = Math.min(turn, 180 - turn) < 0.01
    const isUpright = Math.abs(turn - 90) < 0.01
    const [width, height] = isUpright ? [fixture.heightMm, fixture.widthMm] : [fixture.widthMm, fixture.heightMm]
    return {
      lineX: x - (countModules(width, mx) * mx) / 2,
      lineY: y - (countModules(height, my) * my) / 2,
      isAskew: !isLevel && !isUpright,
    }
  })
}

function countModules(sizeMm: number | undefined, moduleMm: number): number {
  return Math.max(1, Math.round((sizeMm ?? moduleMm) / moduleMm))
}

/** How many fixtures are off module or out of a tile's centre with a crossing at (lineX, lineY). */
export function countOffModule(targets: readonly FixtureTarget[], frame: GridFrame, line: readonly [number, number]): number {
  const isNear = (target: number, at: number, moduleMm: number) => {
    const gap = (target - at) / moduleMm
    return Math.abs(gap - Math.round(gap)) * moduleMm <= placeMm
  }
  let off = 0
  for (const target of targets) {
    if (target.isAskew || !isNear(target.lineX, line[0], frame.module[0]) || !isNear(target.lineY, line[1], frame.module[1])) off += 1
  }
  return off
}
