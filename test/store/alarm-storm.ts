// A process of its own that raises and ends alarms as fast as it can, until it is killed: argv is the data folder and the round.
import { openReadings } from '../../src/server/store/readings/open.ts'
import { createAlarmEngine } from '../../src/server/workers/ingest/alarm-engine.ts'
import { ruleOf, sensorOf } from './alarm-engine.ts'

const [dataFolder = '', round = '0'] = process.argv.slice(2)
let now = Date.UTC(2026, 0, 5, 8 + Number(round))
const { db } = openReadings({ dataFolder, now })
const engine = createAlarmEngine({ db, now })
const sensors = Array.from({ length: 20 }, (_, i) => sensorOf(`n${i}_temperature`))
engine.setRules([ruleOf({ deadband: 0 }), ruleOf({ id: 'late', onDelayMs: 3000, latch: true })], now)
engine.setSensors(sensors)
for (let i = 0; ; i++) {
  now += 1000
  db.transaction(() => {
    engine.onTick(now)
    engine.onSamples(
      sensors.map(({ sensorId }, k) => ({ sensorId, at: now, value: (i + k) % 9 < 5 ? 30 : 20 })),
      now,
    )
    const alarmIds = i % 5 === 0 ? (db.prepare('SELECT id FROM alarm').pluck().all() as string[]) : []
    engine.act({ alarmIds, action: 'acknowledge', by: 'owner', comment: null, until: null, now })
  })()
  if (i === 5) process.stdout.write('storming\n')
}
