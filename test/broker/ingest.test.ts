// Acknowledged means committed: what the broker answers, and when, while the disk is slow, full or dies in between.
import { expect, test, vi } from 'vitest'
import { startBroker } from './broker-under-test.ts'
import { openAccepted, packet, publishPacket } from './wire.ts'

const topic = 'ceiling/sensors/n1_temperature/data'
const reading = (value: number) => JSON.stringify({ value })
const id = (n: number) => Buffer.from([n >> 8, n & 255])
const afterConnack = (hex: string) => hex.slice('20020000'.length)

test('a PUBACK waits for the commit, and comes in the order of the publishes', async (t) => {
  const { ingest, port } = await startBroker(t)
  ingest.isAutomatic = false
  const client = await openAccepted(t, port, { clientId: 'n1' })
  client.send(...[1, 2, 3].map((n) => publishPacket(topic, reading(n), 1, n)))
  await vi.waitFor(() => expect(ingest.taken).toHaveLength(3))
  expect(afterConnack(await client.received())).toBe('')
  ingest.commit()
  expect(afterConnack(await client.received(4 + 12))).toBe('400200014002000240020003')
})

test('a handshake of QoS 2 goes on when its client comes back, and the reading is stored once', async (t) => {
  const { ingest, port } = await startBroker(t)
  const first = await openAccepted(t, port, { clientId: 'n1', clean: false })
  first.send(publishPacket(topic, reading(1), 2, 5))
  expect(afterConnack(await first.received(8))).toBe('50020005')
  first.socket.destroy()
  const second = await openAccepted(t, port, { clientId: 'n1', clean: false })
  const repeated = publishPacket(topic, reading(1), 2, 5)
  repeated[0] = 0x3c
  second.send(repeated)
  expect(await second.received(8)).toBe('2002010050020005')
  second.send(packet(0x62, id(5)))
  expect(await second.received(12)).toBe('200201005002000570020005')
  expect(ingest.taken).toHaveLength(1)
})

test('a PUBREC waits for the commit, too; the release completes it and a repeat is not stored again', async (t) => {
  const { ingest, port } = await startBroker(t)
  ingest.isAutomatic = false
  const client = await openAccepted(t, port, { clientId: 'n1' })
  client.send(publishPacket(topic, reading(1), 2, 7))
  await vi.waitFor(() => expect(ingest.taken).toHaveLength(1))
  expect(afterConnack(await client.received())).toBe('')
  ingest.commit()
  expect(afterConnack(await client.received(4 + 4))).toBe('50020007')
  const again = publishPacket(topic, reading(1), 2, 7)
  again[0] = (again[0] ?? 0) | 8
  client.send(again)
  expect(afterConnack(await client.received(4 + 8))).toBe('5002000750020007')
  expect(ingest.taken).toHaveLength(1)
  client.send(packet(0x62, id(7)))
  expect(afterConnack(await client.received(4 + 12))).toBe('500200075002000770020007')
})

test('readings of a client that left before the commit are taken all the same', async (t) => {
  const { ingest, port } = await startBroker(t)
  ingest.isAutomatic = false
  const client = await openAccepted(t, port, { clientId: 'n1' })
  client.send(publishPacket(topic, reading(1), 1, 1))
  await vi.waitFor(() => expect(ingest.taken).toHaveLength(1))
  client.socket.destroy()
  ingest.commit()
  const other = await openAccepted(t, port, { clientId: 'n2' })
  ingest.isAutomatic = true
  other.send(publishPacket('ceiling/sensors/n2_temperature/data', reading(2), 1, 1))
  expect(afterConnack(await other.received(8))).toBe('40020001')
})

test('while there is no room nothing is read or acknowledged, QoS 0 is counted as dropped, and all goes on when there is room', async (t) => {
  const { ingest, port } = await startBroker(t)
  const client = await openAccepted(t, port, { clientId: 'n1' })
  client.send(publishPacket(topic, reading(1), 1, 1))
  await client.received(8)
  ingest.isFull = true
  client.send(...Array.from({ length: 500 }, (_, n) => publishPacket(topic, reading(n), 1, n + 2)))
  expect(afterConnack(await client.received())).toBe('40020001')
  expect(ingest.taken.length).toBeLessThan(500)
  ingest.room()
  await client.received(4 + 4 * 501)
  expect(ingest.taken).toHaveLength(501)
  expect(ingest.taken.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).value)).toEqual([
    1,
    ...Array.from({ length: 500 }, (_, n) => n),
  ])
})

test('a stop acknowledges what it took, and fires no will', async (t) => {
  const { ingest, gate, port, stop } = await startBroker(t)
  ingest.isAutomatic = false
  const will = { topic: 'ceiling/nodes/n1/status', payload: '{"status":"offline"}' }
  const client = await openAccepted(t, port, { clientId: 'n1', will })
  client.send(publishPacket(topic, reading(1), 1, 9))
  await vi.waitFor(() => expect(ingest.taken).toHaveLength(1))
  const stopped = stop()
  setTimeout(ingest.commit, 200)
  expect(afterConnack(await client.received(8))).toBe('40020009')
  await stopped
  expect(await client.closes()).toBe(true)
  expect(gate.calls.filter(([name]) => name === 'status')).toEqual([])
})

test('malformed registrations and statuses are acknowledged and named, not sent again for ever', async (t) => {
  const { gate, port } = await startBroker(t)
  const client = await openAccepted(t, port, { clientId: 'n1' })
  client.send(
    publishPacket('ceiling/nodes/n1/registration', '{not json', 1, 1),
    publishPacket('ceiling/nodes/n1/status', '\u00ff\u0000', 1, 2),
  )
  expect(afterConnack(await client.received(12))).toBe('4002000140020002')
  expect(gate.calls.filter(([name]) => name === 'refusal').map(([, nodeId, , reason]) => [nodeId, reason])).toEqual([
    ['n1', 'the registration is not JSON in UTF-8'],
    ['n1', 'the status is not JSON in UTF-8'],
  ])
})
