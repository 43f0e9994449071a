// MQTT 3.1.1 over real sockets: every normative statement a server can break, as bytes of our own.
import { expect, test } from 'vitest'
import { startBroker } from './broker-under-test.ts'
import { elsewhere, serverStatements } from './conformance-statements.ts'
import { vectors } from './conformance-vectors.ts'
import { connack, connectHex, openRaw, publishHex, subscribeHex, unsubscribeHex } from './raw-client.ts'

type Running = Awaited<ReturnType<typeof startBroker>>

/** A client whose CONNECT was taken; `present` is the session flag it expects. */
async function join(t: Parameters<typeof openRaw>[0], b: Running, hex: string, present = false) {
  const client = await openRaw(t, b.port)
  client.send(hex)
  expect(await client.expect(connack)).toBe(present ? '20020100' : connack)
  return client
}

test('each vector gets its bytes, and its connection stands or falls as it must', async (t) => {
  const { port } = await startBroker(t)
  const played = await Promise.all(
    vectors.map(async ({ name, connect, send, expect: wanted, after }, i) => {
      const client = await openRaw(t, port)
      if (connect === 'plain') {
        client.send(connectHex(`vector-${i}`))
        await client.expect(connack)
      }
      client.send(send)
      const came = await client.expect(wanted)
      const isClosed = await client.isClosed(after === 'closes' ? 3000 : 150)
      return { name, came: came + (await client.drain(20)), after: isClosed ? 'closes' : 'stays' }
    }),
  )
  expect(played).toEqual(vectors.map(({ name, expect: wanted, after }) => ({ name, came: wanted.replace(/\s/g, ''), after })))
})

test('every normative statement for servers has a vector, a sequence here or a reason', () => {
  const covered = new Set([...vectors.flatMap(({ statements }) => statements), ...Object.keys(elsewhere)])
  expect(serverStatements.filter((statement) => !covered.has(statement))).toEqual([])
  expect([...covered].filter((statement) => !serverStatements.includes(statement))).toEqual([])
})

test('a kept session is present again, keeps filters and messages, and a clean one forgets them (3.1.2-4 to -6, 3.2.2-2, 4.4.0-1)', async (t) => {
  const b = await startBroker(t)
  const kept = await join(t, b, connectHex('s1', { clean: false }))
  kept.send(subscribeHex(1, ['kept/#', 1]))
  await kept.expect('9003000101')
  kept.send('e000')
  await kept.isClosed()
  const sender = await join(t, b, connectHex('s2'))
  sender.send(
    publishHex('kept/a', 'one', { qos: 1, id: 7 }) + publishHex('kept/b', 'lost', {}) + publishHex('kept/c', 'two', { qos: 2, id: 8 }),
  )
  await sender.expect('40020007 50020008')
  const again = await join(t, b, connectHex('s1', { clean: false }), true)
  const came = await again.drain()
  // QoS 0 isn't kept; QoS 2 comes as 1, what was subscribed to.
  expect(came).toMatch(/^320d00066b6570742f61....6f6e65320d00066b6570742f63....74776f$/)
  // Not acknowledged: they come again, marked as repeated [MQTT-3.3.1-1], the first one before the second [MQTT-4.6.0-1].
  again.socket.destroy()
  const third = await join(t, b, connectHex('s1', { clean: false }), true)
  const repeated = await third.drain()
  expect(repeated).toBe(came.replaceAll('320d', '3a0d'))
  for (const [, id] of repeated.matchAll(/6b6570742f6[13](....)/g)) third.send(`4002${id}`)
  third.send('c000')
  await third.expect('d000')
  third.send('e000')
  await third.isClosed()
  const fourth = await join(t, b, connectHex('s1', { clean: false }), true)
  expect(await fourth.drain()).toBe('')
  fourth.send('e000')
  await fourth.isClosed()
  const clean = await join(t, b, connectHex('s1'))
  sender.send(publishHex('kept/a', 'three', { qos: 1, id: 9 }))
  await sender.expect('40020009')
  expect(await clean.drain()).toBe('')
  clean.send('e000')
  await clean.isClosed()
  await join(t, b, connectHex('s1', { clean: false }), false)
})

test('a session that only publishes is a session too (3.2.2-2), and its QoS 2 handshake goes on (4.3.3-2, 4.4.0-1)', async (t) => {
  const b = await startBroker(t)
  const first = await join(t, b, connectHex('p', { clean: false }))
  const reading = (dup: boolean) => publishHex('ceiling/sensors/n1_temperature/data', '{"value":1}', { qos: 2, id: 5, dup })
  first.send(reading(false))
  await first.expect('50020005')
  first.socket.destroy()
  const second = await join(t, b, connectHex('p', { clean: false }), true)
  second.send(reading(true))
  expect(await second.expect('50020005')).toBe('50020005')
  second.send('62020005')
  expect(await second.expect('70020005')).toBe('70020005')
  expect(b.ingest.taken).toHaveLength(1)
})

test('a newer connection with the same id ends the older one (3.1.4-2) and what it left is told first', async (t) => {
  const b = await startBroker(t)
  const older = await join(t, b, connectHex('same'))
  const newer = await join(t, b, connectHex('same'))
  expect(await older.isClosed()).toBe(true)
  newer.send('c000')
  expect(await newer.expect('d000')).toBe('d000')
})

test('a will is published when the connection breaks, not after DISCONNECT, retained if it says so (3.1.2-8, -10, -16, -17, 3.14.4-3)', async (t) => {
  const b = await startBroker(t)
  const reader = await join(t, b, connectHex('reader'))
  reader.send(subscribeHex(1, ['will/#', 1]))
  await reader.expect('9003000101')
  const polite = await join(t, b, connectHex('polite', { will: ['will/polite', 'no'] }))
  polite.send('e000')
  await polite.isClosed()
  const broken = await join(t, b, connectHex('broken', { will: ['will/broken', 'gone'] }))
  broken.socket.destroy()
  expect(await reader.expect(publishHex('will/broken', 'gone'))).toBe(publishHex('will/broken', 'gone'))
  const wrong = await join(t, b, connectHex('wrong', { will: ['will/kept', 'bye', 0x20] }))
  wrong.send('f000')
  expect(await reader.expect(publishHex('will/kept', 'bye'))).toBe(publishHex('will/kept', 'bye'))
  const late = await join(t, b, connectHex('late'))
  late.send(subscribeHex(1, ['will/#', 0]))
  expect(await late.drain()).toBe(`9003000100${publishHex('will/kept', 'bye', { retain: true })}`)
})

test('silence of one and a half keepalives ends the connection and fires its will (3.1.2-24)', async (t) => {
  const b = await startBroker(t)
  const reader = await join(t, b, connectHex('reader'))
  reader.send(subscribeHex(1, ['w', 0]))
  await reader.expect('9003000100')
  const silent = await join(t, b, connectHex('silent', { keepalive: 1, will: ['w', 'x'] }))
  const startMs = performance.now()
  expect(await silent.isClosed(5000)).toBe(true)
  expect(performance.now() - startMs).toBeGreaterThan(1400)
  expect(await reader.expect(publishHex('w', 'x'))).toBe(publishHex('w', 'x'))
})

test('retained messages: kept, replaced, removed, marked only for new subscriptions (3.3.1-5 to -12)', async (t) => {
  const b = await startBroker(t)
  const sender = await join(t, b, connectHex('sender'))
  const there = await join(t, b, connectHex('there'))
  there.send(subscribeHex(1, ['r/+', 0]))
  await there.expect('9003000100')
  sender.send(
    publishHex('r/a', 'old', { retain: true }) +
      publishHex('r/a', 'new', { qos: 1, id: 1, retain: true }) +
      publishHex('r/a', 'passing', {}),
  )
  await sender.expect('40020001')
  // Established subscriptions see it as it comes [3.3.1-9].
  expect(await there.drain()).toBe(['old', 'new', 'passing'].map((text) => publishHex('r/a', text)).join(''))
  const fresh = await join(t, b, connectHex('fresh'))
  fresh.send(subscribeHex(1, ['r/#', 0]))
  expect(await fresh.drain()).toBe(`9003000100${publishHex('r/a', 'new', { retain: true })}`)
  // The same filter again sends it again [3.8.4-3], at the lower of both QoS [3.8.4-6].
  fresh.send(subscribeHex(2, ['r/#', 1]))
  expect(await fresh.drain()).toMatch(/^9003000201330a0003722f61....6e6577$/)
  sender.send(publishHex('r/a', '', { retain: true }))
  expect(await there.drain()).toBe(publishHex('r/a', ''))
  const last = await join(t, b, connectHex('last'))
  last.send(subscribeHex(1, ['r/#', 0]))
  expect(await last.drain()).toBe('9003000100')
})

test('filters: wildcards, $ topics, overlap with the best QoS, and an end by UNSUBSCRIBE (3.3.5-1, 3.10.4, 4.7)', async (t) => {
  const b = await startBroker(t)
  const reader = await join(t, b, connectHex('reader'))
  reader.send(subscribeHex(1, ['o/#', 0], ['o/+', 1], ['+/x/+', 0], ['/+', 0], ['Case', 0]))
  await reader.expect('9007000100010000 00')
  const sender = await join(t, b, connectHex('sender'))
  // The best of the filters that match, once.
  sender.send(publishHex('o/a', '1', { qos: 1, id: 1 }))
  expect(await reader.drain()).toMatch(/^32080003 ?6f2f61....31$/)
  sender.send(
    publishHex('o', '2') +
      publishHex('o/a/b', '3') +
      publishHex('/finance', '4') +
      publishHex('q/x/', '5') +
      publishHex('case', 'no') +
      publishHex('Case', '6'),
  )
  const wanted = [
    publishHex('o', '2'),
    publishHex('o/a/b', '3'),
    publishHex('/finance', '4'),
    publishHex('q/x/', '5'),
    publishHex('Case', '6'),
  ]
  expect(await reader.drain()).toBe(wanted.join(''))
  reader.send(unsubscribeHex(2, 'o/#', 'o/+'))
  expect(await reader.expect('b0020002')).toBe('b0020002')
  sender.send(publishHex('o/a', '7') + publishHex('Case', '8'))
  expect(await reader.drain()).toBe(publishHex('Case', '8'))
})

test('QoS 2 to a subscriber: PUBREL for its PUBREC, in its own ids, none of DUP copied (2.3.1-6, 3.3.1-3, 4.3.3-1)', async (t) => {
  const b = await startBroker(t)
  const reader = await join(t, b, connectHex('reader'))
  reader.send(subscribeHex(1, ['t', 2]))
  await reader.expect('9003000102')
  const sender = await join(t, b, connectHex('sender'))
  sender.send(publishHex('t', 'x', { qos: 2, id: 3, dup: true }))
  expect(await sender.expect('50020003')).toBe('50020003')
  const came = await reader.drain()
  expect(came).toMatch(/^34060001 ?74....78$/)
  const id = came.slice(10, 14)
  reader.send(`5002${id}`)
  expect(await reader.expect(`6202${id}`)).toBe(`6202${id}`)
  reader.send(`7002${id}c000`)
  expect(await reader.expect('d000')).toBe('d000')
})

test('messages of one sender come in its order (4.6.0-6), U+FEFF in a topic is kept (1.5.3-3)', async (t) => {
  const b = await startBroker(t)
  const reader = await join(t, b, connectHex('reader'))
  reader.send(subscribeHex(1, ['\ufefft', 0]))
  await reader.expect('9003000100')
  const sender = await join(t, b, connectHex('sender'))
  const texts = Array.from({ length: 200 }, (_, i) => String(i))
  sender.send(texts.map((text, i) => publishHex('\ufefft', text, { qos: i % 2 === 0 ? 1 : 0, id: i + 1 })).join(''))
  const wanted = texts.map((text) => publishHex('\ufefft', text)).join('')
  expect(await reader.expect(wanted)).toBe(wanted)
})
