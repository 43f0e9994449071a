// Whatever comes in whatever order, with restarts, rollbacks, sleeps and kill -9 between: one alarm per rule and sensor, only legal steps in its
// log, and the log adds up to the row. Daylight saving moves schedules with the wall clock.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAlarmGate } from '../../src/server/workers/ingest/alarm-gate.ts'
import { createRuleSet } from '../../src/server/workers/ingest/alarm-rule-set.ts'
import { ruleOf } from './alarm-engine.ts'
import { killStorms, liveAnyLives } from './alarm-lives.ts'

test('Any life of any alarms: one each, legal steps only, and the log adds up to the state', () => {
  expect(liveAnyLives(40)).toBeGreaterThan(100)
})

test('kill -9 at random points leaves states, timers and events that belong together', async (t) => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-alarm-kill-'))
  t.onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }))
  expect(await killStorms({ dataFolder, rounds: 4 })).toBeGreaterThan(100)
})

test('Schedules follow the wall clock through both changes of daylight saving', (t) => {
  const before = process.env.TZ
  process.env.TZ = 'Europe/Berlin'
  t.onTestFinished(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })
  const set = createRuleSet()
  const gate = createAlarmGate({ readValue: () => null })
  set.setRules([ruleOf({ schedule: [{ days: [0], from: '02:00', to: '04:00' }] })])
  const [rule] = set.rules()
  if (rule === undefined) throw new Error('no rule')
  const openMinutes = (day: number) =>
    Array.from({ length: 24 * 60 }, (_, minute) => gate.shutBy(rule, day + minute * 60_000)).filter((shutBy) => shutBy === null).length
  // 2026-03-29: 02:00 to 03:00 does not exist. 2026-10-25: it comes twice. 2026-11-01: a Sunday like any other.
  expect([openMinutes(Date.UTC(2026, 2, 28, 22)), openMinutes(Date.UTC(2026, 9, 24, 22)), openMinutes(Date.UTC(2026, 9, 31, 22))]).toEqual([
    60, 180, 120,
  ])
})
