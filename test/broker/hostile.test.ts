// Clients that break the rules or mean harm: each is refused or bounded and named, and a healthy one beside it does not notice.
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { TestLife } from '../helpers/test-server.ts'
import { startBroker } from './broker-under-test.ts'
import { connectPacket, openAccepted, openRaw, packet, publishPacket, subscribePacket, text } from './wire.ts'

type UnderTest = Awaited<ReturnType<typeof startBroker>>
const topic = 'ceiling/sensors/well_temperature/data'

/** A healthy node that publishes every few milliseconds; `end` gives its longest wait for an acknowledgement in ms. */
async function startHealthy(t: TestLife, { port }: UnderTest): Promise<{ end(): Promise<number> }> {
  const client = await openAccepted(t, port, { clientId: 'well' })
  let longestMs = 0
  let isOver = false
  const run = (async () => {
    let bytes = 4
    for (let n = 1; !isOver; n = (n % 60_000) + 1) {
      const start = performance.now()
      client.send(publishPacket(topic, '{"value":1}', 1, n))
      bytes += 4
      const hex = await client.received(bytes)
      if (hex.length < bytes * 2) throw new Error('the healthy node got no acknowledgement')
      longestMs = Math.max(longestMs, performance.now() - start)
      await new Promise((resume) => setTimeout(resume, 10))
    }
  })()
  return {
    end: async () => {
      isOver = true
      await run
      return longestMs
    },
  }
}

/** Far above what it takes on a quiet machine, far below what a stall of another client would cost (5 s and more). */
const mostWaitMs = 1500
afterEach(() => vi.restoreAllMocks())

describe('what no client should send', () => {
  const wrong: readonly (readonly [string, Buffer])[] = [
    ['garbage instead of CONNECT', randomBytes(4000)],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['a length of five bytes', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x7f])],
    ['a CONNECT of 256 MB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4])],
    ['a PUBLISH before CONNECT', publishPacket('ceiling/sensors/n1_temperature/data', '{}')],
    ['a CONNECT whose strings reach past its end', packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 60, 0xff, 0xff]))],
  ]
  for (const [name, bytes] of wrong) {
    test(`${name} ends that connection only`, async (t) => {
      const b = await startBroker(t)
      const healthy = await startHealthy(t, b)
      const hostile = await openRaw(t, b.port)
      hostile.send(bytes)
      expect(await hostile.closes()).toBe(true)
      expect(b.broker.figures.refused).toBeGreaterThan(0)
      expect(await healthy.end()).toBeLessThan(mostWaitMs)
    })
  }

  const after: readonly (readonly [string, Buffer])[] = [
    ['a PUBLISH of 256 MB', Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f, 0, 1, 0x61])],
    ['a PUBLISH over 64 KiB', publishPacket('ceiling/sensors/n1_temperature/data', 'x'.repeat(70_000), 1, 1)],
    ['a topic that is no UTF-8', publishPacket(Buffer.from([0x63, 0xff, 0xfe]), '{}', 1, 1)],
    ['a topic with U+0000', publishPacket('ceiling/\0/x', '{}', 1, 1)],
    ['a topic with a wildcard', publishPacket('ceiling/sensors/+/data', '{}', 1, 1)],
    ['a topic of a hundred levels', publishPacket(Array.from({ length: 100 }, () => 'a').join('/'), '{}', 1, 1)],
    ['a second CONNECT', connectPacket({ clientId: 'n1' })],
    ['a packet of type 15', Buffer.from([0xf0, 0])],
    ['a packet id of 0', publishPacket('ceiling/sensors/n1_temperature/data', '{}', 1, 0)],
  ]
  for (const [name, bytes] of after) {
    test(`${name} ends the connection and is counted`, async (t) => {
      const b = await startBroker(t)
      const hostile = await openAccepted(t, b.port, { clientId: 'n1' })
      hostile.send(bytes)
      expect(await hostile.closes()).toBe(true)
      expect(b.ingest.taken).toEqual([])
      expect(Object.keys(b.broker.figures.refusals()).length).toBeGreaterThan(0)
    })
  }
})

test('memory stays put while ten clients announce 256 MB each and send what they can', async (t) => {
  const b = await startBroker(t)
  const before = process.memoryUsage().rss
  const clients = await Promise.all(Array.from({ length: 10 }, (_, n) => openAccepted(t, b.port, { clientId: `big${n}` })))
  for (const client of clients) client.send(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(4_000_000))
  expect(await Promise.all(clients.map((client) => client.closes()))).toEqual(clients.map(() => true))
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
})

test('who never finishes a CONNECT is sent away in time', async (t) => {
  const b = await startBroker(t, { limits: { connectSeconds: 1 } })
  const slow = await openRaw(t, b.port)
  slow.send(connectPacket({ clientId: 'n1' }).subarray(0, 5))
  expect(await slow.closes(5000)).toBe(true)
  expect(Object.keys(b.broker.figures.refusals()).join()).toContain('no CONNECT came in time')
})

test('a flood of connections from one address is cut at the limit; in open mode this machine is exempt', async (t) => {
  const few = await startBroker(t, { auth: 'required', limits: { connectionsPerAddress: 5 } })
  const sockets = await Promise.all(Array.from({ length: 12 }, () => openRaw(t, few.port)))
  await expect.poll(async () => (await Promise.all(sockets.map((s) => s.closes(1)))).filter(Boolean).length).toBe(7)
  const open = await startBroker(t, { auth: 'open', limits: { connectionsPerAddress: 5 } })
  const free = await Promise.all(Array.from({ length: 12 }, (_, n) => openAccepted(t, open.port, { clientId: `n${n}` })))
  expect((await Promise.all(free.map((s) => s.closes(1)))).filter(Boolean)).toEqual([])
})

test('a subscriber that stops reading is cut off and holds up nobody', async (t) => {
  const b = await startBroker(t, { limits: { drainSeconds: 1, frozenBytes: 256 * 1024, slowBytes: 64 * 1024 } })
  b.gate.keys.set('reads', ['sensors:read'])
  const frozen = connect(b.port, '127.0.0.1')
  frozen.on('error', () => {})
  t.onTestFinished(async () => void frozen.destroy())
  const password = 'reads'
  frozen.write(Buffer.concat([connectPacket({ clientId: 'p', username: 'key', password }), subscribePacket('ceiling/#', 1)]))
  await vi.waitFor(() => expect([...b.broker.connections()][0]?.filters.size).toBe(1))
  frozen.pause()
  const healthy = await startHealthy(t, b)
  const loud = await openAccepted(t, b.port, { clientId: 'loud' })
  const payload = JSON.stringify({ value: 1, metadata: { note: 'x'.repeat(8000) } })
  for (let n = 1; n <= 1500; n++) loud.send(publishPacket('ceiling/sensors/loud_temperature/data', payload, 1, n))
  await loud.received(4 + 4 * 1500, 20_000)
  await vi.waitFor(() => expect([...b.broker.connections()].filter(({ clientId }) => clientId === 'p')).toEqual([]), { timeout: 10_000 })
  expect(await healthy.end()).toBeLessThan(mostWaitMs)
})

test('who publishes faster than the limit is slowed, and loses nothing', async (t) => {
  const b = await startBroker(t, { limits: { messagesPerSecond: 200, messageBurst: 100 } })
  const fast = await openAccepted(t, b.port, { clientId: 'n1' })
  const start = performance.now()
  fast.send(...Array.from({ length: 400 }, (_, n) => publishPacket('ceiling/sensors/n1_temperature/data', `{"value":${n}}`, 1, n + 1)))
  const hex = await fast.received(4 + 4 * 400, 10_000)
  expect(hex).toHaveLength((4 + 4 * 400) * 2)
  expect(performance.now() - start).toBeGreaterThan(1000)
  expect(b.ingest.taken).toHaveLength(400)
})

describe('access', () => {
  const credentials = { clientId: 'n1', username: 'n1', password: 'secret' }
  const startClosed = async (t: TestLife) => {
    const b = await startBroker(t, { auth: 'required' })
    b.gate.nodes.add('n1').add('n2')
    b.gate.passwords.set('n1', 'secret')
    b.gate.keys.set('reads', ['sensors:read']).set('other', ['projects:read'])
    return b
  }
  const connackOf = async (t: TestLife, port: number, wish: Parameters<typeof connectPacket>[0]) => {
    const client = await openRaw(t, port)
    client.send(connectPacket(wish))
    const answer = await client.received(4)
    await client.closes(500)
    return answer
  }

  test('no credentials, wrong ones, another client id, a key without the scope: each is refused with its code', async (t) => {
    const { port } = await startClosed(t)
    expect(await connackOf(t, port, { clientId: 'n1' })).toBe('20020005')
    expect(await connackOf(t, port, { ...credentials, password: 'wrong' })).toBe('20020004')
    expect(await connackOf(t, port, { ...credentials, clientId: 'n2' })).toBe('20020002')
    expect(await connackOf(t, port, { clientId: 'p', username: 'key', password: 'other' })).toBe('20020005')
    expect(await connackOf(t, port, credentials)).toBe('20020000')
  })

  test('a will on a topic of somebody else is refused at CONNECT and never fires', async (t) => {
    const b = await startClosed(t)
    for (const wrong of ['ceiling/nodes/n2/status', 'ceiling/commands/n1', '$SYS/x', 'ceiling/nodes/+/status']) {
      const answer = await connackOf(t, b.port, { ...credentials, will: { topic: wrong, payload: '{"status":"offline"}' } })
      expect([wrong, answer === '' || answer === '20020005']).toEqual([wrong, true])
    }
    expect(b.gate.calls.filter(([name]) => name === 'status')).toEqual([])
  })

  test('a node writes only its own topics and reads only its own commands', async (t) => {
    const b = await startClosed(t)
    for (const wrong of ['ceiling/sensors/n2_temperature/data', 'ceiling/commands/n1', 'ceiling/nodes/n2/status', '$SYS/x', 'other']) {
      const node = await openAccepted(t, b.port, credentials)
      node.send(publishPacket(wrong, '{"value":1}', 1, 1))
      expect([wrong, await node.closes()]).toEqual([wrong, true])
    }
    expect(b.ingest.taken).toEqual([])
    const refusals = b.gate.calls.filter(([name]) => name === 'refusal')
    expect(refusals.map(([, nodeId]) => nodeId)).toEqual(Array.from({ length: 5 }, () => 'n1'))
    const node = await openAccepted(t, b.port, credentials)
    const filters = ['#', 'ceiling/#', 'ceiling/commands/+', 'ceiling/commands/n2', '$SYS/#', '$share/g/ceiling/#', 'ceiling/commands/n1']
    for (const [n, filter] of filters.entries()) node.send(subscribePacket(filter, 1, n + 1))
    const answers = (await node.received(4 + 5 * filters.length)).slice(8)
    expect(filters.map((filter, n) => [filter, answers.slice(n * 10 + 8, n * 10 + 10)])).toEqual(
      filters.map((filter) => [filter, filter === 'ceiling/commands/n1' ? '01' : '80']),
    )
  })

  test('a program reads ceiling/# and writes nothing; while pairing only the own registration goes', async (t) => {
    const b = await startClosed(t)
    const program = await openAccepted(t, b.port, { clientId: 'tool', username: 'key', password: 'reads' })
    program.send(subscribePacket('ceiling/#', 0, 1), subscribePacket('$SYS/#', 0, 2), subscribePacket('#', 0, 3))
    const answers = (await program.received(19)).slice(8).match(/.{10}/g) ?? []
    expect(answers.sort()).toEqual(['9003000100', '9003000280', '9003000380'])
    program.send(publishPacket('ceiling/sensors/n1_temperature/data', '{"value":1}', 1, 1))
    expect(await program.closes()).toBe(true)
    const device = await openAccepted(t, b.port, { clientId: 'new-1', username: 'pair', password: 'ABCD-EFGH' })
    device.send(publishPacket('ceiling/nodes/new-1/registration', '{"node_id":"new-1"}', 1, 1))
    expect(await device.received(8)).toMatch(/40020001$/)
    device.send(publishPacket('ceiling/sensors/new-1_temperature/data', '{"value":1}', 1, 2))
    expect(await device.closes()).toBe(true)
    expect(b.ingest.taken).toEqual([])
  })
})
