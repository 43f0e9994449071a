// The default rules on two weeks of a real office by the minute: what people would have been told, and what the deadband spares them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { defaultRules } from '../../src/domain/alarm-default.ts'
import { findChatter, measureLoad } from '../../src/domain/alarm-quality.ts'
import { ruleOf, sensorOf, startEngine } from './alarm-engine.ts'

const columns = { temperature: 1, humidity: 2, light_level: 3, co2: 4 } as const
const text = gunzipSync(readFileSync(join(import.meta.dirname, '../../resources/sample/office.csv.gz'))).toString()
const rows = text
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))

function live(t: Parameters<typeof startEngine>[0], deadband: (given: number) => number) {
  const rules = defaultRules.map((rule, i) =>
    ruleOf({ ...rule, target: { ...rule.target }, id: `r${i}`, deadband: deadband(rule.deadband) }),
  )
  const types = Object.keys(columns)
  const world = startEngine(t, { rules, sensors: types.map((type) => sensorOf(`office_${type}`, { intervalMs: 60_000 })) })
  // Nothing is killed here: no need to wait for the disk.
  world.db().pragma('synchronous = OFF')
  const start = world.now()
  for (const row of rows) {
    world.send(Object.fromEntries(types.map((type) => [`office_${type}`, Number(row[columns[type as keyof typeof columns]])])))
    for (let i = 0; i < 4; i++) world.skip(15_000)
  }
  const raised = world.told.filter(({ event }) => event.transition === 'raised')
  const timesOf = (transitions: readonly string[], id: string) =>
    world.told.filter(({ event }) => event.alarmId === id && transitions.includes(event.transition)).map(({ event }) => event.at)
  const ids = [...new Set(raised.map(({ event }) => event.alarmId))]
  return {
    raised: raised.length,
    load: measureLoad(
      raised.map(({ event }) => event.at),
      world.now() - start,
    ),
    chattering: ids.filter((id) => findChatter(timesOf(['raised'], id), timesOf(['returned', 'cleared'], id)) !== null),
    kinds: [...new Set(raised.map(({ alarm }) => alarm.ruleName))].sort(),
  }
}

test('The default rules tell the people of a real office no more than they can take in, and the deadband halves it', (t) => {
  const given = live(t, (own) => own)
  const bare = live(t, () => 0)
  expect(rows.length).toBeGreaterThan(14 * 24 * 60)
  // EEMUA 191: an average of one in ten minutes is likely to be acceptable, over ten in ten minutes is a flood.
  expect(given.load.perTenMinutes).toBeLessThan(0.1)
  expect([given.load.floods, given.chattering, given.kinds.length]).toEqual([[], [], 6])
  expect([given.raised, bare.raised]).toEqual([91, 176])
})
