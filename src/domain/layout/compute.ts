// room + system + catalogue -> the whole layout: the one entry that the API, the workers, the canvas and the exports share.
// Guarantees: never throws on bad numbers; every refusal names its field; the same input gives the same layout.
import { type Catalogue, finishOf } from '../catalogue.ts'
import type { Fixture, RoomInput, System } from '../design.ts'
import type { Outcome, Problem } from '../problem.ts'
import { type BareLayout, defaultRates, type Rates, takeOff } from '../takeoff.ts'
import { layOutGrid } from './grid.ts'
import type { Layout } from './layout.ts'
import { layOutPanels } from './panels.ts'
import { checkPanelSystem } from './panels-check.ts'
import { prepareRoom } from './room.ts'
import { checkFixtures, checkGridSystem, checkRates } from './system-check.ts'

export interface ComputeInput {
  readonly room: RoomInput
  readonly system: System
  readonly fixtures?: readonly Fixture[]
  readonly catalogue: Catalogue
  /** Default: waste 15 %, labour 25 %, no tax. */
  readonly rates?: Rates
  /** How many alternatives to report; default 5. */
  readonly alternatives?: number
  /** false leaves tiles and panels out of the answer; default true. */
  readonly geometry?: boolean
  /** false lists cut tiles only; counts, areas and prices are the same. For frames of a drag, which draw grid lines; default true. */
  readonly fullTiles?: boolean
}

const defaultAlternatives = 5
const mostAlternatives = 20

/** Heals and checks the room, lays the system out and prices it. Pointers start at `/room`, `/system`, `/fixtures` and `/options`. */
export function computeLayout(input: ComputeInput): Outcome<Layout> {
  const { system, fixtures = [], catalogue, rates = defaultRates, geometry = true, fullTiles = true } = input
  const prepared = prepareRoom(input.room)
  const problems: Problem[] = [
    ...(prepared.kind === 'refused' ? prepared.problems : []),
    ...(system.kind === 'grid' ? checkGridSystem(system) : checkPanelSystem(system).problems),
    ...checkFinish(system, catalogue),
    ...checkFixtures(fixtures),
    ...checkRates(rates),
  ]
  if (prepared.kind === 'refused' || problems.length > 0) return { kind: 'refused', problems }
  const asked = input.alternatives ?? defaultAlternatives
  const alternatives = Number.isFinite(asked) ? Math.min(mostAlternatives, Math.max(0, Math.floor(asked))) : defaultAlternatives
  const room = prepared.value
  const laid: Outcome<BareLayout> =
    system.kind === 'grid' ? layOutGrid({ room, system, fixtures, alternatives, fullTiles }) : layOutPanels({ room, system, alternatives })
  if (laid.kind === 'refused') return laid
  const quantities = takeOff(laid.value, { catalogue, finish: system.finish, rates })
  const layout = { ...laid.value, quantities } as Layout
  if (geometry) return { kind: 'ok', value: layout }
  return { kind: 'ok', value: layout.kind === 'grid' ? { ...layout, tiles: [] } : { ...layout, panels: [] } }
}

function checkFinish(system: System, catalogue: Catalogue): Problem[] {
  if (finishOf(catalogue, system.finish)) return []
  const known = catalogue.products.filter((product) => product.kind === 'finish').map((product) => product.code)
  const detail = `The catalogue ${catalogue.id} has no finish "${system.finish ?? catalogue.defaultFinish}"; use one of ${known.join(', ')}.`
  return [{ code: 'invalid_value', pointer: '/system/finish', detail }]
}
