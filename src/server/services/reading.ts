// Readings over the API: stored through the ingest worker and answered after the commit; history through the history worker, which answers bytes.
import { Readable } from 'node:stream'
import { AppError } from '../../contract/errors.ts'
import type { QuarantineItem } from '../../contract/schemas/node.ts'
import type { Reading, ReadingIn, Series, StoredReadings, StoreReadings } from '../../contract/schemas/sensor.ts'
import { resolveSensorTopic, sensorIdOf, sensorTypePattern } from '../../domain/sensor.ts'
import type { Clock } from '../clock.ts'
import type { Ingest, SensorFacts } from '../ingest-port.ts'
import { type PageOf, type PageRequest, positionFromCursor } from '../store/cursor.ts'
import type { WorkerPool } from '../worker-pool.ts'
import { type CsvPiece, type CsvPosition, csvHeader } from '../workers/history/csv.ts'
import type { HistoryJob } from '../workers/history.ts'
import type { RunningIngest } from './ingest.ts'
import { instantFrom } from './instant.ts'
import { invalidField, notFound } from './refusal.ts'

interface Caller {
  readonly signal: AbortSignal
}
interface Range {
  readonly from?: string
  readonly to?: string
}

export interface ReadingService {
  /** On disk when it resolves. Throws not_found for a sensor of an unknown node, disk_full while nothing can be stored. */
  store(sensorId: string, body: StoreReadings): Promise<StoredReadings>
  /** Whether readings of that sensor can be stored: it is there, or its node is and would get it. */
  canStore(sensorId: string): boolean
  /** JSON bytes, as all of these. Throws not_found for a sensor nobody knows. */
  list(sensorId: string, query: Range & { limit?: number; cursor?: string }, caller: Caller): Promise<Uint8Array>
  series(sensorId: string, query: { from: string; to: string; points?: number }, caller: Caller): Promise<Uint8Array>
  quality(sensorId: string, query: { from: string; to: string }, caller: Caller): Promise<Uint8Array>
  frames(query: { designId: string; type: string; from: string; to: string; steps?: number }, caller: Caller): Promise<Uint8Array>
  /** CSV of one sensor, or of all (of a design): read a piece at a time, as fast as it is taken. */
  streamCsv(which: { sensorId: string } | { designId?: string }, range: Range): { readonly fileName: string; readonly body: Readable }
  /** The same as objects, for the server's own sums; a sensor nobody knows has none. */
  readonly history: {
    readings(sensorId: string, page: { from: number; to: number; limit: number; cursor?: string }): Promise<PageOf<Reading>>
    series(sensorId: string, range: { from: number; to: number; points: number }): Promise<Series>
  }
  /** Newest first. */
  listQuarantine(nodeId: string, query: PageRequest): Promise<PageOf<QuarantineItem>>
}

interface Parts {
  readonly ingest: Pick<Ingest, 'request'> & Pick<RunningIngest, 'findSensor' | 'nodeOf'>
  readonly workers: WorkerPool
  readonly dataFolder: string
  readonly clock: Clock
  readonly facts: (sensorId: string) => SensorFacts | undefined
  readonly allFacts: () => readonly SensorFacts[]
}

const deadlineMs = 20_000
const endOfTime = 253_402_300_800_000
const defaultPoints = 500
const defaultLimit = 1000
const defaultSteps = 60
const quarantinePage = 50

export function createReadingService({ ingest, workers, dataFolder, clock, facts, allFacts }: Parts): ReadingService {
  const ask = <Reply>(method: HistoryJob['method'], args: unknown, signal?: AbortSignal): Promise<Reply> =>
    workers.run<Reply>('history', { dataFolder, method, args } satisfies HistoryJob, { deadlineMs, signal })
  const known = (sensorId: string) => {
    const found = facts(sensorId) ?? ingest.findSensor(sensorId)
    if (found === null || found === undefined) throw notFound('sensor', 'List the sensors: GET /api/v1/sensors.')
    return found
  }
  /** A sensor there is, or one its node gets by its first reading. */
  const ownerOf = (sensorId: string): { nodeId: string; type: string } => {
    const found = facts(sensorId) ?? ingest.findSensor(sensorId)
    if (found !== null && found !== undefined) return found
    const { nodeId, type } = resolveSensorTopic(sensorId, (id) => ingest.nodeOf(id) !== null)
    const node = ingest.nodeOf(nodeId)
    if (node !== null && type !== null && sensorTypePattern.test(type)) return { nodeId: node, type }
    throw notFound(
      'sensor',
      node === null
        ? `Its node is not known. Register it first: POST /api/v1/nodes { "nodeId", "sensors" }; a sensor’s id is {node}_{type}.`
        : `The id names the node ${node} but no type; a sensor’s id is {node}_{type}.`,
    )
  }
  const rangeOf = ({ from, to }: Range) => {
    const range = {
      from: from === undefined ? 0 : instantFrom(from, 'query/from'),
      to: to === undefined ? endOfTime : instantFrom(to, 'query/to'),
    }
    if (range.from >= range.to) throw invalidField('query/to', 'to is not after from. Swap them.')
    return range
  }

  return {
    store: (sensorId, body) => {
      const owner = ownerOf(sensorId)
      const readings = readingsOf(body)
      return ingest.request('readings.store', {
        sensorId: sensorIdOf(owner.nodeId, owner.type),
        ...ownerFields(owner),
        readings,
        arrivedAt: clock.now(),
      })
    },
    canStore: (sensorId) => {
      try {
        ownerOf(sensorId)
        return true
      } catch (error) {
        if (error instanceof AppError) return false
        throw error
      }
    },
    list: async (sensorId, { limit = defaultLimit, cursor, ...query }, { signal }) => {
      known(sensorId)
      const range = rangeOf(query)
      const from = cursor === undefined ? range.from : Math.max(range.from, instantOfCursor(cursor))
      return ask('readings', { sensorId, from, to: range.to, limit }, signal)
    },
    series: async (sensorId, { points = defaultPoints, ...query }, { signal }) => {
      const { unit } = known(sensorId)
      return ask('series', { sensorId, unit, points, ...rangeOf(query) }, signal)
    },
    quality: async (sensorId, query, { signal }) => {
      const { nodeId } = known(sensorId)
      const intervalMs = facts(sensorId)?.intervalMs ?? 60_000
      return ask('quality', { sensorId, nodeId, intervalMs, expectedFrom: 0, ...rangeOf(query) }, signal)
    },
    frames: async ({ designId, type, steps = defaultSteps, ...query }, { signal }) => {
      const sensors = allFacts()
        .filter((one) => one.designId === designId && one.type === type)
        .map(({ sensorId, intervalMs }) => ({ sensorId, intervalMs }))
      return ask('frames', { sensors, steps, ...rangeOf(query) }, signal)
    },
    streamCsv: (which, query) => {
      const range = rangeOf(query)
      const sensors =
        'sensorId' in which
          ? [{ sensorId: which.sensorId, unit: known(which.sensorId).unit }]
          : allFacts().filter(({ designId }) => which.designId === undefined || designId === which.designId)
      const list = sensors.map(({ sensorId, unit }) => ({ sensorId, unit }))
      const pieces = async function* (): AsyncGenerator<string> {
        yield csvHeader
        let position: CsvPosition | null = { sensor: 0, from: range.from }
        while (position !== null && list.length > 0) {
          const piece: CsvPiece = await ask<CsvPiece>('csv', { sensors: list, position, ...range })
          yield piece.text
          position = piece.next
        }
      }
      const fileName = 'sensorId' in which ? `${which.sensorId}.csv` : 'readings.csv'
      return { fileName, body: Readable.from(pieces(), { objectMode: false, highWaterMark: 64 * 1024 }) }
    },
    history: {
      readings: (sensorId, { from, to, limit, cursor }) =>
        ask('readingsPage', { sensorId, from: cursor === undefined ? from : Math.max(from, instantOfCursor(cursor)), to, limit }),
      series: (sensorId, range) => ask('seriesPage', { sensorId, unit: '', ...range }),
    },
    listQuarantine: async (nodeId, { limit = quarantinePage, cursor }) => {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : positionFromCursor(cursor).at
      const rows = await ask<QuarantineItem[]>('quarantine', { nodeId, before, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      const next = rows.length > limit && last ? Buffer.from(JSON.stringify([last.id, ''])).toString('base64url') : null
      return { items, next }
    },
  }
}

const ownerFields = ({ nodeId, type }: { nodeId: string; type: string }) => ({ nodeId, type })

/** One reading or many; both or neither is refused. Times that can't be read are refused by name. */
function readingsOf(body: StoreReadings): readonly ReadingIn[] {
  const { readings, value, ...rest } = body
  if (readings !== undefined && value !== undefined)
    throw invalidField('/readings', 'Send either `readings` or one reading with `value`, not both.')
  if (readings === undefined && value === undefined)
    throw invalidField('/value', 'value is missing. Send one reading, or `readings` with many.')
  const list = readings ?? (value === undefined ? [] : [{ ...rest, value }])
  list.forEach(({ timestamp }, i) => {
    if (timestamp !== undefined) instantFrom(timestamp, readings === undefined ? '/timestamp' : `/readings/${i}/timestamp`)
  })
  return list
}

/** Where a page begins; its cursors hold an instant only. */
function instantOfCursor(cursor: string): number {
  try {
    const [at] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown]
    if (Number.isSafeInteger(at)) return at as number
  } catch {
    // Refused below, as every cursor that isn't ours.
  }
  return positionFromCursor(cursor).at
}
