// Payloads: every shape that is taken, and that nothing whatever makes it throw.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPayload, refuseValue } from './reading.ts'

const plain = { seq: null, boot: null, unit: null, type: null, sensorId: null, timestamp: undefined }

test('one, an array, a list with what its readings share, and a packed one', () => {
  const values = (payload: unknown) => readPayload(payload).map((item) => (item.kind === 'reading' ? item.reading : item.reason))
  expect(values({ value: 21.5 })).toEqual([{ ...plain, value: 21.5 }])
  expect(values([{ value: true, seq: 3 }, { value: 'closed' }])).toEqual([
    { ...plain, value: true, seq: 3 },
    { ...plain, value: 'closed' },
  ])
  expect(values({ sensor_type: 'co2', boot: 7, readings: [{ value: 400, timestamp: 5, unit: 'ppm' }] })).toEqual([
    { ...plain, value: 400, timestamp: 5, unit: 'ppm', boot: '7', type: 'co2' },
  ])
  expect(values({ t0: 1.76e12, dt: 500, v: [1, null, 2], seq: 10 })).toEqual([
    { ...plain, value: 1, timestamp: 1.76e12, seq: 10 },
    { ...plain, value: 2, timestamp: 1.76e12 + 1000, seq: 12 },
  ])
})

test('one bad reading of many spoils only itself', () => {
  expect(readPayload([{ value: 1 }, {}, { value: Number.NaN }, 5]).map(({ kind }) => kind)).toEqual([
    'reading',
    'malformed',
    'malformed',
    'malformed',
  ])
})

test('whatever JSON comes gives at least one item and never throws', () => {
  const nasty = fc.oneof(
    fc.jsonValue(),
    fc.record({ value: fc.jsonValue(), timestamp: fc.jsonValue(), seq: fc.jsonValue(), sensor_type: fc.jsonValue(), boot: fc.jsonValue() }),
    fc.record({ t0: fc.jsonValue(), dt: fc.jsonValue(), v: fc.array(fc.jsonValue()) }),
    fc.record({ readings: fc.array(fc.jsonValue()) }),
  )
  fc.assert(
    fc.property(nasty, (payload) => {
      const items = readPayload(payload)
      expect(items.length).toBeGreaterThan(0)
      for (const item of items) {
        if (item.kind === 'malformed') expect(item.reason).not.toBe('')
        else expect(['number', 'boolean', 'string']).toContain(typeof item.reading.value)
      }
    }),
  )
})

test('a text is no temperature, but a state and any made-up type may have one', () => {
  expect(refuseValue('warm', 'temperature')).toContain('takes a number')
  expect(refuseValue('on', 'occupancy')).toContain('takes a number')
  expect([
    refuseValue('closed', 'panel_status'),
    refuseValue('x', 'my_type'),
    refuseValue(1, 'occupancy'),
    refuseValue(true, 'co2'),
  ]).toEqual([null, null, null, null])
})
