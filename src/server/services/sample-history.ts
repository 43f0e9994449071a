// Gives the sample project's office its four nodes, eight days of readings and a dashboard, in the background: a day of one sensor at a time
// through the same door as any reading by REST. Promise: done again it changes nothing, cut off it goes on where it was. Nodes a person has
// placed or described under these names are left alone.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AppError } from '../../contract/errors.ts'
import type { Location, ReadingIn } from '../../contract/schemas/sensor.ts'
import {
  type PlacedRow,
  parseSampleRows,
  placeSampleRows,
  type SampleNode,
  type SampleRow,
  sampleIntervalMs,
  sampleNodes,
  sampleReadings,
} from '../../domain/sample-history.ts'
import { sensorIdOf } from '../../domain/sensor.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

export interface SampleHistory {
  /** Starts soon; a second call while it runs does nothing. */
  fill(designId: string): void
  /** The sensors have all their readings, or nothing was asked for. */
  readonly isDone: boolean
  /** Waits for the readings under way and leaves the rest. */
  stop(): Promise<void>
}

interface SampleNodeRecord {
  readonly notes: string
  readonly createdAt: number
  readonly location: Location | null
}

interface Parts {
  readonly clock: Clock
  readonly log: Log
  readonly resourcesFolder: string
  readonly nodes: {
    /** Throws not_found. */
    get(id: string): SampleNodeRecord
    create(body: { nodeId: string; sensors: string[]; name: string; intervalMs: number; location: Location }): unknown
    change(id: string, body: { notes?: string; location?: Location }): unknown
  }
  /** UTC ms of the newest reading; null without one. */
  readonly newestAt: (sensorId: string) => number | null
  readonly storeReadings: (sensorId: string, readings: readonly ReadingIn[]) => Promise<unknown>
  /** Makes the office's dashboard unless there is one of this name. */
  readonly addDashboard: (name: string, designId: string) => void
  /** Minutes local time is behind UTC at an instant; a seam for tests. */
  readonly timezoneOffset?: (at: number) => number
}

export const sampleDashboardName = 'Open office 2.14'
/** How the sample's nodes are known again. */
export const sampleNodeNotes =
  'Part of the sample project: readings of a real office (see resources/sample). npm run simulate goes on from here.'
const soonMs = 400
/** Between two bundles, so that what people do comes first. */
const pauseMs = 10
const rowsAtOnce = 1440

/** Works in slices of a few milliseconds; `clock.after` moves it on. */
export function createSampleHistory(parts: Parts): SampleHistory {
  const { clock, log, nodes, newestAt } = parts
  let running: Promise<void> | null = null
  let isStopped = false
  let wake: () => void = () => {}
  const pause = (ms: number) =>
    new Promise<void>((resume) => {
      const stop = clock.after(ms, resume)
      wake = () => {
        stop()
        resume()
      }
    })

  const readRows = async (): Promise<readonly SampleRow[]> => {
    const packed = await readFile(join(parts.resourcesFolder, 'sample', 'office.csv.gz'))
    const [, ...lines] = (await promisify(gunzip)(packed)).toString('utf8').trimEnd().split('\n')
    const rows: SampleRow[] = []
    for (let from = 0; from < lines.length && !isStopped; from += 2 * rowsAtOnce) {
      rows.push(...parseSampleRows(lines.slice(from, from + 2 * rowsAtOnce)))
      await pause(1)
    }
    return rows
  }

  /** The record when the node is the sample's own, made or bound if need be; null when it is somebody else's. */
  const takeNode = (node: SampleNode, designId: string): SampleNodeRecord | null => {
    const location: Location = { kind: 'symbol', designId, fixtureId: node.fixtureId }
    const known = findNode(node.nodeId)
    if (known === null) {
      nodes.create({ nodeId: node.nodeId, name: node.name, sensors: Object.keys(node.measure), intervalMs: sampleIntervalMs, location })
      nodes.change(node.nodeId, { notes: sampleNodeNotes })
    } else if (known.notes === '' && known.location === null) nodes.change(node.nodeId, { notes: sampleNodeNotes, location })
    else if (known.notes !== sampleNodeNotes) return null
    else if (known.location?.designId !== designId) nodes.change(node.nodeId, { location })
    return findNode(node.nodeId)
  }
  const findNode = (nodeId: string): SampleNodeRecord | null => {
    try {
      return nodes.get(nodeId)
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return null
      throw error
    }
  }
  const place = (rows: readonly SampleRow[], now: number): readonly PlacedRow[] =>
    placeSampleRows(rows, { now, utcOffsetMs: -(parts.timezoneOffset ?? localOffset)(now) * 60_000 })

  const work = async (designId: string): Promise<void> => {
    await pause(soonMs)
    if (isStopped) return
    const taken = sampleNodes.flatMap((node) => {
      const record = takeNode(node, designId)
      return record === null ? [] : [{ node, createdAt: record.createdAt }]
    })
    const [first] = taken
    if (first === undefined) return log.info({}, 'the sample project’s nodes are somebody else’s; their history is left alone')
    parts.addDashboard(sampleDashboardName, designId)
    // Always placed as at the first time, so that what is there and what is missing agree.
    const placed = place(await readRows(), first.createdAt)
    const series = taken.flatMap(({ node }) =>
      Object.entries(node.measure).map(([type, measure]) => {
        const sensorId = sensorIdOf(node.nodeId, type)
        return { sensorId, measure, after: newestAt(sensorId) ?? 0 }
      }),
    )
    for (let from = 0; from < placed.length; from += rowsAtOnce) {
      const slice = placed.slice(from, from + rowsAtOnce)
      for (const { sensorId, measure, after } of series) {
        if (isStopped) return
        const missing = slice.filter(({ at }) => at > after)
        if (missing.length === 0) continue
        await parts.storeReadings(sensorId, sampleReadings(missing, measure))
        await pause(pauseMs)
      }
    }
    log.info({ sensors: series.length, minutes: placed.length }, 'the sample project has its history')
  }

  return {
    fill: (designId) => {
      if (running !== null || isStopped) return
      running = work(designId)
        .catch((err: unknown) => log.warn({ err }, 'the sample project’s history could not be written; open the sample again to go on'))
        .finally(() => {
          running = null
        })
    },
    get isDone() {
      return running === null
    },
    stop: async () => {
      isStopped = true
      wake()
      await running
    },
  }
}

const localOffset = (at: number): number => new Date(at).getTimezoneOffset()
