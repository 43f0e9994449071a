// The tariff: what a kilowatt hour costs when, and when people are expected. One record with a revision.
import type { Tariff, TariffValues } from '../../contract/schemas/energy.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/open.ts'
import { invalidField, requireCurrent } from './refusal.ts'

export interface TariffService {
  get(): Tariff
  /** `ifMatch` null accepts any revision. */
  change(request: { ifMatch: number | null; body: TariffValues }): Tariff
}

const weekdays = [1, 2, 3, 4, 5]

/** What a fresh data folder has: one price, office hours. */
export const defaultTariff: TariffValues = {
  currency: 'EUR',
  standard: { name: 'Standard', pricePerKWh: 0.3 },
  bands: [],
  workingHours: [{ days: weekdays, from: '08:00', to: '18:00' }],
}

/** Reads and writes through `store`. */
export function createTariffService({ store, clock }: { store: Pick<Store, 'tariff' | 'transaction'>; clock: Clock }): TariffService {
  const get = () => store.tariff.find() ?? { revision: 1, values: defaultTariff, updatedAt: 0 }
  return {
    get: () => {
      const { revision, values } = get()
      return { revision, values }
    },
    change: ({ ifMatch, body }) => {
      const names = [body.standard.name, ...body.bands.map(({ name }) => name)]
      const twice = body.bands.findIndex(({ name }, i) => names.indexOf(name) < i + 1)
      if (twice >= 0) throw invalidField(`/bands/${twice}/name`, `bands[${twice}].name is there twice. Give each band its own name.`)
      return store.transaction(() => {
        const { revision, values, updatedAt } = get()
        requireCurrent({ noun: 'tariff', sent: ifMatch, current: revision, at: updatedAt })
        if (JSON.stringify(values) === JSON.stringify(body)) return { revision, values }
        const next = { revision: revision + 1, values: body }
        store.tariff.save({ ...next, updatedAt: clock.now() })
        return next
      })
    },
  }
}
