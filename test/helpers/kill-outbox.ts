// kill -9 of the real server, again and again at points of chance while it delivers webhooks, with a receiver in this process that refuses one
// in fifty. Afterwards a last start works off what waits, and the books are compared: what the database holds, what arrived, in which order.
import type { ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { Webhook } from 'standardwebhooks'
import { createClient } from '../../src/contract/client.ts'
import { makeTempFolder, spawnServer } from './server-process.ts'
import type { TestLife } from './test-server.ts'

export interface KillOutboxResult {
  readonly events: number
  readonly deliveries: number
  /** Arrivals of a webhook-id beyond its first. */
  readonly repeats: number
  /** Kills that cut off deliveries which still waited or ran. */
  readonly killsAtWork: number
  /** `event endpoint` that were committed and never arrived. */
  readonly lost: readonly string[]
  /** Arrived though no such delivery is in the database. */
  readonly ghosts: readonly string[]
  /** `event endpoint` that arrived under two webhook-ids. */
  readonly doubled: readonly string[]
  /** Answered 201 and not in the database. */
  readonly forgotten: readonly string[]
  /** First attempts of an endpoint that overtook an earlier event. */
  readonly overtaken: readonly string[]
  readonly badSignatures: number
  /** Jobs that didn't end well. */
  readonly open: readonly string[]
  readonly integrity: string
}

interface Arrival {
  readonly id: string
  readonly eventId: string
  readonly endpoint: string
  readonly isTaken: boolean
}

const flags = ['--http-port', '0', '--log-level', 'error']
const room = { outer: [[0, 0], [3000, 0], [3000, 3000], [0, 3000]] as [number, number][] } // biome-ignore format: one room, one line
const key = (eventId: string, endpoint: string) => `${eventId} ${endpoint}`

/** After each start `designs` are saved, each told to every endpoint; the kill comes with one of the first `mostArrivals` that arrive. */
export async function runKillOutbox(
  t: TestLife,
  given: { kills: number; endpoints: number; designs: number; mostArrivals: number },
): Promise<KillOutboxResult> {
  const { kills, endpoints, designs, mostArrivals } = given
  const dataFolder = await makeTempFolder(t)
  const arrivals: Arrival[] = []
  const secrets = new Map<string, Webhook>()
  let badSignatures = 0
  let onArrival = () => {}
  const receiver = createServer((request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const endpoint = (request.url ?? '').slice(1)
      const isTaken = randomInt(50) !== 0
      arrivals.push({ id: String(request.headers['webhook-id']), eventId: (JSON.parse(body) as { id: string }).id, endpoint, isTaken })
      try {
        secrets.get(endpoint)?.verify(body, request.headers as Record<string, string>)
      } catch {
        badSignatures += 1
      }
      onArrival()
      reply.writeHead(isTaken ? 204 : 503).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  t.onTestFinished(async () => {
    receiver.closeAllConnections()
    receiver.close()
  })
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const start = async () => {
    const server = spawnServer(t, ['--data', dataFolder, ...flags])
    const { http } = await server.ready()
    const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
    return { server, client: createClient({ baseUrl: http, token: () => token }) }
  }

  const answered: string[] = []
  let projectId = ''
  let killsAtWork = 0
  const running = (): number => {
    const db = new SqliteDatabase(join(dataFolder, 'plenum.db'), { readonly: true })
    const n = db.prepare(`SELECT count(*) FROM job WHERE state IN ('waiting', 'running') AND attempts = 0`).pluck().get() as number
    db.close()
    return n
  }
  /** With an arrival of chance, or a few milliseconds after it: before the answer, between answer and commit, in the next try. */
  const killAtWork = (child: ChildProcess) =>
    new Promise<void>((resolve) => {
      let left = randomInt(1, mostArrivals)
      const end = () => {
        clearTimeout(timer)
        onArrival = () => {}
        child.kill('SIGKILL')
        resolve()
      }
      const timer = setTimeout(end, 5000)
      onArrival = () => {
        left -= 1
        if (left === 0) randomInt(2) === 0 ? end() : setTimeout(end, randomInt(8))
      }
    })
  for (let kill = 0; kill < kills; kill += 1) {
    const { server, client } = await start()
    if (kill === 0) {
      for (let i = 0; i < endpoints; i += 1) {
        const made = await client.createWebhook({
          body: { name: `e${i}`, url: `${url}/e${i}`, events: ['design.saved'], allowLoopback: true },
        })
        secrets.set(`e${i}`, new Webhook(made.secret))
      }
      projectId = (await client.createProject({ body: { name: 'P' } })).id
    }
    const save = async () => {
      for (let n = 0; n < designs; n += 1) {
        const body = { name: `${kill}-${n}`, room, system: { kind: 'grid' as const, module: [600, 600] as [number, number] } }
        answered.push((await client.createDesign({ params: { id: projectId }, body })).id)
      }
    }
    const saving = save().catch(() => {
      // The kill cut it off.
    })
    await killAtWork(server.child)
    await Promise.all([server.ended(), saving])
    if (running() > 0) killsAtWork += 1
  }

  const { server, client } = await start()
  for (let left = 1; left > 0; ) {
    await new Promise((resolve) => setTimeout(resolve, 30))
    const { items } = await client.listDeliveries({ query: { state: 'waiting', limit: 100 } })
    left = items.length
    // Refused ones are sent again at once: nobody waits for their ladder here.
    for (const { id, attempts } of items) if (attempts > 0) await client.replayDelivery({ params: { id }, body: {} })
  }
  server.child.kill('SIGTERM')
  await server.ended()

  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'), { readonly: true })
  try {
    const read = <T>(sql: string) => db.prepare<[], T>(sql).all()
    const events = read<{ id: string; seq: number; designId: string }>(
      `SELECT id, seq, json_extract(data, '$.designId') AS designId FROM businessEvent WHERE type = 'design.saved'`,
    )
    const rows = read<{ id: string; eventId: string; endpoint: string }>(
      'SELECT d.id, d.eventId, w.name AS endpoint FROM delivery AS d JOIN webhook AS w ON w.id = d.webhookId',
    )
    const taken = arrivals.filter(({ isTaken }) => isTaken)
    const arrived = new Set(taken.map((one) => key(one.eventId, one.endpoint)))
    const ids = Map.groupBy(arrivals, (one) => key(one.eventId, one.endpoint))
    const known = new Set(rows.map(({ id }) => id))
    const seqOf = new Map(events.map(({ id, seq }) => [id, seq]))
    const told = new Set(events.map(({ designId }) => designId))
    return {
      events: events.length,
      deliveries: rows.length,
      repeats: taken.length - new Set(taken.map(({ id }) => id)).size,
      killsAtWork,
      lost: [...seqOf.keys()].flatMap((id) => [...secrets.keys()].map((endpoint) => key(id, endpoint))).filter((one) => !arrived.has(one)),
      ghosts: arrivals.filter(({ id, eventId }) => !known.has(id) || !seqOf.has(eventId)).map(({ id }) => id),
      doubled: [...ids].filter(([, same]) => new Set(same.map(({ id }) => id)).size > 1).map(([one]) => one),
      forgotten: answered.filter((id) => !told.has(id)),
      overtaken: [...Map.groupBy(arrivals, ({ endpoint }) => endpoint).values()].flatMap((same) => overtakersOf(same, seqOf)),
      badSignatures,
      open: read<{ text: string }>(`SELECT state || ' ' || coalesce(lastReason, '') AS text FROM job WHERE state <> 'done'`).map(
        (one) => one.text,
      ),
      integrity: db.pragma('integrity_check', { simple: true }) as string,
    }
  } finally {
    db.close()
  }
}

/** Events whose first attempt came after that of a later event. */
function overtakersOf(arrivals: readonly Arrival[], seqOf: ReadonlyMap<string, number>): string[] {
  const seen = new Set<string>()
  let newest = 0
  return arrivals.flatMap(({ eventId, endpoint }) => {
    if (seen.has(eventId)) return []
    seen.add(eventId)
    const seq = seqOf.get(eventId) ?? 0
    if (seq < newest) return [key(eventId, endpoint)]
    newest = seq
    return []
  })
}
