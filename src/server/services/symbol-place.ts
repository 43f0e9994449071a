// Where things stand: a symbol of a design, looked up in the design as it is now, or a point. Keeps the fixtures of the designs that are
// asked for, by revision, so that moving a symbol moves what is bound to it without anybody saying so.
import type { Location, SensorRecord } from '../../contract/schemas/sensor.ts'
import type { Design } from '../../domain/design.ts'
import type { Store } from '../store/open.ts'
import { invalidField } from './refusal.ts'

export type Position = SensorRecord['position']

export interface SymbolPlaces {
  /** null where the design or the symbol is gone. */
  positionOf(location: Location | null): Position
  /** Throws AppError invalid for a design or symbol that is not there. */
  require(location: Location): void
  /** A design changed: looks again. Answers whether a symbol may stand elsewhere than before. */
  refresh(designId: string): boolean
  /** Projects came or went: the designs that did with them. */
  refreshPresence(): string[]
}

/** By symbol id; null for a design that is gone. */
type Places = ReadonlyMap<string, readonly [number, number]> | null

/** Symbols kept in memory, of all designs. */
const mostSymbols = 200_000

/** Reads documents through `store`, each revision once. */
export function createSymbolPlaces(store: Pick<Store, 'design' | 'revision'>): SymbolPlaces {
  const cache = new Map<string, Places>()
  let symbols = 0

  const drop = (designId: string) => {
    symbols -= cache.get(designId)?.size ?? 0
    cache.delete(designId)
  }
  const placesOf = (designId: string): Places => {
    const known = cache.get(designId)
    if (known !== undefined) return known
    const row = store.design.find(designId)
    const revision = row && store.revision.find(designId, row.revision)
    const fixtures = revision === undefined ? null : (JSON.parse(revision.document) as Design).fixtures
    const places = fixtures && new Map(Object.entries(fixtures).map(([id, { xMm, yMm }]) => [id, [xMm, yMm] as const]))
    symbols += places?.size ?? 0
    for (const oldest of cache.keys()) {
      if (symbols <= mostSymbols) break
      drop(oldest)
    }
    cache.set(designId, places)
    return places
  }

  return {
    positionOf: (location) => {
      if (location === null) return null
      if (location.kind === 'point') {
        const { designId = null, xMm, yMm, zMm } = location
        return { designId, xMm, yMm, zMm }
      }
      const { designId, fixtureId } = location
      const place = placesOf(designId)?.get(fixtureId)
      // A symbol hangs in the ceiling: its height is the drawing's plane.
      return place === undefined ? null : { designId, xMm: place[0], yMm: place[1], zMm: 0 }
    },
    require: (location) => {
      const { designId } = location
      const places = designId === undefined ? new Map() : placesOf(designId)
      if (places === null) throw invalidField('/location/designId', `location.designId ${designId} is no design. Choose one that is there.`)
      if (location.kind === 'symbol' && !places.has(location.fixtureId))
        throw invalidField(
          '/location/fixtureId',
          `location.fixtureId ${location.fixtureId} is no symbol of that design. Save the design first.`,
        )
    },
    refreshPresence: () => {
      const changed = [...cache].filter(([id, places]) => (store.design.find(id) === undefined) !== (places === null)).map(([id]) => id)
      for (const id of changed) drop(id)
      return changed
    },
    refresh: (designId) => {
      const before = cache.get(designId)
      drop(designId)
      if (before === undefined) return true
      const after = placesOf(designId)
      if (before === null || after === null || before.size !== after.size) return before !== after
      for (const [id, [xMm, yMm]] of before) if (after.get(id)?.[0] !== xMm || after.get(id)?.[1] !== yMm) return true
      return false
    },
  }
}
