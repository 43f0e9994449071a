// Nodes and sensors as rows to bind, each with where it hangs now; searched by name, id and topic. Pure.
import type { NodeRecord } from '../../../contract/schemas/node.ts'
import type { Location, SensorRecord } from '../../../contract/schemas/sensor.ts'
import type { Design } from '../../../domain/design.ts'
import type { Bindable } from './binding-state.ts'

export interface BindRow extends Bindable {
  /** The symbol's label on this plan; 'elsewhere' on another one; null when it hangs nowhere. */
  readonly symbol: { readonly label: string } | 'elsewhere' | null
  readonly types: readonly string[]
}

interface Given {
  readonly nodes: readonly NodeRecord[]
  readonly sensors: readonly SensorRecord[]
  readonly designId: string
  readonly fixtures: Design['fixtures']
}

/** Nodes first, each followed by its sensors; what hangs nowhere stands before the rest. */
export function bindRows({ nodes, sensors, designId, fixtures }: Given, search = ''): BindRow[] {
  const placeOf = (location: Location | null): BindRow['symbol'] => {
    if (location?.kind !== 'symbol') return null
    if (location.designId !== designId) return 'elsewhere'
    const fixture = fixtures[location.fixtureId]
    return fixture ? { label: fixture.label ?? '' } : null
  }
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word))
  const own = new Map<string, SensorRecord[]>()
  for (const sensor of sensors) own.set(sensor.nodeId, [...(own.get(sensor.nodeId) ?? []), sensor])
  const rank = ({ location }: NodeRecord) => (location === null ? 0 : 1)
  return [...nodes]
    .sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
    .flatMap((node): BindRow[] => {
      const mine = own.get(node.id) ?? []
      const isWhole = matches(`${node.id} ${node.name} ${mine.map(({ topic }) => topic).join(' ')}`)
      const rows: BindRow[] = isWhole
        ? [{ kind: 'node', id: node.id, name: node.name, symbol: placeOf(node.location), types: mine.map(({ type }) => type) }]
        : []
      // Its sensors are rows of their own only when they are asked for by name: the node carries them all.
      if (words.length === 0) return rows
      for (const sensor of mine) {
        if (!matches(`${sensor.id} ${sensor.name} ${sensor.topic}`)) continue
        rows.push({
          kind: 'sensor',
          id: sensor.id,
          name: sensor.name,
          symbol: placeOf(sensor.location ?? node.location),
          types: [sensor.type],
        })
      }
      return rows
    })
}
