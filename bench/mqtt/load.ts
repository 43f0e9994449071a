// A process that loads a broker: node load.ts JSON. `perSecond` 0 sends as fast as `window` unacknowledged messages a client allow.
// Prints one line of JSON: how many were acknowledged, in what time, and the percentiles of the acknowledgement.
import { percentile } from '../claim.ts'
import { connectRaw, type RawClient } from './raw-client.ts'

export interface LoadOptions {
  readonly port: number
  readonly clients: number
  /** Readings in all. */
  readonly messages: number
  /** All clients together; 0 for as fast as it goes. */
  readonly perSecond: number
  readonly window: number
  readonly credentials?: readonly { readonly username: string; readonly password: string }[]
  /** Stamps count up from here, one ms a message of a client. */
  readonly firstStamp: number
}
export interface LoadResult {
  readonly acknowledged: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly lost: number
}

const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions
const { clients: count, messages, perSecond, window } = options
let sent = 0
let acknowledged = 0
let lost = 0
const times: number[] = []
let finish = (): void => undefined
const finished = new Promise<void>((done) => {
  finish = done
})

const stamps = new Array<number>(count).fill(options.firstStamp)
/** As node authors write it: one reading, its type, its stamp. */
function sendOne(client: RawClient, index: number): void {
  if (sent >= messages) return
  sent += 1
  const stamp = (stamps[index] ?? 0) + 1
  stamps[index] = stamp
  const value = (21 + Math.sin(stamp / 600_000) * 2).toFixed(2)
  const at = performance.now()
  client.publish(
    `ceiling/sensors/load-${index}_temperature/data`,
    `{"sensor_type":"temperature","value":${value},"timestamp":${stamp}}`,
    () => {
      times.push(performance.now() - at)
      acknowledged += 1
      if (acknowledged >= messages) finish()
      else if (perSecond === 0) sendOne(client, index)
    },
  )
}

const clients = await Promise.all(
  Array.from({ length: count }, (_, index) => {
    const credentials = options.credentials?.[index]
    return connectRaw({
      port: options.port,
      clientId: credentials?.username ?? `load-${index}`,
      ...(credentials ? { credentials } : {}),
      onClose: () => {
        lost += 1
        finish()
      },
    })
  }),
)
const startedAt = performance.now()
if (perSecond === 0) {
  for (let n = 0; n < window; n++) for (const [index, client] of clients.entries()) sendOne(client, index)
} else {
  const timer = setInterval(() => {
    const due = Math.min(messages, Math.floor(((performance.now() - startedAt) / 1000) * perSecond))
    while (sent < due) sendOne(clients[sent % count] as RawClient, sent % count)
    if (sent >= messages) clearInterval(timer)
  }, 2)
}
await finished
const seconds = (performance.now() - startedAt) / 1000
for (const client of clients) client.end()
const result: LoadResult = {
  ...{ acknowledged, seconds, lost },
  p50Ms: percentile(times, 50),
  p99Ms: percentile(times, 99),
  maxMs: times.reduce((most, ms) => Math.max(most, ms), 0),
}
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(0)
