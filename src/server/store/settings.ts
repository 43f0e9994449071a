// The settings: one row of JSON. What is readable in it is decided by the service; the store keeps text.
import type { Database } from 'better-sqlite3'

export interface StoredSettings {
  readonly revision: number
  /** JSON, possibly from an older or newer program, possibly edited by hand. */
  readonly values: string
}

export interface SettingsStore {
  /** undefined in a fresh data folder. */
  find(): StoredSettings | undefined
  save(settings: StoredSettings & { readonly updatedAt: number }): void
}

/** Prepares every statement once. */
export function createSettingsStore(db: Database): SettingsStore {
  const find = db.prepare<[], StoredSettings>('SELECT revision, "values" FROM setting WHERE id = 1')
  const save = db.prepare(`INSERT INTO setting (id, revision, "values", updatedAt) VALUES (1, @revision, @values, @updatedAt)
    ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, "values" = excluded."values", updatedAt = excluded.updatedAt`)
  return {
    find: () => find.get(),
    save: (settings) => {
      save.run(settings)
    },
  }
}
