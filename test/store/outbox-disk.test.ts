// A full disk, a real one, on both sides of the outbox: the cause is refused as a whole or its event is kept and told; the result of an attempt is
// kept until it can be written, and nothing is sent again for it. With faults in place of a disk: outbox.test.ts.
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { startReceiver } from '../helpers/receiver.ts'
import { mountSmall } from '../helpers/small-disk.ts'
import { startTestServer } from '../helpers/test-server.ts'

test('On a full disk a cause and its event are refused together or kept together; what was kept is told', async (t) => {
  const dataFolder = mountSmall(t, 10)
  if (dataFolder === null) return t.skip('no small file system can be mounted here')
  const server = await startTestServer(t, { dataFolder })
  const { client, clock } = server
  let held: (() => void)[] = []
  let isHolding = false
  const { url, got } = await startReceiver(t, (response) => {
    if (isHolding) held.push(() => response.end())
    else response.end()
  })
  const webhooks = [0, 1, 2].map((i) => ({ name: `Hook ${i}`, url, events: ['design.saved'], allowLoopback: true }))
  for (const body of webhooks) await client.createWebhook({ body })
  const { id: projectId } = await client.createProject({ body: { name: 'P' } })
  const filler = join(dataFolder, 'filler')
  const fill = () => {
    const { bavail, bsize } = statfsSync(dataFolder)
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail - 6) * bsize))
  }
  const save = (name: string) => client.createDesign({ params: { id: projectId }, body: { name, system: { kind: 'panels' } } })
  // Each save with its event and three deliveries until the disk is full: at whatever point of the transaction that happens.
  const kept: string[] = []
  const refused: string[] = []
  isHolding = true
  kept.push((await save('Before')).id)
  await expect.poll(() => held.length).toBe(3)
  fill()
  for (let i = 0; refused.length < 5 && i < 400; i++) {
    try {
      kept.push((await save(`Room ${i}`)).id)
    } catch (error) {
      expect(error).toMatchObject({ code: 'disk_full' })
      refused.push(`Room ${i}`)
    }
  }
  expect(refused).toHaveLength(5)
  expect(got).toHaveLength(3)
  // Answers come while nothing can be written: the attempts are not made again.
  isHolding = false
  for (const answer of held) answer()
  held = []
  await new Promise((resolve) => setTimeout(resolve, 100))
  clock.advance(900)
  rmSync(filler)
  kept.push((await save('After')).id)
  const names = async () => (await client.listDesigns({ query: { limit: 100 } })).items.map(({ name }) => name)
  const wanted = 3 * kept.length
  for (let i = 0; i < 100 && new Set(got.map((one) => one.headers['webhook-id'])).size < wanted; i++) {
    clock.advance(1000)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'), { readonly: true })
  const told = db
    .prepare(`SELECT json_extract(data, '$.designId') FROM businessEvent WHERE type = 'design.saved'`)
    .pluck()
    .all() as string[]
  const halves = db
    .prepare(`SELECT count(*) FROM businessEvent e WHERE (SELECT count(*) FROM delivery d WHERE d.eventId = e.id) <> 3
      OR (SELECT count(*) FROM job j WHERE j.eventId = e.id) <> 3`)
    .pluck()
    .get()
  db.close()
  expect((await names()).some((name) => refused.includes(name))).toBe(false)
  expect(told).toHaveLength(kept.length)
  expect(kept.every((id) => told.includes(id))).toBe(true)
  expect(halves).toBe(0)
  expect(new Set(got.map((one) => one.headers['webhook-id'])).size).toBe(wanted)
  expect(got).toHaveLength(wanted)
})
