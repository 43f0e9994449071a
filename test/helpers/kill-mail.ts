// kill -9 of the real server, again and again at points of chance while it sends mails to a server of others (aiosmtpd): newsletters whose mails
// are still being added, and mails of events. Afterwards a last start works off what waits, and the books are compared.
import type { ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { createClient } from '../../src/contract/client.ts'
import { makeTempFolder, spawnServer } from './server-process.ts'
import { startSmtpServer } from './smtp-server.ts'
import type { TestLife } from './test-server.ts'

export interface KillMailResult {
  readonly mails: number
  /** Mails that were taken again: a kill between the server's answer and our commit. */
  readonly repeats: number
  /** Kills that left mails waiting or on their way. */
  readonly killsAtWork: number
  /** In the database and never taken; or of a batch that was answered 202, and never taken. */
  readonly lost: readonly string[]
  /** Taken though no such mail is in the database. */
  readonly ghosts: readonly string[]
  /** One mail under two Message-IDs. */
  readonly doubled: readonly string[]
  /** Mails that did not end as sent. */
  readonly open: readonly string[]
  readonly integrity: string
}

const flags = ['--http-port', '0', '--log-level', 'error']

/** After each start a newsletter to `people` and an event for two; the kill comes with one of the first `mostTaken` that are taken. */
export async function runKillMail(t: TestLife, given: { kills: number; people: number; mostTaken: number }): Promise<KillMailResult> {
  const { kills, people, mostTaken } = given
  const dataFolder = await makeTempFolder(t)
  let onTaken = () => {}
  const smtp = await startSmtpServer(t, {}, () => onTaken())
  const start = async () => {
    const server = spawnServer(t, ['--data', dataFolder, ...flags])
    const { http } = await server.ready()
    const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
    return { server, client: createClient({ baseUrl: http, token: () => token }) }
  }
  /** With a mail of chance, or a few milliseconds after it: before the answer, between answer and commit, in the next mail. */
  const killAtWork = (child: ChildProcess) =>
    new Promise<void>((resolve) => {
      let left = randomInt(1, mostTaken)
      const end = () => {
        clearTimeout(timer)
        onTaken = () => {}
        child.kill('SIGKILL')
        resolve()
      }
      const timer = setTimeout(end, 5000)
      onTaken = () => {
        left -= 1
        if (left === 0) randomInt(2) === 0 ? end() : setTimeout(end, randomInt(8))
      }
    })
  const openDatabase = () => new SqliteDatabase(join(dataFolder, 'plenum.db'), { readonly: true })
  const promised: string[] = []
  let killsAtWork = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const { server, client } = await start()
    if (kill === 0) {
      const account = { host: '127.0.0.1', port: smtp.port, ca: smtp.authority, from: 'plenum@example.org', ratePerMinute: 10_000 }
      await client.changeMailSettings({ body: account })
      const recipients = ['ada', 'max'].map((who) => ({ kind: 'address' as const, email: `${who}@example.org` }))
      await client.createMailRule({ body: { name: 'Nodes', events: ['node.*'], recipients } })
    }
    const work = async () => {
      const to = Array.from({ length: people }, (_, n) => `p${kill}-${n}@example.org`)
      await client.sendMail({ body: { title: `News ${kill}`, text: 'b', to } })
      promised.push(...to)
      await client.createNode({ body: { nodeId: `hall-${kill}`, sensors: ['temperature'] } })
      await client.deleteNode({ params: { id: `hall-${kill}` } })
    }
    const working = work().catch(() => {
      // The kill cut it off.
    })
    await killAtWork(server.child)
    await Promise.all([server.ended(), working])
    const db = openDatabase()
    if ((db.prepare(`SELECT count(*) FROM job WHERE kind = 'mail' AND state IN ('waiting', 'running')`).pluck().get() as number) > 0)
      killsAtWork += 1
    db.close()
  }

  const { server, client } = await start()
  for (let left = 1; left > 0; ) {
    await new Promise((resolve) => setTimeout(resolve, 30))
    left = (await client.getMailSettings({})).health.waiting
  }
  server.child.kill('SIGTERM')
  await server.ended()

  const db = openDatabase()
  try {
    const rows = db
      .prepare<[], { messageId: string; email: string; state: string; reason: string | null }>('SELECT * FROM mailMessage')
      .all()
    const taken = new Set(smtp.taken.map(({ messageId }) => messageId))
    const known = new Set(rows.map(({ messageId }) => messageId))
    const reached = new Set(smtp.taken.flatMap(({ to }) => to))
    const ofPeople = Map.groupBy(
      smtp.taken.filter(({ to }) => /^p\d/.test(to[0] ?? '')),
      ({ to }) => to[0],
    )
    return {
      mails: rows.length,
      repeats: smtp.taken.length - taken.size,
      killsAtWork,
      lost: [
        ...rows.filter(({ messageId }) => !taken.has(messageId)).map(({ email }) => email),
        ...promised.filter((email) => !reached.has(email)),
      ],
      ghosts: [...taken].filter((id) => !known.has(id)),
      doubled: [...ofPeople].flatMap(([email, same]) => (new Set(same.map(({ messageId }) => messageId)).size > 1 ? [String(email)] : [])),
      open: rows.filter(({ state }) => state !== 'sent').map(({ email, state, reason }) => `${email} ${state} ${reason}`),
      integrity: db.pragma('integrity_check', { simple: true }) as string,
    }
  } finally {
    db.close()
  }
}
