// kill -9 of a process that writes events and delivers them, again and again at points of chance, with a receiver in this process that fails now
// and then. Afterwards a last process works off what waits, and the books are compared: what was committed, what arrived, what was rolled back.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { makeTempFolder } from './server-process.ts'
import type { TestLife } from './test-server.ts'

export interface KillOutboxResult {
  readonly committed: number
  readonly arrived: number
  /** Deliveries of an id beyond its first. */
  readonly repeats: number
  /** Committed, said by the process or found in the database, and never delivered. */
  readonly lost: readonly string[]
  /** Delivered though no such event is in the database. */
  readonly ghosts: readonly string[]
  /** Said to be committed and not in the database. */
  readonly forgotten: readonly string[]
  /** Jobs that didn't end well, with the reason. */
  readonly open: readonly string[]
  readonly integrity: string
}

export async function runKillOutbox(t: TestLife, { kills, perRound }: { kills: number; perRound: number }): Promise<KillOutboxResult> {
  const dataFolder = await makeTempFolder(t)
  const arrived = new Map<string, number>()
  const receiver = createServer((request, reply) => {
    const id = String(request.headers['webhook-id'])
    request.resume().on('end', () => {
      // One in twenty is refused before it is taken.
      if (randomInt(20) === 0) return reply.writeHead(503).end()
      arrived.set(id, (arrived.get(id) ?? 0) + 1)
      reply.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  t.onTestFinished(async () => {
    receiver.closeAllConnections()
    receiver.close()
  })
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const said = new Set<string>()
  const start = (count: number) => startChild([dataFolder, url, String(count)], said)

  for (let round = 0; round < kills; round++) {
    const { child, ready, ended } = start(perRound)
    await ready
    await new Promise((resolve) => setTimeout(resolve, randomInt(5, 200)))
    child.kill('SIGKILL')
    await ended
  }
  const last = start(0)
  t.onTestFinished(async () => void last.child.kill('SIGKILL'))
  await last.ended
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'), { readonly: true })
  try {
    const committed = new Set(db.prepare('SELECT id FROM businessEvent').pluck().all() as string[])
    return {
      committed: committed.size,
      arrived: arrived.size,
      repeats: [...arrived.values()].reduce((sum, n) => sum + n - 1, 0),
      lost: [...committed].filter((id) => !arrived.has(id)),
      ghosts: [...arrived.keys()].filter((id) => !committed.has(id)),
      forgotten: [...said].filter((id) => !committed.has(id)),
      open: db
        .prepare("SELECT state || ' ' || leases || ' ' || coalesce(lastReason, '') FROM job WHERE state <> 'done'")
        .pluck()
        .all() as string[],
      integrity: db.pragma('integrity_check', { simple: true }) as string,
    }
  } finally {
    db.close()
  }
}

function startChild(args: readonly string[], said: Set<string>): { child: ChildProcess; ready: Promise<void>; ended: Promise<void> } {
  const child = spawn(process.execPath, ['test/helpers/outbox-child.ts', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const ready = new Promise<void>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (text + chunk.toString()).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        if (line === 'ready') resolve()
        if (line.startsWith('saved ')) said.add(line.slice(6))
      }
    })
    child.on('exit', (code) => reject(new Error(`the process ended with ${code} before it was ready`)))
  })
  return { child, ready, ended }
}
