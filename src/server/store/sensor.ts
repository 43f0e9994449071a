// Sensors in the database: which quantity of which node, what a person calls it and where it hangs. Values live in readings.db.
import type { Database } from 'better-sqlite3'
import type { Location } from '../../contract/schemas/sensor.ts'

export interface SensorRow {
  readonly id: string
  readonly nodeId: string
  readonly type: string
  /** A person's; null shows one made from the type. */
  name: string | null
  unit: string | null
  reportedUnit: string
  /** Overrides the node's. */
  location: Location | null
  readonly createdAt: number
}

export interface SensorStore {
  listAll(): SensorRow[]
  /** Inserts or writes every field. */
  save(row: SensorRow): void
}

/** Prepares every statement once. */
export function createSensorStore(db: Database): SensorStore {
  const listAll = db.prepare<[], Omit<SensorRow, 'location'> & { location: string | null }>('SELECT * FROM sensor ORDER BY id')
  const save = db.prepare(`INSERT INTO sensor (id, nodeId, type, name, unit, reportedUnit, location, createdAt)
    VALUES (@id, @nodeId, @type, @name, @unit, @reportedUnit, @location, @createdAt)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, unit = excluded.unit, reportedUnit = excluded.reportedUnit,
      location = excluded.location`)
  return {
    listAll: () =>
      listAll.all().map((row) => ({ ...row, location: row.location === null ? null : (JSON.parse(row.location) as Location) })),
    save: (row) => void save.run({ ...row, location: row.location === null ? null : JSON.stringify(row.location) }),
  }
}
