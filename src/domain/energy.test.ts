// Energy from watts: known sums, and what must hold for any readings, tariff and presence.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createIntegrator, cutByPresence, cutByTariff, presenceFrom, type Stretch, type TariffRules, type WattSample } from './energy.ts'

const hourMs = 3_600_000
const utc = (at: number) => ({ day: new Date(at).getUTCDay(), minutes: new Date(at).getUTCHours() * 60 + new Date(at).getUTCMinutes() })
/** Wall clocks of a zone, by the platform's own tables. */
const zone = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
  return (at: number) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    return { day: days.indexOf(parts.weekday ?? ''), minutes: Number(parts.hour) * 60 + Number(parts.minute) }
  }
}
const everyDay = [0, 1, 2, 3, 4, 5, 6]
const dayAndNight: TariffRules = {
  standard: { name: 'Night', pricePerKWh: 0.1 },
  bands: [{ name: 'Day', pricePerKWh: 0.4, windows: [{ days: everyDay, from: '06:00', to: '22:00' }] }],
  workingHours: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
}

function integrate(samples: readonly WattSample[], stretches: readonly Stretch[], gapMs: number) {
  const sums = { kWh: 0, knownMs: 0, byBand: {} as Record<string, number> }
  createIntegrator({
    stretches,
    gapMs,
    add: ({ stretch, knownMs, kWh }) => {
      sums.kWh += kWh
      sums.knownMs += knownMs
      sums.byBand[stretch.band] = (sums.byBand[stretch.band] ?? 0) + kWh
    },
  }).take(samples)
  return sums
}
const everyMinute = (from: number, to: number, watts: (at: number) => number) =>
  Array.from({ length: (to - from) / 60_000 + 1 }, (_, i) => ({ at: from + i * 60_000, watts: watts(from + i * 60_000) }))

describe('energy', () => {
  test('of a steady 1,000 W over a day is 24 kWh, told apart by band', () => {
    const from = Date.UTC(2026, 0, 6)
    const to = from + 24 * hourMs
    const stretches = cutByTariff({ from, to, tariff: dayAndNight, bucket: 'day', localTime: utc })
    const { kWh, knownMs, byBand } = integrate(
      everyMinute(from, to, () => 1000),
      stretches,
      180_000,
    )
    expect(kWh).toBeCloseTo(24, 9)
    expect(knownMs).toBe(24 * hourMs)
    expect(byBand.Day).toBeCloseTo(16, 9)
    expect(byBand.Night).toBeCloseTo(8, 9)
  })

  test('of a ramp is the area under it, over uneven intervals too', () => {
    const samples = [0, 7, 60, 61, 200, 3600].map((s) => ({ at: s * 1000, watts: s }))
    const stretches = cutByTariff({ from: 0, to: hourMs, tariff: dayAndNight, bucket: 'hour', localTime: utc })
    expect(integrate(samples, stretches, hourMs).kWh).toBeCloseTo((3600 * 1800) / 3_600_000, 9)
  })

  test('of a gap is unknown, never zero and never bridged', () => {
    const samples = [
      { at: 0, watts: 1000 },
      { at: 60_000, watts: 1000 },
      { at: 600_000, watts: 1000 },
      { at: 660_000, watts: 1000 },
    ]
    const stretches = cutByTariff({ from: 0, to: 660_000, tariff: dayAndNight, bucket: 'hour', localTime: utc })
    expect(integrate(samples, stretches, 180_000)).toMatchObject({ knownMs: 120_000 })
  })

  test.for([
    ['has 23 hours in spring, with an hour less of the night', Date.UTC(2026, 2, 28, 23), 23, 7],
    ['has 25 hours in autumn, with an hour more of the night', Date.UTC(2026, 9, 24, 22), 25, 9],
  ] as const)('of a day in Berlin %s', ([, from, hours, night]) => {
    const to = from + hours * hourMs
    const localTime = zone('Europe/Berlin')
    expect([localTime(from).minutes, localTime(to).minutes]).toEqual([0, 0])
    const stretches = cutByTariff({ from, to, tariff: dayAndNight, bucket: 'day', localTime })
    const { byBand } = integrate(
      everyMinute(from, to, () => 1000),
      stretches,
      180_000,
    )
    expect(byBand.Day).toBeCloseTo(16, 9)
    expect(byBand.Night).toBeCloseTo(night, 9)
    expect(new Set(stretches.map(({ bucketAt }) => bucketAt))).toEqual(new Set([from]))
  })

  const readings = fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 400_000 }), watts: fc.double({ min: 0, max: 5000, noNaN: true }) }), {
      maxLength: 60,
    })
    .map((steps) => {
      let at = 0
      return steps.map(({ gap, watts }) => {
        at += gap
        return { at, watts }
      })
    })
  const clockText = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
  const windows = fc.array(fc.record({ days: fc.subarray(everyDay, { minLength: 1 }), from: clockText, to: clockText }), {
    minLength: 1,
    maxLength: 3,
  })
  const tariffs: fc.Arbitrary<TariffRules> = fc.record({
    standard: fc.constant({ name: 'Standard', pricePerKWh: 0.3 }),
    bands: fc.array(windows, { maxLength: 3 }).map((all) => all.map((one, i) => ({ name: `Band ${i}`, pricePerKWh: i, windows: one }))),
    workingHours: windows,
  })
  const offset = fc.integer({ min: 0, max: 7 * 24 }).map((h) => Date.UTC(2026, 9, 22) + h * hourMs)

  test('of a range is the sum of its parts, wherever it is cut, and never more than its largest power for its known time', () => {
    fc.assert(
      fc.property(readings, tariffs, offset, fc.double({ min: 0, max: 1, noNaN: true }), (some, tariff, start, share) => {
        const samples = some.map(({ at, watts }) => ({ at: start + at, watts }))
        const to = start + (some.at(-1)?.at ?? 0) + 1
        const middle = Math.round(start + share * (to - start))
        const of = (from: number, until: number) =>
          integrate(samples, cutByTariff({ from, to: until, tariff, bucket: 'hour', localTime: zone('Europe/Berlin') }), 180_000)
        const [whole, left, right] = [of(start, to), of(start, middle), of(middle, to)]
        expect(left.kWh + right.kWh).toBeCloseTo(whole.kWh, 9)
        expect(left.knownMs + right.knownMs).toBe(whole.knownMs)
        expect(Object.values(whole.byBand).reduce((sum, kWh) => sum + kWh, 0)).toBeCloseTo(whole.kWh, 9)
        const largest = Math.max(0, ...samples.map(({ watts }) => watts))
        expect(whole.kWh).toBeLessThanOrEqual((largest * whole.knownMs) / 3_600_000_000 + 1e-9)
      }),
      { numRuns: 60 },
    )
  })

  test('is the same in one page of readings as in many', () => {
    fc.assert(
      fc.property(readings, fc.integer({ min: 1, max: 7 }), (samples, size) => {
        const stretches = cutByTariff({ from: 0, to: 30_000_000, tariff: dayAndNight, bucket: 'hour', localTime: utc })
        let kWh = 0
        const integrator = createIntegrator({
          stretches,
          gapMs: 180_000,
          add: (piece) => {
            kWh += piece.kWh
          },
        })
        for (let i = 0; i < samples.length; i += size) integrator.take(samples.slice(i, i + size))
        expect(kWh).toBe(integrate(samples, stretches, 180_000).kWh)
      }),
    )
  })
})

describe('stretches', () => {
  const presence = fc.array(
    fc.record({
      readings: fc
        .array(fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.boolean()), { maxLength: 20 })
        .map((all) => all.sort(([a], [b]) => a - b).map(([at, isOccupied]) => ({ at, isOccupied }))),
      goodForMs: fc.integer({ min: 1, max: 200_000 }),
    }),
    { maxLength: 3 },
  )

  test('cut by presence cover the range once, in order, and say what any sensor saw last', () => {
    fc.assert(
      fc.property(presence, (sensors) => {
        const range = { from: 100_000, to: 900_000 }
        const spans = presenceFrom(sensors, range)
        const cut = cutByPresence(cutByTariff({ ...range, tariff: dayAndNight, bucket: 'hour', localTime: utc }), spans)
        expect([cut[0]?.from, cut.at(-1)?.to]).toEqual([range.from, range.to])
        for (const [i, { from, to }] of cut.entries()) {
          expect(to).toBeGreaterThan(from)
          if (i > 0) expect(from).toBe(cut[i - 1]?.to)
        }
        for (const { from, to, isOccupied } of spans) {
          const at = (from + to) / 2
          const seen = sensors.map(({ readings, goodForMs }) => {
            const last = readings.filter((one) => one.at <= at).at(-1)
            return last === undefined || at >= last.at + goodForMs ? null : last.isOccupied
          })
          expect(isOccupied).toBe(seen.includes(true) ? true : seen.includes(false) ? false : null)
        }
      }),
    )
  })

  test('without presence go by the working hours', () => {
    const monday = Date.UTC(2026, 0, 5)
    const cut = cutByPresence(
      cutByTariff({ from: monday, to: monday + 24 * hourMs, tariff: dayAndNight, bucket: 'day', localTime: utc }),
      [],
    )
    const occupiedMs = cut.filter((one) => one.isOccupied).reduce((sum, { from, to }) => sum + to - from, 0)
    expect(occupiedMs).toBe(10 * hourMs)
  })
})
