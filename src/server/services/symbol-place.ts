// Where things stand: a symbol of a design, looked up in the design as it is now, or a point. Keeps the fixtures of the designs that are
// asked for, by revision, so that moving a symbol moves what is bound to it without anybody saying so.
import type { Location, SensorRecord } from '../../contract/schemas/sensor.ts'
import type { Design, Fixture } from '../../domain/design.ts'
import type { Store } from '../store/open.ts'
import { invalidField } from './refusal.ts'

export type Position = SensorRecord['position']

export interface SymbolPlaces {
  /** null where the design or the symbol is gone. */
  positionOf(location: Location | null): Position
  /** Throws AppError invalid for a design or symbol that is not there. */
  require(location: Location): void
  /** A design changed: look again. */
  forget(designId: string): void
}

const mostDesigns = 50

/** Reads documents through `store`, each revision once. */
export function createSymbolPlaces(store: Pick<Store, 'design' | 'revision'>): SymbolPlaces {
  const cache = new Map<string, Readonly<Record<string, Fixture>> | null>()

  const fixturesOf = (designId: string): Readonly<Record<string, Fixture>> | null => {
    const known = cache.get(designId)
    if (known !== undefined) return known
    const row = store.design.find(designId)
    const revision = row && store.revision.find(designId, row.revision)
    const fixtures = revision === undefined ? null : (JSON.parse(revision.document) as Design).fixtures
    const oldest = cache.keys().next().value
    if (cache.size >= mostDesigns && oldest !== undefined) cache.delete(oldest)
    cache.set(designId, fixtures)
    return fixtures
  }

  return {
    positionOf: (location) => {
      if (location === null) return null
      if (location.kind === 'point') {
        const { designId = null, xMm, yMm, zMm } = location
        return { designId, xMm, yMm, zMm }
      }
      const { designId, fixtureId } = location
      const fixtures = fixturesOf(designId)
      const fixture = fixtures !== null && Object.hasOwn(fixtures, fixtureId) ? fixtures[fixtureId] : undefined
      // A symbol hangs in the ceiling: its height is the drawing's plane.
      return fixture === undefined ? null : { designId, xMm: fixture.xMm, yMm: fixture.yMm, zMm: 0 }
    },
    require: (location) => {
      const { designId } = location
      const fixtures = designId === undefined ? {} : fixturesOf(designId)
      if (fixtures === null)
        throw invalidField('/location/designId', `location.designId ${designId} is no design. Choose one that is there.`)
      if (location.kind === 'symbol' && !Object.hasOwn(fixtures, location.fixtureId))
        throw invalidField(
          '/location/fixtureId',
          `location.fixtureId ${location.fixtureId} is no symbol of that design. Save the design first.`,
        )
    },
    forget: (designId) => void cache.delete(designId),
  }
}
