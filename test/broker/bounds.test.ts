// One client that uses up what it can: topics, retained messages, subscriptions. All of it is bounded, and others are answered meanwhile.
import { expect, test } from 'vitest'
import { createTopicTree } from '../../src/server/broker/topic-tree.ts'
import { startBroker } from './broker-under-test.ts'
import { connack, connectHex, openRaw, publishHex, subscribeHex } from './raw-client.ts'

test('10,000 retained topics of one client: a thousand are kept, the rest is counted by reason, and others are answered in time', async (t) => {
  const b = await startBroker(t, { limits: { messageBurst: 20_000, messagesPerSecond: 20_000 } })
  const greedy = await openRaw(t, b.port)
  greedy.send(connectHex('greedy'))
  await greedy.expect(connack)
  const other = await openRaw(t, b.port)
  other.send(connectHex('other'))
  await other.expect(connack)
  for (let i = 0; i < 10_000; i += 1) greedy.send(publishHex(`greedy/${i}`, 'x', { retain: true }))
  const tookMs: number[] = []
  for (let i = 1; i <= 20; i += 1) {
    const startMs = performance.now()
    other.send(publishHex('ceiling/sensors/n2_temperature/data', '{"value":1}', { qos: 1, id: i }))
    expect(await other.expect('40020000')).toBe(`4002${i.toString(16).padStart(4, '0')}`)
    tookMs.push(performance.now() - startMs)
  }
  expect(Math.max(...tookMs)).toBeLessThan(1000)
  greedy.send('c000')
  expect(await greedy.expect('d000', 10_000)).toBe('d000')
  expect(b.broker.retainedCount()).toBe(1000)
  expect(b.broker.figures.refusals()).toEqual({ 'too many retained messages': 9000 })
  expect(b.topics.list({ prefix: 'greedy/' }).total).toBe(10_000)
})

test('filters beyond the limit fail in their SUBACK, and the connection stands', async (t) => {
  const b = await startBroker(t, { limits: { subscriptions: 3 } })
  const client = await openRaw(t, b.port)
  client.send(connectHex('many'))
  await client.expect(connack)
  client.send(subscribeHex(1, ['a', 0], ['b', 0], ['c', 1], ['d', 0], ['e', 0]))
  expect(await client.expect('90070001000001 8080')).toBe('90070001000001' + '8080')
  client.send(`${subscribeHex(2, ['a', 2])}c000`)
  expect(await client.expect('9003000202d000')).toBe('9003000202d000')
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
