// Timestamps as nodes send them, and the time that is used.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockWindow, medianOf, newestStampMs, oldestStampMs, readStamp, timeUsed, type WallTime } from './stamp.ts'

/** A zone two hours ahead. */
const twoAhead = ({ year, month, day, hour, minute, second, ms }: WallTime) => [
  Date.UTC(year, month - 1, day, hour - 2, minute, second, ms),
]
const at = Date.UTC(2026, 2, 29, 8, 30, 15, 250)

describe('reading a stamp', () => {
  test.each([
    [at, at],
    [at / 1000, at],
    [String(at), at],
    ['2026-03-29T08:30:15.250Z', at],
    ['2026-03-29T08:30:15.250123456Z', at],
    ['2026-03-29 08:30:15,250+00:00', at],
    ['2026-03-29T10:30:15.250+02', at],
    ['2026-03-29T03:00:15.250-0530', at],
    ['2026-03-29T10:30:15.250', at],
    ['2026-03-29', Date.UTC(2026, 2, 28, 22)],
    [0, 0],
  ])('%s is %d', (stamp, ms) => {
    expect(readStamp(stamp, twoAhead)).toEqual([ms])
  })

  test.each([
    'yesterday',
    '',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '29.03.2026 08:30',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -5,
    1e300,
    null,
    {},
    true,
    '1'.repeat(100),
  ])('%s is no stamp', (stamp) => {
    expect(readStamp(stamp, twoAhead)).toBeNull()
  })

  test('what Date writes is read back, in any zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -14 * 60, max: 14 * 60 }), (ms, offsetMinutes) => {
        const shifted = new Date(ms + offsetMinutes * 60_000)
        fc.pre(shifted.getTime() >= 0 && shifted.getUTCFullYear() < 10_000)
        const pad = (n: number) => String(n).padStart(2, '0')
        const abs = Math.abs(offsetMinutes)
        const zone = `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(abs / 60))}:${pad(abs % 60)}`
        expect(readStamp(shifted.toISOString().replace('Z', zone), twoAhead)).toEqual([ms])
      }),
    )
  })
})

describe('the time that is used', () => {
  test('a stamp inside the window is kept as sent, every other gives way to the arrival time, flagged', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20 * 86_400_000, max: 20 * 86_400_000 }), (away) => {
        const inside = away >= -oldestStampMs && away <= newestStampMs
        expect(timeUsed({ stamps: [at + away], arrivedAt: at, offsetMs: 0 })).toEqual(
          inside ? { at: at + away, flagged: false } : { at, flagged: true },
        )
      }),
    )
  })

  test('a clock known to be an hour ahead is believed; one that is years off is not', () => {
    const hour = 3_600_000
    expect(timeUsed({ stamps: [at + hour], arrivedAt: at, offsetMs: 0 }).flagged).toBe(true)
    expect(timeUsed({ stamps: [at + hour], arrivedAt: at, offsetMs: -hour })).toEqual({ at: at + hour, flagged: false })
    expect(timeUsed({ stamps: [5000], arrivedAt: at, offsetMs: at - 5000 })).toEqual({ at, flagged: true })
  })

  test('a node that sends what it kept for hours does not make its live stamps look like the future', () => {
    expect(timeUsed({ stamps: [at], arrivedAt: at, offsetMs: 6 * 3_600_000 })).toEqual({ at, flagged: false })
  })

  test('of the two instants of the hour that comes twice the one nearest to the node’s clock is used', () => {
    const hour = 3_600_000
    expect(timeUsed({ stamps: [at - hour, at], arrivedAt: at + 500, offsetMs: 0 }).at).toBe(at)
    expect(timeUsed({ stamps: [at - hour, at], arrivedAt: at - hour + 500, offsetMs: 0 }).at).toBe(at - hour)
  })

  test('the median leaves one wild value of a window alone', () => {
    expect(medianOf([...Array.from({ length: clockWindow - 1 }, () => 100), 1e12])).toBe(100)
    expect([medianOf([]), medianOf([1, 2])]).toEqual([null, 1.5])
  })
})
