// From a pen position to the point it means: ortho and polar turn it, a snap catches it, the step rounds it, in that order of strength. Pure.
import type { Point } from '../../../domain/geometry/point.ts'
import type { Modes, SnapKind, View } from './editor-state.ts'
import type { Scene } from './scene.ts'
import { findSnap } from './snap.ts'
import type { AimRules } from './tools/tool.ts'
import { niceStepMm } from './view.ts'

export const snapReachPx = 10
/** Snaps that fix a line, not a point. */
const lineKinds: ReadonlySet<SnapKind> = new Set(['edge', 'gridLine', 'equalGap'])
const polarStepDeg = 15
const polarReachPx = 8

export interface AimQuestion {
  readonly raw: Point
  readonly scene: Scene
  readonly modes: Modes
  readonly rules: AimRules
  readonly view: View
  readonly shift: boolean
  readonly ctrl: boolean
}

export interface Aimed {
  readonly at: Point
  readonly snap: { readonly kind: SnapKind; readonly at: Point } | null
}

/** The point meant. Shift turns ortho round for the moment, Ctrl turns snapping off. */
export function aimAt({ raw, scene, modes, rules, view, shift, ctrl }: AimQuestion): Aimed {
  const toleranceMm = snapReachPx / view.pxPerMm
  const { from } = rules
  const ortho = from !== undefined && modes.ortho !== shift
  const snapping = rules.snap !== false && modes.snap && !ctrl
  const snap = snapping ? findSnap(scene, { point: raw, toleranceMm, ...pickRules(rules) }) : null
  if (ortho && from) {
    const [dx, dy] = [raw[0] - from[0], raw[1] - from[1]]
    const level = Math.abs(dx) >= Math.abs(dy)
    // A snap still says how far, never which way.
    const step = roundPoint(raw, stepOf(modes, view))
    const target = snap ? roundAlong({ snapped: snap.at, raw, rounded: step }) : step
    // Being in line with the point it starts from is what ortho already says.
    const says = snap?.kind === 'axis' && snap.at[level ? 1 : 0] === from[level ? 1 : 0] ? null : snap
    const at: Point = level ? [target[0], from[1]] : [from[0], target[1]]
    return { at, snap: says?.kind === 'axis' ? { ...says, at } : says }
  }
  const rounded = roundPoint(raw, stepOf(modes, view))
  if (snap && snap.kind !== 'axis') return { at: lineKinds.has(snap.kind) ? roundAlong({ snapped: snap.at, raw, rounded }) : snap.at, snap }
  if (modes.polar && from) {
    const polar = polarPoint({ raw, from, view })
    if (polar) return { at: polar, snap }
  }
  return snap ? { at: roundAlong({ snapped: snap.at, raw, rounded }), snap } : { at: rounded, snap: null }
}

/** The lattice F7 rounds to: the smallest nice step that is 4 px on the screen. */
export function stepOf(modes: Modes, view: View): number {
  return modes.grid ? niceStepMm(view.pxPerMm, 4) : 1
}

function pickRules(rules: AimRules) {
  return {
    ...(rules.from ? { from: rules.from } : {}),
    ...(rules.drawn ? { drawn: rules.drawn } : {}),
    ...(rules.ignore ? { ignore: rules.ignore } : {}),
    ...(rules.half ? { half: rules.half } : {}),
  }
}

function roundPoint(point: Point, stepMm: number): Point {
  return [Math.round(point[0] / stepMm) * stepMm, Math.round(point[1] / stepMm) * stepMm]
}

/** Along a level or upright line the step still rounds; the line's own coordinate stays exact. */
function roundAlong({ snapped, raw, rounded }: { snapped: Point; raw: Point; rounded: Point }): Point {
  const free = (axis: 0 | 1) => Math.abs(snapped[axis] - raw[axis]) < 1e-6
  if (free(0) === free(1)) return snapped
  return free(0) ? [rounded[0], snapped[1]] : [snapped[0], rounded[1]]
}

function polarPoint({ raw, from, view }: { raw: Point; from: Point; view: View }): Point | null {
  const length = Math.hypot(raw[0] - from[0], raw[1] - from[1])
  if (length === 0) return null
  const angle = (Math.atan2(raw[1] - from[1], raw[0] - from[0]) * 180) / Math.PI
  const nearest = Math.round(angle / polarStepDeg) * polarStepDeg
  const away = Math.abs(Math.sin(((angle - nearest) * Math.PI) / 180)) * length
  if (away * view.pxPerMm > polarReachPx) return null
  const rad = (nearest * Math.PI) / 180
  const whole = Math.round(length)
  return [from[0] + tidy(Math.cos(rad)) * whole, from[1] + tidy(Math.sin(rad)) * whole]
}

function tidy(value: number): number {
  return Math.abs(value - Math.round(value)) < 1e-12 ? Math.round(value) : value
}
