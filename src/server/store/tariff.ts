// The tariff: one row of JSON, like the settings.
import type { Database } from 'better-sqlite3'
import type { Tariff } from '../../contract/schemas/energy.ts'

export interface TariffStore {
  /** undefined in a fresh data folder. */
  find(): (Tariff & { readonly updatedAt: number }) | undefined
  save(tariff: Tariff & { readonly updatedAt: number }): void
}

/** Prepares every statement once. */
export function createTariffStore(db: Database): TariffStore {
  const find = db.prepare<[], { revision: number; values: string; updatedAt: number }>(
    'SELECT revision, "values", updatedAt FROM tariff WHERE id = 1',
  )
  const save = db.prepare(`INSERT INTO tariff (id, revision, "values", updatedAt) VALUES (1, @revision, @values, @updatedAt)
    ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, "values" = excluded."values", updatedAt = excluded.updatedAt`)
  return {
    find: () => {
      const stored = find.get()
      return stored && { ...stored, values: JSON.parse(stored.values) as Tariff['values'] }
    },
    save: (tariff) => void save.run({ ...tariff, values: JSON.stringify(tariff.values) }),
  }
}
