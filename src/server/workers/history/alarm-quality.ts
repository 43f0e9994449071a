// The quality of alarms over a range, from the event log: load, floods, chattering with what would have stopped it, standing alarms, time to
// acknowledge. Runs in the history worker: a year of a bad site is a million events.
import type { Database } from 'better-sqlite3'
import type { AlarmQuality } from '../../../contract/schemas/alarm.ts'
import type { AlarmKind } from '../../../domain/alarm.ts'
import { type Dip, deadbandAgainst, findChatter, measureLoad, offDelayAgainst, percentile } from '../../../domain/alarm-quality.ts'
import type { Sources } from './answers.ts'
import { readRows } from './readings.ts'

export interface AlarmQualityRequest {
  readonly from: number
  readonly to: number
  readonly now: number
}

interface Life {
  readonly raisedAt: number[]
  readonly returnedAt: number[]
  /** Numbers that ended it, by time. */
  readonly returnedTo: Map<number, number>
}
interface EventRow {
  readonly alarmId: string
  readonly at: number
  readonly transition: string
  readonly value: string | null
}
interface Named {
  readonly id: string
  readonly ruleName: string
  readonly sensorId: string | null
  readonly kind: AlarmKind
  readonly setPoint: number | null
}

const dayMs = 86_400_000
const topCount = 10
const mostListed = 100
/** Of one alarm's dips, and readings of all of them. */
const mostDips = 200
const mostReadings = 5000

export function createAlarmQuality(db: Database, { series, raw }: Pick<Sources, 'series' | 'raw'>) {
  const events = db.prepare<[number, number], EventRow>(`SELECT alarmId, at, transition, value FROM alarmEvent
    WHERE at >= ? AND at < ? AND transition IN ('raised', 'returned', 'cleared', 'acknowledged') ORDER BY at, id`)
  const raisedBefore = db
    .prepare<[string, number], number | null>(`SELECT max(at) FROM alarmEvent WHERE alarmId = ? AND at < ? AND transition = 'raised'`)
    .pluck()
  const named = db.prepare<[string], Named>('SELECT id, ruleName, sensorId, kind, setPoint FROM alarm WHERE id = ?')
  const standing = db.prepare<[number, number], Named & { raisedAt: number }>(`SELECT id, ruleName, sensorId, kind, setPoint, raisedAt
    FROM alarm WHERE state NOT IN ('normal', 'shelved', 'suppressed', 'outOfService') AND raisedAt <= ? ORDER BY raisedAt LIMIT ?`)
  const nameOf = (id: string): Named => named.get(id) ?? { id, ruleName: '', sensorId: null, kind: 'state', setPoint: null }

  /** Numbers the sensor sent while the alarm was away, and those that ended it. */
  const readingsOf = (sensorId: string | null, dips: readonly Dip[], returnedTo: ReadonlyMap<number, number>): number[] => {
    const found = sensorId === null ? undefined : series.find(sensorId)
    const values = dips.flatMap((dip) => returnedTo.get(dip.returnedAt) ?? []).slice(-mostReadings)
    if (found === undefined) return values
    for (const { returnedAt, raisedAt } of dips.slice(0, mostDips)) {
      const limit = mostReadings - values.length
      if (limit <= 0) break
      const rows = readRows(raw, { series: found.id, from: returnedAt, to: Math.max(raisedAt, returnedAt + 1), limit })
      for (const { value } of rows) if (typeof value === 'number') values.push(value)
    }
    return values
  }

  return ({ from, to, now }: AlarmQualityRequest): AlarmQuality => {
    const lives = new Map<string, Life>()
    const raised: number[] = []
    const waits: number[] = []
    for (const { alarmId, at, transition, value } of events.iterate(from, to)) {
      const life: Life = lives.get(alarmId) ?? { raisedAt: [], returnedAt: [], returnedTo: new Map() }
      lives.set(alarmId, life)
      if (transition === 'raised') {
        life.raisedAt.push(at)
        raised.push(at)
      } else if (transition === 'acknowledged') {
        const since = life.raisedAt.at(-1) ?? raisedBefore.get(alarmId, from)
        if (since !== null && since !== undefined) waits.push(at - since)
      } else {
        life.returnedAt.push(at)
        const number: unknown = value === null ? null : JSON.parse(value)
        if (typeof number === 'number') life.returnedTo.set(at, number)
      }
    }
    const chattering = [...lives].flatMap(([alarmId, { raisedAt, returnedAt, returnedTo }]) => {
      const chatter = findChatter(raisedAt, returnedAt)
      if (chatter === null) return []
      return [{ alarmId, count: chatter.count, dips: chatter.dips, returnedTo }]
    })
    return {
      from,
      to,
      raised: raised.length,
      ...copyLoad(measureLoad(raised, Math.min(to, now) - from)),
      chattering: chattering
        .sort((a, b) => b.count - a.count)
        .slice(0, mostListed)
        .map(({ alarmId, count, dips, returnedTo }) => {
          const { ruleName, sensorId, kind, setPoint } = nameOf(alarmId)
          const deadband = deadbandAgainst({ kind, setPoint }, readingsOf(sensorId, dips, returnedTo))
          return { alarmId, ruleName, sensorId, count, deadband, offDelayMs: offDelayAgainst(dips) }
        }),
      standing: standing
        .all(Math.min(to, now) - dayMs, mostListed)
        .map(({ id, ruleName, sensorId, raisedAt }) => ({ alarmId: id, ruleName, sensorId, since: raisedAt })),
      top: [...lives]
        .map(([alarmId, { raisedAt }]) => ({ alarmId, count: raisedAt.length }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count)
        .slice(0, topCount)
        .map(({ alarmId, count }) => {
          const { ruleName, sensorId } = nameOf(alarmId)
          return { alarmId, ruleName, sensorId, count }
        }),
      acknowledgeP50Ms: percentile(waits, 0.5),
      acknowledgeP95Ms: percentile(waits, 0.95),
    }
  }
}

function copyLoad({ perTenMinutes, worstTenMinutes, floods }: ReturnType<typeof measureLoad>) {
  return { perTenMinutes, worstTenMinutes, floods: floods.map((flood) => ({ ...flood })) }
}
