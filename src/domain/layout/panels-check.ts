// Numbers of a panel system, checked before any layout: each refusal names the field and says what to change.
import { defaultPanels, limits, type PanelStrategy, type PanelSystem, panelStrategies } from '../design.ts'
import type { Point } from '../geometry/point.ts'
import type { Problem } from '../problem.ts'
import { formatNumber } from '../units.ts'
import { type AxisInput, countRange, fitCount } from './panels-axis.ts'

/** A panel system with every default filled in. */
export interface PanelWishes {
  readonly perimeterGapMm: number
  readonly panelGapMm: number
  readonly minMm: number
  readonly maxMm: number
  readonly sheetMm: Point
  readonly aspect: number
  readonly wholeMm: boolean
  readonly strategy: PanelStrategy
  readonly grid?: Point
}

const show = (value: number): string => formatNumber(value, { decimals: 1 })
const largestMm = 1e7

function problem(field: string, detail: string): Problem {
  return { code: 'invalid_value', pointer: `/system/${field}`, detail }
}

/** Fills in the defaults and lists what can't be used. */
export function checkPanelSystem(system: PanelSystem): { readonly wishes: PanelWishes; readonly problems: readonly Problem[] } {
  const { kind: _, catalogue: _catalogue, finish: _finish, grid, ...given } = system
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const wishes: PanelWishes = { ...defaultPanels, ...stated, ...(grid === undefined ? {} : { grid }) }
  const problems: Problem[] = []
  const refuse = (field: string, detail: string): void => {
    problems.push(problem(field, detail))
  }
  const isNumber = (field: string, value: unknown): value is number => {
    if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= largestMm) return true
    refuse(field, `${field.split('/')[0]} must be a finite number; ${String(value)} isn't one that can be used.`)
    return false
  }
  for (const field of ['perimeterGapMm', 'panelGapMm'] as const) {
    if (isNumber(field, wishes[field]) && wishes[field] < 0)
      refuse(field, `${field} is ${show(wishes[field])} mm; a gap can't be negative: use 0 or more.`)
  }
  for (const field of ['minMm', 'maxMm', 'aspect'] as const) {
    if (isNumber(field, wishes[field]) && wishes[field] <= 0) refuse(field, `${field} is ${show(wishes[field])}; it must be more than 0.`)
  }
  if (!Array.isArray(wishes.sheetMm) || wishes.sheetMm.length !== 2) refuse('sheetMm', 'sheetMm must be two lengths, [width, height].')
  else
    for (const [i, side] of wishes.sheetMm.entries())
      if (isNumber(`sheetMm/${i}`, side) && side <= 0)
        refuse(`sheetMm/${i}`, `sheetMm has a side of ${show(side)} mm; it must be more than 0.`)
  if (!panelStrategies.includes(wishes.strategy))
    refuse('strategy', `strategy "${String(wishes.strategy)}" isn't known; use one of ${panelStrategies.join(', ')}.`)
  if (problems.length === 0 && wishes.minMm > wishes.maxMm) {
    refuse('minMm', `minMm (${show(wishes.minMm)}) is more than maxMm (${show(wishes.maxMm)}); make it ${show(wishes.maxMm)} or less.`)
  }
  if (grid !== undefined) checkFixedGrid(grid, problems)
  return { wishes, problems }
}

function checkFixedGrid(grid: Point, problems: Problem[]): void {
  if (!Array.isArray(grid) || grid.length !== 2 || !grid.every((n) => Number.isInteger(n) && n >= 1)) {
    problems.push(problem('grid', 'grid must be [columns, rows], both whole numbers of 1 or more.'))
    return
  }
  const [columns, rows] = grid
  if (Math.max(columns, rows) > limits.panelsPerAxis) {
    problems.push({
      code: 'too_large',
      pointer: '/system/grid',
      detail: `${columns} x ${rows} panels are asked for; at most ${limits.panelsPerAxis} x ${limits.panelsPerAxis} can be laid out.`,
    })
  }
}

/** Why no count of panels fits along one axis ('x' or 'y'), and what to change. */
export function explainNoFit(axis: AxisInput, along: 'x' | 'y'): Problem {
  const span = show(axis.spanMm)
  const left = axis.spanMm - 2 * axis.perimeterGapMm
  if (left <= 0) {
    return problem(
      'perimeterGapMm',
      `Two perimeter gaps of ${show(axis.perimeterGapMm)} mm leave nothing of the room's ${span} mm along ${along}; make perimeterGapMm less than ${show(axis.spanMm / 2)}.`,
    )
  }
  const { least, most } = countRange(axis)
  if (least > limits.panelsPerAxis) {
    return {
      code: 'too_large',
      pointer: '/system/maxMm',
      detail: `At least ${least} panels are needed along ${along}; at most ${limits.panelsPerAxis} x ${limits.panelsPerAxis} can be laid out: make maxMm or the gap larger.`,
    }
  }
  if (most < 1) {
    return problem(
      'minMm',
      `Only ${show(left)} mm of the room are left for panels along ${along}, less than the smallest panel of ${show(axis.minMm)} mm; make minMm or perimeterGapMm smaller.`,
    )
  }
  const [fewer, more] = [fitCount(axis, Math.max(1, most)), fitCount(axis, Math.max(1, most) + 1)]
  const smaller = more ? ` and ${more.count} would be ${show(more.widthMm)} mm, under minMm` : ''
  return problem(
    'maxMm',
    `Along ${along}, ${fewer?.count ?? most} panel(s) would be ${show(fewer?.widthMm ?? 0)} mm each, over maxMm (${show(axis.maxMm)})${smaller} (${show(axis.minMm)}); widen the range between minMm and maxMm.`,
  )
}
