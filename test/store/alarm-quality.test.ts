// The quality page's figures from a real event log: a flood, an alarm that stands for days, chattering whose advice uses the readings between.
import { expect, test } from 'vitest'
import { createRawReader } from '../../src/server/store/readings/raw.ts'
import { createSeriesReader } from '../../src/server/store/readings/series.ts'
import { createAlarmQueries } from '../../src/server/workers/history/alarm-queries.ts'
import { ruleOf, sensorOf, startEngine } from './alarm-engine.ts'

type World = ReturnType<typeof startEngine>
const qualityOf = (world: World, from: number, to: number) => {
  const queries = createAlarmQueries(world.db(), { series: createSeriesReader(world.db()), raw: createRawReader(world.db()) })
  return JSON.parse(new TextDecoder().decode(queries.alarmQuality({ from, to, now: world.now() })))
}

test('A flood, and what has stood for more than a day', (t) => {
  const sensors = Array.from({ length: 15 }, (_, i) => sensorOf(`n${i}_temperature`))
  const world = startEngine(t, { rules: [ruleOf()], sensors })
  const from = world.now()
  world.send({ n0_temperature: 30 })
  world.jump(30 * 3_600_000)
  const flood = world.now()
  for (const { sensorId } of sensors.slice(1)) {
    world.send({ [sensorId]: 30 })
    world.pass(10)
  }
  expect(qualityOf(world, from, world.now())).toMatchObject({
    raised: 15,
    worstTenMinutes: 14,
    floods: [{ from: flood, to: flood + 130_000, count: 14 }],
    standing: [{ ruleName: 'Too warm', sensorId: 'n0_temperature', since: from }],
    chattering: [],
    acknowledgeP50Ms: null,
  })
  expect(qualityOf(world, from, flood)).toMatchObject({ raised: 1, floods: [] })
})

test('The advised deadband covers what the sensor read while the alarm was away, deeper than the reading that ended it', (t) => {
  const world = startEngine(t, { rules: [ruleOf({ deadband: 0 })], sensors: [sensorOf('a_temperature')] })
  const from = world.now()
  const hot = world.db().prepare('INSERT INTO hot (at, series, kind, value, seq) VALUES (?, 1, 0, ?, NULL)')
  for (const value of [29, 27.9, 27.2, 29, 27.8, 29]) {
    world.pass(2)
    world.send({ a_temperature: value })
    hot.run(world.now(), value)
  }
  expect(qualityOf(world, from, world.now() + 1).chattering).toMatchObject([{ count: 3, deadband: 0.81, offDelayMs: 5000 }])
})

test('An acknowledgement in the range counts from the raise before it', (t) => {
  const world = startEngine(t, { rules: [ruleOf()], sensors: [sensorOf('a_temperature')] })
  world.send({ a_temperature: 30 })
  world.pass(90)
  const from = world.now()
  world.act('acknowledge')
  expect(qualityOf(world, from, from + 1000)).toMatchObject({ raised: 0, acknowledgeP50Ms: 90_000, acknowledgeP95Ms: 90_000 })
})
