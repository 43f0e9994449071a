// Where readings go: series, hot rows and rollups, in one transaction of the caller. Knows what is stored already, packed or not.
import { createRollups, dayMs, hourMs, minuteMs, startOf } from '../../../domain/rollup.ts'
import { factsOfType, type SensorValue, sensorIdOf } from '../../../domain/sensor.ts'
import type { CommittedValue } from '../../ingest-port.ts'
import type { ChunkHead, RawStore } from '../../store/readings/raw.ts'
import type { RollupStore } from '../../store/readings/rollup.ts'
import type { SeriesRow, SeriesStore } from '../../store/readings/series.ts'
import { columnOf, isFlagged, isSameValue, kindOf, type Row, valueFrom } from '../../store/readings/value.ts'

/** A node that makes up sensors is stopped here. */
export const mostSensorsOfNode = 500
const cachedHours = 32

interface PackedHour {
  readonly hourAt: number
  readonly head: ChunkHead | null
  /** Readings of the hour when it was closed; more than the chunk has once retention took that away. */
  readonly closedCount: number
}

export type Stored = 'stored' | 'duplicate' | 'conflict' | 'condensed'

export function createShelf({ series, raw, rollups }: { series: SeriesStore; raw: RawStore; rollups: RollupStore }) {
  let known = new Map<string, SeriesRow>()
  let ofNode = new Map<string, number>()
  let parts = new Map<number, ReturnType<typeof createRollups>>()
  let newer = new Map<number, SeriesRow>()
  let fresh: SeriesRow[] = []
  let samples: { sensorId: string; at: number; value: SensorValue }[] = []
  /** The hour each series writes to now, and unpacked hours, last used last. */
  const hours = new Map<number, PackedHour>()
  const unpacked = new Map<string, Map<number, Row>>()
  /** Instants given out to readings without a stamp: all from `from` to `at` are taken. */
  const given = new Map<number, { readonly from: number; readonly at: number }>()
  let hotCount = 0

  const begin = () => {
    parts = new Map()
    newer = new Map()
    fresh = []
    samples = []
  }
  const load = () => {
    begin()
    known = new Map(series.listAll().map((row) => [row.sensorId, row]))
    ofNode = new Map()
    for (const { nodeId } of known.values()) ofNode.set(nodeId, (ofNode.get(nodeId) ?? 0) + 1)
    hours.clear()
    unpacked.clear()
    given.clear()
    hotCount = raw.count()
  }
  load()

  const hourOf = (id: number, hourAt: number): PackedHour => {
    const cached = hours.get(id)
    if (cached?.hourAt === hourAt) return cached
    const found = { hourAt, head: raw.head(id, hourAt), closedCount: rollups.coldCount(id, hourAt) }
    hours.set(id, found)
    return found
  }
  const packedRow = (id: number, at: number): Row | undefined => {
    const hourAt = startOf(at, hourMs)
    const key = `${id} ${hourAt}`
    const rows = unpacked.get(key) ?? new Map(raw.readChunk(id, hourAt).map((row) => [row.at, row]))
    unpacked.delete(key)
    unpacked.set(key, rows)
    for (const oldest of unpacked.keys()) if (unpacked.size > cachedHours) unpacked.delete(oldest)
    return rows.get(at)
  }
  /** The packed row an instant is taken by; 'condensed' when its hour is kept as rollups only, so that nobody can tell. */
  const packedAt = (id: number, at: number): Row | 'condensed' | undefined => {
    const { head, closedCount } = hourOf(id, startOf(at, hourMs))
    const row = head !== null && at >= head.firstAt && at <= head.lastAt ? packedRow(id, at) : undefined
    return row ?? ((head?.n ?? 0) < closedCount ? 'condensed' : undefined)
  }

  return {
    /** The series of a sensor, made when it is new; null when its node has too many. */
    seriesOf: ({ nodeId, type, unit, now }: { nodeId: string; type: string; unit: string | null; now: number }): SeriesRow | null => {
      const sensorId = sensorIdOf(nodeId, type)
      const found = known.get(sensorId)
      if (found !== undefined) return found
      const count = ofNode.get(nodeId) ?? 0
      if (count >= mostSensorsOfNode) return null
      const row = series.add({ sensorId, nodeId, type, unit: unit ?? factsOfType(type).unit, createdAt: now })
      known.set(sensorId, row)
      ofNode.set(nodeId, count + 1)
      fresh.push(row)
      return row
    },
    store: (
      of: SeriesRow,
      { at, value, flagged, seq }: { at: number; value: SensorValue; flagged: boolean; seq: number | null },
    ): Stored => {
      const row: Row = { at, kind: kindOf(value, flagged), value: columnOf(value), seq }
      const packed = packedAt(of.id, at)
      if (packed === 'condensed') return 'condensed'
      const taken = packed ?? (raw.insert(of.id, row) ? undefined : raw.find(of.id, at))
      if (taken !== undefined) return isSameValue(taken, row) ? 'duplicate' : 'conflict'
      hotCount += 1
      const part = parts.get(of.id) ?? createRollups(minuteMs)
      parts.set(of.id, part)
      part.add(at, value)
      if (of.lastAt === null || at > of.lastAt) {
        of.lastAt = at
        of.lastKind = row.kind
        of.last = row.value
        newer.set(of.id, of)
      }
      samples.push({ sensorId: of.sensorId, at, value })
      return 'stored'
    },
    /** The first instant from `at` on that nothing is stored under. */
    freeInstant: (of: SeriesRow, at: number): number => {
      const last = given.get(of.id)
      // What was given out since the same instant is taken: a burst within a millisecond is not searched from its start each time.
      let free = last !== undefined && at >= last.from && at <= last.at ? last.at + 1 : at
      while ((packedAt(of.id, free) ?? raw.find(of.id, free)) !== undefined) free += 1
      given.set(of.id, { from: last !== undefined && at >= last.from && at <= last.at ? last.from : at, at: free })
      return free
    },
    /** Inside the transaction: rollups and newest values. */
    write: (): void => {
      for (const [id, minutes] of parts) {
        const [hoursOf, days] = [createRollups(hourMs), createRollups(dayMs)]
        for (const minute of minutes.list()) {
          rollups.addHot('minute', id, minute)
          hoursOf.join(minute)
        }
        for (const hour of hoursOf.list()) {
          rollups.addHot('hour', id, hour)
          days.join(hour)
        }
        for (const day of days.list()) rollups.addHot('day', id, day)
      }
      for (const row of newer.values()) series.saveLast(row)
    },
    /** What was stored, by time; which of it is live the alarms decide. */
    samples: () => samples.sort((a, b) => a.at - b.at),
    /** After the commit. */
    takeChanged: (): { values: CommittedValue[]; newSensors: CommittedValue[] } => {
      const changed = { values: [...newer.values()].flatMap(committed), newSensors: fresh.flatMap(committed) }
      begin()
      return changed
    },
    values: (): CommittedValue[] => [...known.values()].flatMap(committed),
    find: (sensorId: string): SeriesRow | undefined => known.get(sensorId),
    forgetNode: (nodeId: string): void => {
      series.doomNode(nodeId)
      for (const [sensorId, row] of known) if (row.nodeId === nodeId) known.delete(sensorId)
      ofNode.delete(nodeId)
    },
    hotCount: (): number => hotCount,
    /** After rows were packed or deleted behind its back. */
    repacked: (): void => {
      hours.clear()
      unpacked.clear()
      hotCount = raw.count()
    },
    /** After a rollback: as the database has it. */
    reset: load,
  }
}
export type Shelf = ReturnType<typeof createShelf>

function committed({ sensorId, nodeId, type, unit, lastAt, lastKind, last }: SeriesRow): CommittedValue[] {
  if (lastAt === null || lastKind === null || last === null) return []
  return [{ sensorId, nodeId, type, unit, at: lastAt, value: valueFrom(lastKind, last), flagged: isFlagged(lastKind) }]
}
