// What nodes say of themselves: whatever comes is read or refused with a sentence, and nothing unbounded gets through.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAcknowledgement } from './command.ts'
import { stateOfNode } from './node.ts'
import { mostSensorsOfNode, readRegistration, readStatus } from './registration.ts'
import { nodeIdPattern, sensorTypePattern } from './sensor.ts'

const read = <T>(result: { kind: 'read'; value: T } | { kind: 'refused'; reason: string }): T => {
  if (result.kind === 'refused') throw new Error(result.reason)
  return result.value
}

describe('a registration', () => {
  test('of old firmware is read: no node id, sensors as objects, numbers as versions, fields nobody knows', () => {
    const old = {
      sensors: [{ type: 'temperature', model: 'DHT22' }, { sensor_type: 'co2' }, 'co2'],
      firmware_version: 3,
      rssi: -61,
      uptime: 5,
    }
    expect(read(readRegistration('hall_1', old))).toEqual({
      sensors: ['temperature', 'co2'],
      ...{ location: null, firmwareVersion: '3', capabilities: [], batteryLevel: null, signalDbm: -61, intervalMs: null, ignored: [] },
    })
  })

  test('of anything at all is read within bounds, or refused in one short sentence', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom(1e308, -1, 101, '💡'.repeat(500), ['temperature'], { x: 1, y: 2 }, null))
    const named = fc.record(
      {
        ...{ node_id: fc.constantFrom('n1', 'n2', 5), sensors: field, location: field, firmware_version: field, capabilities: field },
        ...{ battery_level: field, signal_dbm: field, rssi: field, interval_ms: field, extra: field },
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(named, fc.jsonValue()), (payload) => {
        const result = readRegistration('n1', payload)
        if (result.kind === 'refused') {
          expect(result.reason.length).toBeLessThan(200)
          return
        }
        const { sensors, firmwareVersion, capabilities, batteryLevel, intervalMs, location } = result.value
        expect(sensors.length).toBeLessThanOrEqual(mostSensorsOfNode)
        expect(sensors.every((type) => sensorTypePattern.test(type))).toBe(true)
        expect(firmwareVersion?.length ?? 0).toBeLessThanOrEqual(100)
        expect(capabilities.length).toBeLessThanOrEqual(100)
        expect(batteryLevel ?? 0).toBeGreaterThanOrEqual(0)
        expect(batteryLevel ?? 0).toBeLessThanOrEqual(100)
        expect(intervalMs ?? 100).toBeGreaterThanOrEqual(100)
        expect(Object.values(location ?? {}).every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('under a name no node can have is refused', () => {
    fc.assert(
      fc.property(
        fc.string().filter((id) => !nodeIdPattern.test(id)),
        (id) => readRegistration(id, { sensors: [] }).kind === 'refused',
      ),
    )
  })
})

test('a status and an acknowledgement of anything at all are read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (payload) => {
      for (const result of [readStatus(payload), readAcknowledgement(payload)])
        if (result.kind === 'refused') expect(result.reason.length).toBeLessThan(200)
    }),
    { numRuns: 300 },
  )
  expect(read(readStatus({ status: 'maintenance', battery_level: 300 }))).toMatchObject({
    status: 'maintenance',
    ignored: ['battery_level'],
  })
  expect(read(readStatus('online')).status).toBe('online')
})

describe('the state of a node', () => {
  const now = 1_000_000_000
  const facts = { reported: null, connected: true, willFired: false, lastReadingAt: now, intervalMs: 60_000 }
  test.for([
    ['online', {}],
    ['online', { lastReadingAt: now - 90_000 }],
    ['late', { lastReadingAt: now - 90_001 }],
    ['late', { lastReadingAt: now - 180_000 }],
    ['silent', { lastReadingAt: now - 180_001 }],
    // Fast ones are not silent before 30 s.
    ['late', { intervalMs: 1000, lastReadingAt: now - 30_000 }],
    ['silent', { intervalMs: 1000, lastReadingAt: now - 30_001 }],
    ['never', { lastReadingAt: null }],
    ['never', { lastReadingAt: null, connected: false }],
    ['offline', { connected: false }],
    ['offline', { willFired: true }],
    ['offline', { reported: 'offline' }],
    ['maintenance', { reported: 'maintenance', connected: false, lastReadingAt: null }],
    ['error', { reported: 'error' }],
    ['offline', { reported: 'error', connected: false }],
    ['online', { connected: null }],
  ] as const)('is %s with %o', ([state, more]) => {
    const found = stateOfNode({ ...facts, ...more }, now)
    expect(found.state).toBe(state)
    expect(found.reason).not.toBe('')
  })
})
