// Numbers of a grid system, fixtures and rates, checked before any geometry; each refusal names the field and says what to do.
// Panels check their own in panels-check.ts; rooms in room.ts.
import { type Fixture, type GridSystem, limits } from '../design.ts'
import type { Problem } from '../problem.ts'
import type { Rates } from '../takeoff.ts'

const largestMm = 1e7

const isFiniteMm = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= largestMm

const invalid = (pointer: string, detail: string): Problem => ({ code: 'invalid_value', pointer, detail })

/** What is wrong with a grid's numbers; pointers start at `/system`. */
export function checkGridSystem(system: GridSystem): Problem[] {
  const problems: Problem[] = []
  const { module, rotationDeg = 0, origin = 'best', firstMainLimitMm } = system
  if (!Array.isArray(module) || module.length !== 2)
    problems.push(invalid('/system/module', 'module must be two lengths, [along x, along y].'))
  else {
    for (const [i, side] of module.entries()) {
      if (!isFiniteMm(side) || side <= 0)
        problems.push(invalid(`/system/module/${i}`, `module has a side of ${String(side)}; it must be a finite length above 0 mm.`))
    }
  }
  if (typeof rotationDeg !== 'number' || !Number.isFinite(rotationDeg) || Math.abs(rotationDeg) > 1e6) {
    problems.push(invalid('/system/rotationDeg', `rotationDeg is ${String(rotationDeg)}; it must be a finite number of degrees.`))
  }
  if (origin !== 'best') {
    if (!Array.isArray(origin) || origin.length !== 2) problems.push(invalid('/system/origin', 'origin must be "best" or a point [x, y].'))
    else
      for (const [i, at] of origin.entries())
        if (!isFiniteMm(at))
          problems.push(invalid(`/system/origin/${i}`, `origin has the coordinate ${String(at)}; it must be a finite length.`))
  }
  if (firstMainLimitMm !== undefined && (!isFiniteMm(firstMainLimitMm) || firstMainLimitMm <= 0)) {
    problems.push(
      invalid('/system/firstMainLimitMm', `firstMainLimitMm is ${String(firstMainLimitMm)}; it must be a finite length above 0 mm.`),
    )
  }
  return problems
}

/** What is wrong with fixtures; pointers start at `/fixtures`. */
export function checkFixtures(fixtures: readonly Fixture[]): Problem[] {
  if (fixtures.length > limits.fixtures) {
    return [
      {
        code: 'too_large',
        pointer: '/fixtures',
        detail: `There are ${fixtures.length} fixtures; at most ${limits.fixtures} can be laid out.`,
      },
    ]
  }
  const problems: Problem[] = []
  for (const [i, fixture] of fixtures.entries()) {
    for (const field of ['xMm', 'yMm', 'widthMm', 'heightMm', 'rotationDeg'] as const) {
      const value = fixture[field]
      const size = field === 'widthMm' || field === 'heightMm'
      if (value === undefined && field !== 'xMm' && field !== 'yMm') continue
      if (!isFiniteMm(value) || (size && value <= 0))
        problems.push(
          invalid(`/fixtures/${i}/${field}`, `${field} is ${String(value)}; it must be a finite number${size ? ' above 0' : ''}.`),
        )
    }
  }
  return problems
}

/** What is wrong with the rates; pointers start at `/options`. */
export function checkRates(rates: Rates): Problem[] {
  return (['wasteRate', 'labourRate', 'taxRate'] as const)
    .filter((field) => !(Number.isFinite(rates[field]) && rates[field] >= 0))
    .map((field) => invalid(`/options/${field}`, `${field} is ${String(rates[field])}; it must be 0 or more, as a ratio (0.15 is 15 %).`))
}
