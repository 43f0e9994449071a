// A batch of messages -> readings on the shelf and counts in the ledger. Runs inside one transaction of the caller; nothing here throws for
// what a node sent.

import type { ReadingIn, StoredReadings } from '../../../contract/schemas/sensor.ts'
import { readPayload, refuseValue, type SentReading } from '../../../domain/reading.ts'
import { sensorIdOf } from '../../../domain/sensor.ts'
import { type LocalTime, readStamp, timeUsed } from '../../../domain/stamp.ts'
import { type Address, type AddressBook, unknownNode } from './address.ts'
import type { Ledger } from './ledger.ts'
import { mostSensorsOfNode, type Shelf } from './shelf.ts'

export interface Message {
  readonly nodeId: string | null
  readonly sensor: string
  readonly payload: Uint8Array
  readonly arrivedAt: number
}

interface Parts {
  readonly shelf: Shelf
  readonly ledger: Ledger
  readonly addresses: AddressBook
  readonly localTime: LocalTime
}

/** Ids an open broker learns from messages; more are counted under one name. */
const mostNodes = 20_000
/** REST takes any age; this far ahead is a mistake. */
const restAheadMs = 86_400_000

export function createTaker({ shelf, ledger, addresses, localTime }: Parts) {
  const decoder = new TextDecoder('utf-8', { fatal: true })

  const takeMessage = (message: Message): void => {
    const { sensor, payload, arrivedAt } = message
    const address = addresses.resolve(sensor, message.nodeId)
    const nodeId = ownerOf(address, ledger)
    const refuse = (reason: string) =>
      ledger.quarantine({ nodeId, topic: `ceiling/sensors/${sensor}/data`, at: arrivedAt, reason, payload })
    ledger.arrived(nodeId, arrivedAt)
    const read = address === null || nodeId !== address.nodeId ? 'the topic names no node that can be stored' : readJson(payload)
    if (typeof read === 'string' || address === null) {
      refuse(String(read))
      return
    }
    let newestStamp: number | null = null
    for (const item of readPayload(read.json)) {
      if (item.kind === 'malformed') {
        refuse(item.reason)
        continue
      }
      const stamps = item.reading.timestamp === undefined ? null : readStamp(item.reading.timestamp, localTime)
      const wrong = takeReading(item.reading, { address, topic: sensor, arrivedAt, stamps })
      if (wrong !== null) refuse(wrong)
      const stamp = nearest(stamps, arrivedAt)
      if (stamp !== null) newestStamp = Math.max(newestStamp ?? stamp, stamp)
    }
    if (newestStamp !== null) ledger.noteStamp(nodeId, arrivedAt - newestStamp)
  }

  /** null when it was stored or is a repeat, else why it goes to quarantine. */
  const takeReading = (
    reading: SentReading,
    { address, topic, arrivedAt, stamps }: { address: Address; topic: string; arrivedAt: number; stamps: readonly number[] | null },
  ): string | null => {
    const { nodeId } = address
    if (reading.timestamp !== undefined && stamps === null) return 'the timestamp can’t be read'
    const type = address.type ?? reading.type
    if (type === null) return 'neither the topic nor the payload names the sensor type'
    if (reading.type !== null && reading.type !== type) return `the payload says ${reading.type} on a topic of ${type}`
    if (reading.sensorId !== null && !addresses.isNameOf(reading.sensorId, address, topic, type))
      return `the payload names the sensor ${reading.sensorId.slice(0, 80)}, which is not the topic’s`
    const wrong = refuseValue(reading.value, type)
    if (wrong !== null) return wrong
    const series = shelf.seriesOf({ nodeId, type, unit: reading.unit, now: arrivedAt })
    if (series === null) return `the node has ${mostSensorsOfNode} sensors already; ${sensorIdOf(nodeId, type)} is one more`
    const used =
      stamps === null
        ? { at: shelf.freeInstant(series, arrivedAt), flagged: true }
        : timeUsed({ stamps, arrivedAt, offsetMs: ledger.trustedOffset(nodeId) })
    // An unusable stamp makes it a reading without one: several of them may come within a millisecond.
    const at = stamps !== null && used.flagged ? shelf.freeInstant(series, used.at) : used.at
    const done = shelf.store(series, { at, value: reading.value, flagged: used.flagged, seq: reading.seq })
    if (done === 'stored' && reading.boot !== null) ledger.noteBoot(nodeId, at, reading.boot)
    return settle(nodeId, done)
  }

  const settle = (nodeId: string, done: ReturnType<Shelf['store']>): string | null => {
    if (done === 'conflict') return 'another value is stored under the same time; it was kept'
    if (done === 'condensed') return 'the readings of its hour were condensed already, so a repeat can’t be told'
    ledger.count(nodeId, done)
    return null
  }

  return {
    takeMessage,
    /** Readings by REST: any age, stamps as sent. */
    takeReadings: (given: { nodeId: string; type: string; readings: readonly ReadingIn[]; arrivedAt: number }): StoredReadings => {
      const { nodeId, type, readings, arrivedAt } = given
      const counts = { stored: 0, duplicate: 0, quarantined: 0 }
      ledger.arrived(nodeId, arrivedAt)
      for (const reading of readings) {
        const topic = `sensors/${sensorIdOf(nodeId, type)}/readings`
        const refuse = (reason: string) => {
          counts.quarantined += 1
          ledger.quarantine({ nodeId, topic, at: arrivedAt, reason, payload: Buffer.from(JSON.stringify(reading)) })
        }
        const stamps = reading.timestamp === undefined ? null : readStamp(reading.timestamp, localTime)
        const stamp = nearest(stamps, arrivedAt)
        if (reading.timestamp !== undefined && stamp === null) {
          refuse('the timestamp can’t be read')
          continue
        }
        if (stamp !== null && stamp > arrivedAt + restAheadMs) {
          refuse('the timestamp is more than a day ahead')
          continue
        }
        const wrong = refuseValue(reading.value, type)
        if (wrong !== null) {
          refuse(wrong)
          continue
        }
        const series = shelf.seriesOf({ nodeId, type, unit: reading.unit ?? null, now: arrivedAt })
        if (series === null) {
          refuse(`the node has ${mostSensorsOfNode} sensors already`)
          continue
        }
        const at = stamp ?? shelf.freeInstant(series, arrivedAt)
        const done = shelf.store(series, { at, value: reading.value, flagged: stamp === null, seq: reading.seq ?? null })
        const problem = settle(nodeId, done)
        if (problem !== null) refuse(problem)
        else if (done === 'stored') counts.stored += 1
        else counts.duplicate += 1
      }
      return counts
    },
  }

  /** What it says, or why it can't be read. */
  function readJson(payload: Uint8Array): { json: unknown } | string {
    let text: string
    try {
      text = decoder.decode(payload)
    } catch {
      return 'the payload is not UTF-8'
    }
    try {
      return { json: JSON.parse(text) }
    } catch {
      return 'the payload is not JSON'
    }
  }
}
export type Taker = ReturnType<typeof createTaker>

/** The name its counters stand under. */
function ownerOf(address: Address | null, ledger: Ledger): string {
  if (address === null) return unknownNode
  return ledger.has(address.nodeId) || ledger.size() < mostNodes ? address.nodeId : unknownNode
}

function nearest(stamps: readonly number[] | null, to: number): number | null {
  return stamps === null ? null : ([...stamps].sort((a, b) => Math.abs(a - to) - Math.abs(b - to))[0] ?? null)
}
