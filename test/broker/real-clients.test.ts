// Programs that other people wrote, against the real broker.
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startBroker } from './broker-under-test.ts'

const run = promisify(execFile)

test('mosquitto_pub stores a reading', async (t) => {
  const b = await startBroker(t)
  await run('mosquitto_pub', [
    '-h',
    '127.0.0.1',
    '-p',
    String(b.port),
    '-q',
    '1',
    '-t',
    'ceiling/sensors/n1_temperature/data',
    '-m',
    '{"value":21.5}',
  ])
  await run('mosquitto_pub', [
    '-h',
    '127.0.0.1',
    '-p',
    String(b.port),
    '-q',
    '0',
    '-t',
    'ceiling/sensors/n1_temperature/data',
    '-m',
    '{"value":22.5}',
  ])
  await run('mosquitto_pub', [
    '-h',
    '127.0.0.1',
    '-p',
    String(b.port),
    '-q',
    '2',
    '-t',
    'ceiling/sensors/n1_temperature/data',
    '-m',
    '{"value":23.5}',
  ])
  expect(b.ingest.taken.map((m) => [m.sensor, Buffer.from(m.payload).toString(), m.qos])).toEqual([
    ['n1_temperature', '{"value":21.5}', 1],
    ['n1_temperature', '{"value":22.5}', 0],
    ['n1_temperature', '{"value":23.5}', 2],
  ])
})
