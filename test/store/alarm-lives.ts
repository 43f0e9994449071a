// Lives of alarms for properties and soaks: anything that can happen, and processes that are killed; and the check that the log is true.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { expect } from 'vitest'
import { type AlarmPriority, alarmActions } from '../../src/domain/alarm.ts'
import { type AlarmFact, isLegalStep, replayFacts } from '../../src/domain/alarm-transition.ts'
import { openReadings } from '../../src/server/store/readings/open.ts'
import { ruleOf, sensorOf, startEngine } from './alarm-engine.ts'

/** Throws unless every alarm's log is an unbroken chain of legal steps that adds up to its row. */
function requireTrueLog(db: Database): number {
  const rows = db.prepare('SELECT * FROM alarm').all() as (Record<string, unknown> & { id: string; basePriority: AlarmPriority })[]
  expect(new Set(rows.map((row) => `${row.ruleId} ${row.sensorId} ${row.nodeId}`)).size).toBe(rows.length)
  for (const row of rows) {
    const log = (
      db.prepare('SELECT * FROM alarmEvent WHERE alarmId = ? ORDER BY id').all(row.id) as (AlarmFact & { value: string | null })[]
    ).map((fact) => ({ ...fact, value: fact.value === null ? null : JSON.parse(fact.value) }))
    for (const [i, fact] of log.entries()) expect([isLegalStep(fact), fact.from]).toEqual([true, log[i - 1]?.to ?? 'normal'])
    if (log.length === 0) continue
    const replayed = replayFacts(log, row.basePriority)
    const wanted = { ...replayed, value: replayed.value === null ? null : JSON.stringify(replayed.value) }
    expect(Object.fromEntries(Object.keys(wanted).map((key) => [key, row[key]]))).toEqual(wanted)
  }
  return rows.length
}

const rules = [
  ruleOf({ id: 'hi', onDelayMs: 5000, escalation: [{ afterMs: 20_000, priority: 1, note: '' }], deEscalate: true }),
  ruleOf({ id: 'hihi', kind: 'hihi', setPoint: 32, priority: 2, latch: true }),
  ruleOf({ id: 'rate', kind: 'rate', setPoint: 5, windowMs: 10_000 }),
  ruleOf({ id: 'stuck', kind: 'stuck', setPoint: 0, windowMs: 15_000 }),
  ruleOf({ id: 'gated', enableExpression: 'b_occupancy' }),
  ruleOf({ id: 'quiet', kind: 'noData', setPoint: null, offDelayMs: 3000 }),
]
const sensors = ['a_temperature', 'a_humidity', 'b_temperature', 'b_occupancy'].map((id) => sensorOf(id))
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(
      fc.constant('send' as const),
      fc.constantFrom(...sensors.map((s) => s.sensorId)),
      fc.constantFrom(20, 27.8, 29, 33),
    ),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant('occupancy' as const), fc.boolean()) },
  { weight: 6, arbitrary: fc.tuple(fc.constant('pass' as const), fc.integer({ min: 1, max: 40 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('act' as const), fc.constantFrom(...alarmActions)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('jump' as const), fc.constantFrom(-3_600_000, 3_600_000, 20_000)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('restart' as const), fc.constantFrom(0, 60_000)) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constant('states' as const), fc.constantFrom('online' as const, 'offline' as const, 'maintenance' as const)),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('rules' as const), fc.subarray(rules)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('rollback' as const), fc.constantFrom(29, 33)) },
)

/** Answers how many alarms there were in all. */
export function liveAnyLives(numRuns: number): number {
  let alarms = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), (steps) => {
      const ends: (() => void)[] = []
      const world = startEngine({ onTestFinished: (fn) => void ends.push(fn) }, { rules, sensors })
      try {
        for (const [what, ...args] of steps) {
          if (what === 'send') world.send({ [args[0] as string]: args[1] as number })
          else if (what === 'occupancy') world.send({ b_occupancy: args[0] as boolean })
          else if (what === 'pass') world.pass(args[0] as number)
          else if (what === 'act') world.act(args[0] as (typeof alarmActions)[number], { comment: 'x', until: world.now() + 30_000 })
          else if (what === 'jump') world.jump(args[0] as number)
          else if (what === 'restart') world.restart(args[0] as number)
          else if (what === 'states') world.states({ a: args[0] as 'online' })
          else if (what === 'rules') world.change({ rules: args[0] as typeof rules })
          else {
            const samples = [{ sensorId: 'a_temperature', at: world.now(), value: args[0] as number }]
            const fail = () =>
              world.db().transaction(() => {
                world.engine().onSamples(samples, world.now())
                throw new Error('disk full')
              })()
            expect(fail).toThrow('disk full')
            world.engine().reload()
          }
        }
        alarms += requireTrueLog(world.db())
      } finally {
        for (const end of ends) end()
      }
    }),
    { numRuns },
  )
  return alarms
}

/** A storm of alarms in a process of its own, killed `rounds` times; answers how many events there are then. */
export async function killStorms({ dataFolder, rounds }: { dataFolder: string; rounds: number }): Promise<number> {
  let events = 0
  for (let round = 0; round < rounds; round++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'alarm-storm.ts'), dataFolder, String(round)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await new Promise((resolve) => setTimeout(resolve, 40 + ((round * 35) % 400)))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const { db } = openReadings({ dataFolder, now: 0 })
    try {
      expect(requireTrueLog(db)).toBeGreaterThan(0)
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      const count = db.prepare('SELECT count(*) FROM alarmEvent').pluck().get() as number
      expect(count).toBeGreaterThan(events)
      events = count
    } finally {
      db.close()
    }
  }
  return events
}
