// The lab's sink lent this server's mail: everything is as it was when it ends, by hand, by time, or by a crash.
import { expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

const own = { host: 'smtp.example.org', port: 465, user: 'ada', tls: 'implicit' as const, from: 'office@example.org', ca: null }
const settingsOf = async ({ client }: TestServer) => {
  const { host, port, user, tls, from, ca, hasPassword, isToLab } = await client.getMailSettings({})
  return { host, port, user, tls, from, ca, hasPassword, isToLab }
}
const restored = { ...own, hasPassword: true, isToLab: false }

test('mail goes to the sink, says so, and goes the old way again when that is wanted, when the sink stops, and when its time is over', async (t) => {
  const server = await startTestServer(t)
  const { client, clock } = server
  await expect(client.sendMailToLab({ body: {} })).rejects.toMatchObject({ code: 'conflict', hint: 'Start it first.' })
  await client.changeMailSettings({ body: { ...own, password: 'kept through it all' } })
  const { port } = await client.startLabSmtp({ body: {} })
  const lend = async () => {
    await client.startLabSmtp({ body: {} })
    return client.sendMailToLab({ body: {} })
  }
  expect((await lend()).isUsedByMail).toBe(true)
  expect(await settingsOf(server)).toMatchObject({ host: '127.0.0.1', port, user: null, tls: 'required', from: own.from, isToLab: true })
  expect((await client.getMailSettings({})).health).toMatchObject({ state: 'degraded', reason: expect.stringContaining('lab') })
  await client.sendMail({ body: { title: 'To the lab', text: 'and nowhere else', to: ['a@example.org', 'b@example.org'] } })
  const arrived = async () => {
    clock.advance(20)
    return (await client.getLabSmtp({})).received.map(({ to }) => to[0]).sort()
  }
  await expect.poll(arrived, { timeout: 10_000 }).toEqual(['a@example.org', 'b@example.org'])
  const [newest, oldest] = (await client.getLabSmtp({})).received
  const later = await client.getLabSmtp({ query: { since: oldest?.id ?? 0 } })
  expect([later.received.map(({ id }) => id), later.oldestId]).toEqual([[newest?.id], oldest?.id])

  expect((await client.takeMailFromLab({})).isUsedByMail).toBe(false)
  expect(await settingsOf(server)).toEqual(restored)
  await lend()
  // Lent twice is lent once: what it was before is not the sink itself.
  await lend()
  await client.stopLabSmtp({})
  expect(await settingsOf(server)).toEqual(restored)
  await lend()
  clock.advance(30 * 60_000 + 1)
  expect(await settingsOf(server)).toEqual(restored)
})

test('another server chosen meanwhile stays chosen', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  await client.startLabSmtp({ body: {} })
  await client.sendMailToLab({ body: {} })
  await client.changeMailSettings({ body: { host: 'mail.example.net', port: 587, ca: null } })
  expect((await client.getLabSmtp({})).isUsedByMail).toBe(false)
  await client.stopLabSmtp({})
  expect(await settingsOf(server)).toMatchObject({ host: 'mail.example.net', port: 587, isToLab: false })
})

test('a server that ended while its mail was lent starts with the earlier settings', async (t) => {
  const server = await startTestServer(t)
  await server.client.changeMailSettings({ body: { ...own, password: 'kept through it all' } })
  await server.client.startLabSmtp({ body: {} })
  await server.client.sendMailToLab({ body: {} })
  const { dataFolder } = server
  await server.stop()
  expect(await settingsOf(await startTestServer(t, { dataFolder }))).toEqual(restored)
})
