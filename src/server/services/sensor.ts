// Sensors with what they read last and where they hang. Listens to commits and to designs: values are told at most ten times a second,
// and a symbol that moves takes its sensors along.
import type { ChangeSensor, SensorRecord } from '../../contract/schemas/sensor.ts'
import { silentAfterMs } from '../../domain/node.ts'
import { factsOfType } from '../../domain/sensor.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { CommitReport, CommittedValue, SensorFacts } from '../ingest-port.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import { foldForSearch } from '../store/search.ts'
import type { SensorRow } from '../store/sensor.ts'
import type { Announcer } from './announcer.ts'
import { pageById } from './node.ts'
import { notFound, refuseVersion } from './refusal.ts'
import { intervalOf, type Registry, type SensorEntry } from './registry.ts'
import type { SymbolPlaces } from './symbol-place.ts'
import { cleanName } from './text.ts'

export interface SensorsQuery extends PageRequest {
  readonly nodeId?: string
  readonly type?: string
  readonly designId?: string
  readonly search?: string
}

export interface SensorService {
  list(query: SensorsQuery): PageOf<SensorRecord>
  /** All that fit, in order of their ids. */
  listAll(query: Omit<SensorsQuery, 'limit' | 'cursor'>): SensorRecord[]
  get(id: string): SensorRecord
  /** Sensors have no versions: any `ifMatch` but null is stale. */
  change(id: string, body: ChangeSensor, ifMatch?: number | null): SensorRecord
  /** What the ingest worker, the readings and the alarms need; undefined for a sensor nobody knows. */
  facts(id: string): SensorFacts | undefined
  allFacts(): SensorFacts[]
  takeValues(report: CommitReport): void
  stop(): void
}

interface Parts {
  readonly store: Pick<Store, 'sensor' | 'transaction'>
  readonly bus: Bus
  readonly clock: Clock
  readonly registry: Registry
  readonly announcer: Announcer
  readonly places: SymbolPlaces
}

const pauseMs = 100

/** Reads the registry; publishes until it is stopped. */
export function createSensorService({ store, bus, clock, registry, announcer, places }: Parts): SensorService {
  const locationOf = ({ row }: SensorEntry) => row.location ?? registry.node(row.nodeId)?.row.location ?? null
  const intervalOfSensor = ({ row }: SensorEntry) => {
    const node = registry.node(row.nodeId)
    return node === undefined ? 0 : intervalOf(node)
  }
  const freshnessOf = (entry: SensorEntry): SensorRecord['freshness'] => {
    if (entry.latest === null) return 'never'
    const intervalMs = intervalOfSensor(entry)
    const ageMs = clock.now() - entry.latest.at - (registry.node(entry.row.nodeId)?.clockOffsetMs ?? 0)
    return ageMs > silentAfterMs(intervalMs) ? 'silent' : ageMs > 1.5 * intervalMs ? 'late' : 'fresh'
  }
  const record = (entry: SensorEntry): SensorRecord => {
    const { row, latest } = entry
    const { kind } = factsOfType(row.type)
    const location = locationOf(entry)
    return {
      id: row.id,
      nodeId: row.nodeId,
      nodeName: registry.node(row.nodeId)?.row.name ?? row.nodeId,
      type: row.type,
      name: row.name ?? nameOfType(row.type),
      unit: unitOf(row),
      valueKind: kind,
      intervalMs: intervalOfSensor(entry),
      location,
      position: places.positionOf(location),
      latest: latest === null ? null : { at: latest.at, value: latest.value, ...(latest.flagged ? { flagged: true } : {}) },
      freshness: freshnessOf(entry),
      topic: `ceiling/sensors/${row.id}/data`,
      createdAt: row.createdAt,
    }
  }
  const facts = (entry: SensorEntry): SensorFacts => {
    const { id: sensorId, nodeId, type } = entry.row
    const designId = places.positionOf(locationOf(entry))?.designId ?? null
    return { sensorId, nodeId, type, unit: unitOf(entry.row), intervalMs: intervalOfSensor(entry), designId }
  }
  const find = (id: string): SensorEntry => {
    const entry = registry.sensor(id)
    if (entry === undefined) throw notFound('sensor')
    return entry
  }
  const fits =
    ({ nodeId, type, designId, search = '' }: Omit<SensorsQuery, 'limit' | 'cursor'>) =>
    (entry: SensorEntry): boolean => {
      const { row } = entry
      if (nodeId !== undefined && row.nodeId !== nodeId) return false
      if (type !== undefined && row.type !== type) return false
      // Bound to it, even where its symbol is gone: that is to be seen and mended.
      if (designId !== undefined && locationOf(entry)?.designId !== designId) return false
      const wanted = foldForSearch(search)
      const text = `${row.id} ${row.name ?? nameOfType(row.type)} ${registry.node(row.nodeId)?.row.name ?? ''}`
      return wanted === '' || foldForSearch(text).includes(wanted)
    }

  const untold = new Map<string, CommittedValue>()
  let toldAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  const tell = () => {
    cancel = undefined
    toldAt = clock.now()
    const values = [...untold.values()].map(({ sensorId, nodeId, type, at, value }) => ({ sensorId, nodeId, type, at, value }))
    untold.clear()
    bus.publish({ name: 'readings.stored', payload: { at: toldAt, values } })
  }

  const tellMoved = (designIds: readonly string[]) => {
    if (designIds.length === 0) return
    const bound = registry.sensors().filter((entry) => designIds.includes(locationOf(entry)?.designId ?? ''))
    for (const { row } of bound) announcer.sensorChanged(row.id, row.nodeId)
    if (bound.length > 0) registry.touch()
  }
  const unsubscribe = bus.subscribe((fact) => {
    if (fact.name === 'project.deleted' || fact.name === 'project.changed') tellMoved(places.refreshPresence())
    if (fact.name !== 'design.saved' && fact.name !== 'design.deleted' && fact.name !== 'design.restored') return
    const { designId } = fact.payload
    if (places.refresh(designId)) tellMoved([designId])
  })

  return {
    list: ({ nodeId, type, designId, search, ...request }) =>
      pageById(registry.sensors(), { request, keep: fits(definedOf({ nodeId, type, designId, search })), item: record }),
    listAll: (query) => registry.sensors().filter(fits(query)).map(record),
    get: (id) => record(find(id)),
    change: (id, body, ifMatch = null) => {
      const entry = find(id)
      refuseVersion('sensor', ifMatch)
      if (body.location) places.require(body.location)
      const next: SensorRow = {
        ...entry.row,
        ...(body.name === undefined ? {} : { name: cleanName(body.name) }),
        ...(body.unit === undefined ? {} : { unit: body.unit.replace(/\p{Cc}/gu, ' ').trim() || null }),
        ...(body.location === undefined ? {} : { location: body.location }),
      }
      if (JSON.stringify(next) === JSON.stringify(entry.row)) return record(entry)
      store.transaction(() => store.sensor.save(next))
      Object.assign(entry.row, next)
      registry.touch()
      announcer.sensorChanged(id, entry.row.nodeId)
      return record(entry)
    },
    facts: (id) => {
      const entry = registry.sensor(id)
      return entry && facts(entry)
    },
    allFacts: () => registry.sensors().map(facts),
    takeValues: ({ values }) => {
      if (values.length === 0) return
      for (const value of values) untold.set(value.sensorId, value)
      if (cancel !== undefined) return
      const sinceMs = clock.now() - toldAt
      if (sinceMs >= pauseMs || sinceMs < 0) tell()
      else cancel = clock.after(pauseMs - sinceMs, tell)
    },
    stop: () => {
      unsubscribe()
      cancel?.()
    },
  }
}

function unitOf(row: SensorRow): string {
  return row.unit ?? (row.reportedUnit || factsOfType(row.type).unit)
}

/** "light_level" -> "Light level". */
function nameOfType(type: string): string {
  const known: Record<string, string> = { co2: 'CO₂' }
  const words = type.replaceAll('_', ' ')
  return Object.hasOwn(known, type) ? (known[type] ?? type) : words.charAt(0).toUpperCase() + words.slice(1)
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The same without fields that are undefined. */
function definedOf<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
}
