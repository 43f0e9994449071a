// The simulator's pure parts: a believable day, sensors that drift and can be calibrated, a ring that loses nothing, flags that explain.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCommand, runCommand } from '../../scripts/simulate/commands.ts'
import { conditionsAt, type Place, peopleShare } from '../../scripts/simulate/curves.ts'
import { createDevice } from '../../scripts/simulate/device.ts'
import { nextFault, readFaults } from '../../scripts/simulate/faults.ts'
import { parseOccupancy } from '../../scripts/simulate/occupancy.ts'
import { readSimulateOptions } from '../../scripts/simulate/options.ts'
import { planFleet } from '../../scripts/simulate/plan.ts'
import { createChance } from '../../scripts/simulate/random.ts'
import { createRing, type Waiting } from '../../scripts/simulate/ring.ts'
import { parseSampleRows } from '../../src/domain/sample-history.ts'

const tuesday = Date.UTC(2026, 10, 24)
const hourMs = 3_600_000
const south: Place = { orientation: 'south', use: 'office', depth: 0.1, biasC: 0 }

test('an office is warm, lit, used and stuffy by day and none of it at night', () => {
  const [night, noon] = [conditionsAt(south, tuesday + 3 * hourMs), conditionsAt(south, tuesday + 15 * hourMs)]
  expect(night).toMatchObject({ occupancy: false, light_level: 0 })
  expect(noon).toMatchObject({ occupancy: true })
  expect(noon.temperature - night.temperature).toBeGreaterThan(2)
  expect(noon.co2 - night.co2).toBeGreaterThan(300)
  expect(noon.humidity).toBeLessThan(night.humidity)
  expect(noon.energy_consumption).toBeGreaterThan(5 * night.energy_consumption)
})

test('the east is brightest in the morning, the west in the afternoon, and nobody comes on Sundays', () => {
  const light = (orientation: Place['orientation'], hour: number) =>
    conditionsAt({ ...south, orientation }, tuesday + hour * hourMs).light_level
  expect(light('east', 9.5)).toBeGreaterThan(light('west', 9.5) + 60)
  expect(light('west', 15.8)).toBeGreaterThan(light('east', 15.8) + 60)
  for (let hour = 0; hour < 24; hour++) expect(peopleShare('office', tuesday - 2 * 24 * hourMs + hour * hourMs)).toBe(0)
})

test('whatever the place and time, every quantity stays within what a building has', () => {
  const place = fc.record({
    orientation: fc.constantFrom('north', 'east', 'south', 'west', 'inside'),
    use: fc.constantFrom('office', 'meeting', 'corridor'),
    depth: fc.double({ min: 0, max: 1, noNaN: true }),
    biasC: fc.double({ min: -1, max: 1.5, noNaN: true }),
  }) as fc.Arbitrary<Place>
  fc.assert(
    fc.property(place, fc.integer({ min: tuesday, max: tuesday + 30 * 24 * hourMs }), (at, ms) => {
      const there = conditionsAt(at, ms)
      expect(there.temperature).toBeGreaterThan(15)
      expect(there.temperature).toBeLessThan(28)
      expect(there.humidity).toBeGreaterThan(20)
      expect(there.humidity).toBeLessThan(60)
      expect(there.co2).toBeGreaterThan(399)
      expect(there.co2).toBeLessThan(1800)
      expect(there.light_level).toBeGreaterThanOrEqual(0)
      expect(there.light_level).toBeLessThan(760)
    }),
  )
})

test('a sensor walks off, calibrating brings it back, and with a reference to the reference', () => {
  const chance = createChance('drift')
  const device = createDevice({ chance, startedAt: tuesday, driftScale: 200 })
  const there = conditionsAt(south, tuesday + 15 * hourMs)
  const later = tuesday + 24 * hourMs
  device.measure('temperature', there, later)
  expect(Math.abs(device.driftOf('temperature', later))).toBeGreaterThan(0.2)
  expect(device.calibrate('temperature')).toBe(true)
  expect(device.driftOf('temperature', later)).toBe(0)
  device.measure('temperature', there, later)
  expect(device.calibrate('temperature', 25)).toBe(true)
  const values = Array.from({ length: 200 }, () => Number(device.measure('temperature', there, later)))
  expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(25, 0)
  expect(device.calibrate('occupancy')).toBe(false)
  expect(device.calibrate('entropy')).toBe(false)
})

test('a stuck sensor repeats itself until it is mended, an overheated one passes 28 degrees', () => {
  const device = createDevice({ chance: createChance('stuck'), startedAt: tuesday })
  const there = conditionsAt(south, tuesday + 15 * hourMs)
  const first = device.measure('co2', there, tuesday)
  device.freeze('co2', tuesday + 60_000)
  const stuck = [1, 20, 59].map((s) => device.measure('co2', there, tuesday + s * 1000))
  expect(stuck).toEqual([first, first, first])
  const after = Array.from({ length: 20 }, (_, s) => device.measure('co2', there, tuesday + 60_000 + s * 1000))
  expect(new Set(after).size).toBeGreaterThan(1)
  device.overheat({ from: tuesday, until: tuesday + 90_000, riseMs: 20_000, peakC: 14 })
  expect(device.measure('temperature', there, tuesday + 30_000)).toBeGreaterThan(32)
  expect(device.measure('temperature', there, tuesday + 91_000)).toBeLessThan(28)
})

test('the ring keeps every reading until it is acknowledged, in order, across any losses of the connection', () => {
  const step = fc.constantFrom('add', 'send', 'sendMany', 'acknowledge', 'lose')
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const ring = createRing(1000)
      const kept = new Set<Waiting>()
      let flights: (readonly Waiting[])[] = []
      let seq = 0
      for (const what of steps) {
        if (what === 'add') {
          const reading = { type: 't', value: seq, timestamp: seq, seq, boot: 1 }
          seq += 1
          if (ring.add(reading)) kept.add(reading)
        } else if (what === 'acknowledge') {
          const batch = flights.shift() ?? []
          for (const reading of batch) kept.delete(reading)
          ring.acknowledged(batch)
        } else if (what === 'lose') {
          flights = []
          ring.startAgain()
        } else flights.push(ring.take(what === 'send' ? 1 : 7))
        expect(ring.size).toBe(kept.size)
        expect(ring.underWay).toBe(flights.flat().length)
      }
      ring.startAgain()
      expect(ring.take(1000).map((reading) => reading.seq)).toEqual([...kept].map((reading) => reading.seq))
    }),
  )
})

test('a full ring takes nothing more and forgets nothing', () => {
  const ring = createRing(2)
  const reading = (seq: number) => ({ type: 't', value: seq, timestamp: seq, seq, boot: 1 })
  expect([0, 1, 2].map((seq) => ring.add(reading(seq)))).toEqual([true, true, false])
  expect(ring.take(5).map(({ seq }) => seq)).toEqual([0, 1])
})

test('commands are answered: done, accepted first, or failed with a reason', () => {
  const target = {
    setInterval: () => {},
    calibrate: (type: string) => type === 'co2',
    reboot: () => {},
    later: (_: number, run: () => void) => run(),
  }
  const run = (command: string, parameters: Record<string, unknown>, expiresAt = Number.POSITIVE_INFINITY) => {
    const said: string[] = []
    runCommand({ id: '1', command, parameters, expiresAt }, target, 1000, ({ status }) => said.push(status))
    return said.join(' ')
  }
  expect(run('identify', {})).toBe('accepted done')
  expect(run('set_interval', { interval_ms: 500 })).toBe('done')
  expect(run('set_interval', { interval_ms: 5 })).toBe('failed')
  expect(run('calibrate', { sensor_type: 'co2' })).toBe('done')
  expect(run('calibrate', { sensor_type: 'occupancy' })).toBe('failed')
  expect(run('reboot', {})).toBe('accepted done')
  expect(run('constructor', {})).toBe('failed')
  expect(run('reboot', {}, 999)).toBe('failed')
  expect(readCommand(Buffer.from('{"id":"7","command":"reboot","parameters":{},"expires_at":2000}'))).toMatchObject({
    id: '7',
    expiresAt: 2000,
  })
  expect(readCommand(Buffer.from('{"id":7}'))).toBeNull()
  expect(readCommand(Buffer.from([0xff, 0xfe]))).toBeNull()
})

test('faults are named by kind and node; the same seed breaks the same things', () => {
  const choices = readFaults('overheat@office-03,stuck')
  const of = (nodeId: string) => nextFault({ chance: createChance('f'), choices, nodeId, now: 0 })
  expect(of('office-03')).toMatchObject({ kind: 'overheat', at: 5000 })
  expect(of('office-01')).toMatchObject({ kind: 'stuck' })
  expect(of('office-01')).toEqual(of('office-01'))
  expect(nextFault({ chance: createChance('f'), choices: [], nodeId: 'office-01', now: 0 })).toBeNull()
  expect(() => readFaults('explode')).toThrow('"explode" is not a fault')
})

test('the plan sends as many readings a second as asked, from the sample’s symbols first', () => {
  for (const [nodes, rate] of [
    [4, 4],
    [20, 100],
    [500, 1000],
  ] as const) {
    const plans = planFleet({ nodes, rate })
    const perSecond = plans.reduce((sum, { types, intervalMs }) => sum + types.length / (intervalMs / 1000), 0)
    expect(perSecond / rate).toBeCloseTo(1, 1)
    expect(plans.slice(0, 4).map(({ fixtureId }) => fixtureId)).toEqual(['N1', 'N2', 'N3', 'N4'])
    expect(new Set(plans.map(({ nodeId }) => nodeId)).size).toBe(nodes)
  }
})

test('flags explain themselves', () => {
  expect(readSimulateOptions(['--nodes', '20', '--rate', '100', '--faults'])).toMatchObject({ nodes: 20, rate: 100, qos: 1, speed: 1 })
  expect(() => readSimulateOptions(['--nodes', '0'])).toThrow('--nodes must be a number from 1')
  expect(() => readSimulateOptions(['--qos', '2'])).toThrow('--qos')
  expect(() => readSimulateOptions(['--url', 'localhost'])).toThrow('--url must look like')
  expect(() => readSimulateOptions(['--token', 'x'])).toThrow('--token needs --http')
  expect(() => readSimulateOptions(['--what', '2'])).toThrow('--what')
})

test('the occupancy file is read quoted or bare, and a bad line is named', () => {
  const quoted =
    '"date","Temperature","Humidity","Light","CO2","HumidityRatio","Occupancy"\n"140","2015-02-02 14:19:00",23.7,26.272,585.2,749.2,0.00476,1\n'
  const bare = '"1",2015-02-11 14:48:00,21.76,31.1333,437.33,1029.67,0.00502,0\n'
  const [first] = parseOccupancy(quoted)
  expect(first).toEqual({
    localMs: Date.UTC(2015, 1, 2, 14, 19),
    temperature: 23.7,
    humidity: 26.272,
    light: 585.2,
    co2: 749.2,
    occupancy: true,
  })
  expect(parseOccupancy(bare)[0]).toMatchObject({ temperature: 21.76, occupancy: false })
  expect(() => parseOccupancy(`${quoted}garbage`)).toThrow('line 3')
  const packed = gunzipSync(readFileSync('resources/sample/office.csv.gz')).toString('utf8')
  expect(parseSampleRows(packed.split('\n').slice(1, 2))[0]).toMatchObject({
    minute: 859,
    temperatureC: 23.7,
    lightLx: 585,
    isOccupied: true,
  })
})
