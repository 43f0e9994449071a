// Dashboards: create (filled from the sensors there are when no tiles are sent), list, read, change with ETag, delete. Events after the commit.
import type { ChangeDashboard, CreateDashboard, DashboardRecord, Tile } from '../../contract/schemas/dashboard.ts'
import { fillDashboard } from '../../domain/dashboard.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'
import type { SensorService } from './sensor.ts'
import { cleanName } from './text.ts'

export interface DashboardService {
  list(query: PageRequest): PageOf<DashboardRecord>
  get(id: string): DashboardRecord
  create(body: CreateDashboard): DashboardRecord
  /** `ifMatch` null accepts any revision. Nothing changed: the current record and no event. */
  change(request: { id: string; ifMatch: number | null; body: ChangeDashboard }): DashboardRecord
  remove(id: string): void
}

interface Parts {
  readonly store: Pick<Store, 'dashboard' | 'design' | 'transaction'>
  readonly bus: Bus
  readonly clock: Clock
  readonly randomId: () => string
  readonly sensor: Pick<SensorService, 'listAll'>
}

/** Reads and writes through `store`. */
export function createDashboardService({ store, bus, clock, randomId, sensor }: Parts): DashboardService {
  const find = (id: string): DashboardRecord => {
    const record = store.dashboard.find(id)
    if (record === undefined) throw notFound('dashboard')
    return record
  }
  const tell = ({ id, revision }: DashboardRecord) =>
    bus.publish({ name: 'dashboard.changed', payload: { dashboardId: id, revision, at: clock.now() } })
  const requireDesign = (designId: string | null | undefined) => {
    if (designId && store.design.find(designId) === undefined)
      throw invalidField('/designId', `designId ${designId} is no design. Choose one that is there, or null.`)
  }

  return {
    list: (query) => store.dashboard.list(query),
    get: find,
    create: ({ name, designId = null, tiles }) => {
      requireDesign(designId)
      if (tiles !== undefined) requireTiles(tiles)
      const at = clock.now()
      const sensors = tiles === undefined ? sensor.listAll(designId === null ? {} : { designId }) : []
      const record: DashboardRecord = {
        id: randomId(),
        name: cleanName(name),
        designId,
        tiles: tiles ?? fillDashboard(sensors, designId),
        revision: 1,
        createdAt: at,
        updatedAt: at,
      }
      store.transaction(() => store.dashboard.save(record))
      tell(record)
      return record
    },
    change: ({ id, ifMatch, body }) => {
      requireDesign(body.designId)
      if (body.tiles !== undefined) requireTiles(body.tiles)
      const { record, hasChanged } = store.transaction(() => {
        const found = find(id)
        requireCurrent({ noun: 'dashboard', sent: ifMatch, current: found.revision, at: found.updatedAt })
        const next = { ...found, ...body, name: body.name === undefined ? found.name : cleanName(body.name) }
        if (JSON.stringify(next) === JSON.stringify(found)) return { record: found, hasChanged: false }
        const saved = { ...next, revision: found.revision + 1, updatedAt: clock.now() }
        store.dashboard.save(saved)
        return { record: saved, hasChanged: true }
      })
      if (hasChanged) tell(record)
      return record
    },
    remove: (id) => {
      const found = store.transaction(() => {
        const record = find(id)
        store.dashboard.remove(id)
        return record
      })
      tell({ ...found, revision: found.revision + 1 })
    },
  }
}

/** What the schema can't say: ids of their own, inside the twelve columns, none on another. */
function requireTiles(tiles: readonly Tile[]): void {
  const ids = new Set<string>()
  for (const [i, { id, column, width, row, height }] of tiles.entries()) {
    if (ids.has(id)) throw invalidField(`/tiles/${i}/id`, `tiles[${i}].id ${id} is there twice. Give each tile its own.`)
    ids.add(id)
    if (column + width > 12)
      throw invalidField(
        `/tiles/${i}/width`,
        `tiles[${i}] ends in column ${column + width}; there are 12. Make it narrower or move it left.`,
      )
    const other = tiles.findIndex(
      (one, k) =>
        k < i && one.column < column + width && column < one.column + one.width && one.row < row + height && row < one.row + one.height,
    )
    if (other >= 0) throw invalidField(`/tiles/${i}`, `tiles[${i}] lies on tiles[${other}]. Move one of them.`)
  }
}
