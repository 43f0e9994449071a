// The alarm engine on a real readings.db for tests: words for time, samples and restarts, and what was told meanwhile.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { AlarmRuleRecord } from '../../src/contract/schemas/alarm.ts'
import type { NodeState } from '../../src/domain/node.ts'
import type { SensorValue } from '../../src/domain/sensor.ts'
import type { CommittedAlarm, SensorFacts } from '../../src/server/ingest-port.ts'
import { openReadings } from '../../src/server/store/readings/open.ts'
import { createAlarmEngine } from '../../src/server/workers/ingest/alarm-engine.ts'

/** A rule that warns above 28 °C, with what the test says otherwise. */
export function ruleOf(fields: Partial<AlarmRuleRecord> = {}): AlarmRuleRecord {
  return {
    ...{ id: 'high', name: 'Too warm', enabled: true, target: { kind: 'all' }, overrides: null, kind: 'hi', setPoint: 28, reference: null },
    ...{ windowMs: null, states: [], deadband: 0.5, onDelayMs: 0, offDelayMs: 0, priority: 3, latch: false, schedule: [] },
    ...{ enableExpression: '', advice: '', escalation: [], deEscalate: false, isDefault: false, revision: 1, createdAt: 0, updatedAt: 0 },
    ...fields,
  }
}

/** `a_temperature` of node `a`, a sample a second unless told. */
export function sensorOf(sensorId: string, fields: Partial<SensorFacts> = {}): SensorFacts {
  const end = sensorId.indexOf('_')
  const type = sensorId.slice(end + 1)
  return { sensorId, nodeId: sensorId.slice(0, end), type, unit: '°C', intervalMs: 10_000, designId: null, ...fields }
}

export interface TestLife {
  onTestFinished(fn: () => void): void
}

export function startEngine(t: TestLife, { rules, sensors }: { rules: readonly AlarmRuleRecord[]; sensors: readonly SensorFacts[] }) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-alarms-'))
  let now = Date.UTC(2026, 0, 5, 8)
  let { db } = openReadings({ dataFolder, now })
  let current = { rules, sensors }
  const told: CommittedAlarm[] = []
  const open = () => {
    const engine = createAlarmEngine({ db, now })
    engine.setRules(current.rules, now)
    engine.setSensors(current.sensors)
    told.push(...db.transaction(() => engine.onTick(now))())
    return engine
  }
  let engine = open()
  const inserts = new WeakMap<Database, ReturnType<typeof prepareInsert>>()
  const prepareInsert = () =>
    db.prepare(`INSERT INTO series (sensorId, nodeId, type, unit, createdAt, lastAt, lastKind, last) VALUES (?, 'n', 't', '', 0, ?, ?, ?)
      ON CONFLICT (sensorId) DO UPDATE SET lastAt = excluded.lastAt, lastKind = excluded.lastKind, last = excluded.last`)
  const insert = () => {
    const prepared = inserts.get(db) ?? prepareInsert()
    inserts.set(db, prepared)
    return prepared
  }
  const lives = {
    now: () => now,
    db: (): Database => db,
    engine: () => engine,
    told,
    /** Transitions told since the last call. */
    news: () => told.splice(0).map(({ alarm, event }) => `${event.transition} ${alarm.ruleId} ${alarm.sensorId ?? `node ${alarm.nodeId}`}`),
    send: (samples: Readonly<Record<string, SensorValue>>, at = now) => {
      const list = Object.entries(samples).map(([sensorId, value]) => ({ sensorId, at, value }))
      told.push(
        ...db.transaction(() => {
          // As the ingest part does: the newest value is on disk with the samples.
          for (const { sensorId, value } of list) {
            if (typeof value === 'number') insert().run(sensorId, at, 0, value)
            else insert().run(sensorId, at, typeof value === 'boolean' ? 1 : 2, typeof value === 'boolean' ? Number(value) : value)
          }
          return engine.onSamples(list, now)
        })(),
      )
    },
    /** Seconds pass, one tick each. */
    pass: (seconds: number, each: () => void = () => {}) => {
      for (let i = 0; i < seconds; i++) {
        now += 1000
        each()
        told.push(...db.transaction(() => engine.onTick(now))())
      }
    },
    /** Some milliseconds, then a tick. */
    skip: (byMs: number) => {
      now += byMs
      told.push(...db.transaction(() => engine.onTick(now))())
    },
    /** The clock jumps; nothing ran meanwhile. */
    jump: (byMs: number) => {
      now += byMs
      told.push(...db.transaction(() => engine.onTick(now))())
    },
    states: (states: Readonly<Record<string, NodeState>>) =>
      void engine.setNodeStates(
        Object.entries(states).map(([nodeId, state]) => ({ nodeId, state })),
        now,
      ),
    change: (next: Partial<typeof current>) => {
      current = { ...current, ...next }
      if (next.rules) engine.setRules(current.rules, now)
      if (next.sensors) engine.setSensors(current.sensors)
    },
    act: (action: Parameters<typeof engine.act>[0]['action'], more: { until?: number; comment?: string; ids?: string[] } = {}) => {
      const alarmIds = more.ids ?? [...(db.prepare('SELECT id FROM alarm WHERE endedAt IS NULL').pluck().all() as string[])]
      const reply = db.transaction(() =>
        engine.act({ alarmIds, action, by: 'owner', comment: more.comment ?? null, until: more.until ?? null, now }),
      )()
      told.push(...reply.done)
      return reply
    },
    /** The process is gone and comes back `downMs` later; whatever was only in memory is lost. */
    restart: (downMs = 0) => {
      db.close()
      now += downMs
      db = openReadings({ dataFolder, now }).db
      engine = open()
    },
    rows: () =>
      db.prepare('SELECT state, ruleId, sensorId, nodeId FROM alarm WHERE endedAt IS NULL ORDER BY ruleId, nodeId, sensorId').all(),
    count: (table: 'alarm' | 'alarmEvent') => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number,
  }
  t.onTestFinished(() => {
    db.close()
    rmSync(dataFolder, { recursive: true, force: true })
  })
  return lives
}
