// One client that uses up what it can: topics, retained messages, subscriptions. All of it is bounded, and others are answered meanwhile.
import { expect, test } from 'vitest'
import { createTopicTree } from '../../src/server/broker/topic-tree.ts'
import { startBroker } from './broker-under-test.ts'
import { openAccepted, packet, publishPacket, subscribeAllPacket, subscribePacket } from './wire.ts'

const ping = packet(0xc0)

test('10,000 retained topics of one client: a thousand are kept, the rest is counted by reason, and others are answered in time', async (t) => {
  const b = await startBroker(t, { limits: { messageBurst: 20_000, messagesPerSecond: 20_000 } })
  const greedy = await openAccepted(t, b.port, { clientId: 'greedy' })
  const other = await openAccepted(t, b.port, { clientId: 'other' })
  for (let i = 0; i < 10_000; i += 1) greedy.send(publishPacket(`greedy/${i}`, 'x', 0, 1, true))
  const tookMs: number[] = []
  for (let i = 1; i <= 20; i += 1) {
    const startMs = performance.now()
    other.send(publishPacket('ceiling/sensors/n2_temperature/data', '{"value":1}', 1, i))
    expect((await other.received(4 + 4 * i)).slice(8 * i)).toBe(`4002${i.toString(16).padStart(4, '0')}`)
    tookMs.push(performance.now() - startMs)
  }
  expect(Math.max(...tookMs)).toBeLessThan(1000)
  greedy.send(ping)
  expect(await greedy.received(6, 10_000)).toBe('20020000d000')
  expect(b.broker.retainedCount()).toBe(1000)
  expect(b.broker.figures.refusals()).toEqual({ 'too many retained messages': 9000 })
  expect(b.topics.list({ prefix: 'greedy/' }).total).toBe(10_000)
})

test('filters beyond the limit fail in their SUBACK, and the connection stands', async (t) => {
  const b = await startBroker(t, { limits: { subscriptions: 3 } })
  const client = await openAccepted(t, b.port, { clientId: 'many' })
  const filters = [['a', 0] as const, ['b', 0] as const, ['c', 1] as const, ['d', 0] as const, ['e', 0] as const]
  client.send(subscribeAllPacket(filters))
  const granted = '20020000' + '900700010000018080'
  expect(await client.received(13)).toBe(granted)
  client.send(subscribePacket('a', 2, 2), ping)
  expect(await client.received(20)).toBe(`${granted}9003000202d000`)
})

test('the topic tree keeps the newest topics within its bounds, and tells what changed since', () => {
  const tree = createTopicTree({ isNode: () => false })
  for (let i = 0; i < 25_000; i += 1) tree.note(`t/${i}`, Buffer.from('x'), { at: i, isRetained: false })
  expect(tree.list({ limit: 1 })).toMatchObject({ total: 20_000, items: [{ topic: 't/5000' }] })
  const { next } = tree.list({ limit: 20_000 })
  tree.note('ceiling/sensors/n1_temperature/data', Buffer.from('é'.repeat(5000)), { at: 7, isRetained: true })
  const changed = tree.list({ since: next })
  expect(changed.items).toEqual([
    {
      topic: 'ceiling/sensors/n1_temperature/data',
      ...{ at: 7, count: 1, retained: true, payload: 'é'.repeat(2000), nodeId: 'n1', sensorId: 'n1_temperature' },
    },
  ])
  for (let i = 0; i < 5000; i += 1) tree.note(`large/${i}`, Buffer.alloc(60_000), { at: i, isRetained: false })
  expect(tree.list({ prefix: 'large/' }).total).toBeLessThan(2200)
})
