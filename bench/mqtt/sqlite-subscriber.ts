// What people build around a broker: a subscriber that writes each message to SQLite, durably. node sqlite-subscriber.ts JSON.
// `rows` 1 commits every row before the next message is taken; more commits what came in batches. Prints "ready", then JSON when all are in.
import Database from 'better-sqlite3'
import mqtt from 'mqtt'

const { url, file, messages, rows } = JSON.parse(process.argv[2] ?? '{}') as { url: string; file: string; messages: number; rows: number }
const db = new Database(file)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
db.exec('CREATE TABLE reading (sensor TEXT NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (sensor, at)) WITHOUT ROWID')
const insert = db.prepare('INSERT OR IGNORE INTO reading VALUES (?, ?, ?)')
let stored = 0
let startedAt = 0
const waiting: { sensor: string; at: number; value: number }[] = []
const commit = db.transaction(() => {
  for (const { sensor, at, value } of waiting) insert.run(sensor, at, value)
})
const flush = (): void => {
  if (waiting.length === 0) return
  commit()
  stored += waiting.length
  waiting.length = 0
  if (stored < messages) return
  process.stdout.write(`${JSON.stringify({ stored, seconds: (performance.now() - startedAt) / 1000 })}\n`)
  process.exit(0)
}
const client = await mqtt.connectAsync(url, { clientId: 'recorder', clean: true })
client.on('message', (topic, payload) => {
  if (startedAt === 0) startedAt = performance.now()
  const { timestamp, value } = JSON.parse(payload.toString('utf8')) as { timestamp: number; value: number }
  waiting.push({ sensor: topic.split('/')[2] ?? '', at: timestamp, value })
  if (waiting.length >= rows) flush()
})
// What is left over when the messages pause.
if (rows > 1) setInterval(flush, 100)
await client.subscribeAsync('ceiling/sensors/+/data', { qos: 1 })
process.stdout.write('ready\n')
