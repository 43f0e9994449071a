// Which sensors hang on this plan, and where: at their symbol as it stands in the open document, so that moving it moves them at once. Pure.
import type { NodeRecord } from '../../../contract/schemas/node.ts'
import type { Location, SensorRecord } from '../../../contract/schemas/sensor.ts'
import type { Design } from '../../../domain/design.ts'
import { sensorTypes } from '../../../domain/sensor.ts'

export interface PlacedSensor {
  readonly record: SensorRecord
  readonly xMm: number
  readonly yMm: number
  /** The symbol it is bound to; null when it stands at a typed point. */
  readonly fixtureId: string | null
}

/** Sensors of the design in the order of their ids. A symbol that has been deleted holds nothing any more. */
export function placeSensors(given: {
  readonly sensors: readonly SensorRecord[]
  readonly nodes: readonly NodeRecord[]
  readonly designId: string
  readonly fixtures: Design['fixtures']
}): PlacedSensor[] {
  const { sensors, designId, fixtures } = given
  const nodes = new Map(given.nodes.map((node) => [node.id, node]))
  const placed = sensors.flatMap((record): PlacedSensor[] => {
    const location = record.location ?? nodes.get(record.nodeId)?.location ?? null
    if (location?.kind === 'symbol') {
      const fixture = location.designId === designId ? fixtures[location.fixtureId] : undefined
      return fixture ? [{ record, xMm: fixture.xMm, yMm: fixture.yMm, fixtureId: location.fixtureId }] : []
    }
    const { position } = record
    return position?.designId === designId ? [{ record, xMm: position.xMm, yMm: position.yMm, fixtureId: null }] : []
  })
  return placed.sort((a, b) => (a.record.id < b.record.id ? -1 : 1))
}

const order = Object.keys(sensorTypes)

/** The types present, known ones first in the order of the interface. */
export function typesOf(placed: readonly PlacedSensor[]): string[] {
  const rank = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length)
  return [...new Set(placed.map(({ record }) => record.type))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** What is bound to a symbol: whole nodes, and sensors with a place of their own. */
export interface Bound {
  readonly nodes: readonly NodeRecord[]
  readonly sensors: readonly SensorRecord[]
}

/** Everything whose own location is the symbol. */
export function boundTo(
  symbol: { readonly designId: string; readonly fixtureId: string },
  given: { readonly nodes: readonly NodeRecord[]; readonly sensors: readonly SensorRecord[] },
): Bound {
  const isHere = (location: Location | null) =>
    location?.kind === 'symbol' && location.designId === symbol.designId && location.fixtureId === symbol.fixtureId
  const nodes = given.nodes.filter((node) => isHere(node.location))
  const whole = new Set(nodes.map((node) => node.id))
  return { nodes, sensors: given.sensors.filter((sensor) => isHere(sensor.location) && !whole.has(sensor.nodeId)) }
}

/** The sensor symbol nearest to a point, no farther than `reachMm`; undefined when there is none. */
export function nearestSymbol(fixtures: Design['fixtures'], at: readonly [number, number], reachMm: number): string | undefined {
  let [best, bestMm]: [string | undefined, number] = [undefined, reachMm]
  for (const [id, { kind, xMm, yMm }] of Object.entries(fixtures)) {
    if (kind !== 'sensor') continue
    const far = Math.hypot(xMm - at[0], yMm - at[1])
    if (far > bestMm) continue
    best = id
    bestMm = far
  }
  return best
}
