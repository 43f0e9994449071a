// The sample's history ends at the minute it is asked for, looks like that hour and weekday, and holds only what was measured.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSampleRows, placeSampleRows, sampleHistoryDays, sampleIntervalMs, sampleNodes, sampleReadings } from './sample-history.ts'
import { factsOfType } from './sensor.ts'

const rows = parseSampleRows(
  gunzipSync(readFileSync(new URL('../../resources/sample/office.csv.gz', import.meta.url)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(1),
)
const minuteOfDay = (ms: number) => Math.floor((ms % 86_400_000) / 60_000)

test('all 20,560 measured minutes are there, in order', () => {
  expect(rows.length).toBe(20_560)
  expect(rows.every((row, i) => i === 0 || row.minute > (rows[i - 1]?.minute ?? 0))).toBe(true)
})

test('whenever it is opened, the history ends within ten minutes, spans a week and keeps the hour of the day', () => {
  const now = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) })
  fc.assert(
    fc.property(now, fc.integer({ min: -12, max: 14 }), (at, hours) => {
      const utcOffsetMs = hours * 3_600_000
      const placed = placeSampleRows(rows, { now: at, utcOffsetMs })
      const [first, last] = [placed[0], placed.at(-1)]
      if (!first || !last) throw new Error('nothing is placed')
      expect(last.at).toBeLessThanOrEqual(at)
      expect(at - last.at).toBeLessThan(11 * 60_000)
      expect(last.at - first.at).toBeGreaterThan(7 * 86_400_000)
      expect(last.at - first.at).toBeLessThanOrEqual(sampleHistoryDays * 86_400_000)
      expect(minuteOfDay(last.at + utcOffsetMs)).toBe(last.row.minute % 1440)
    }),
    { numRuns: 25 },
  )
})

test('a Tuesday morning shows a measured Tuesday morning', () => {
  const placed = placeSampleRows(rows, { now: Date.UTC(2026, 10, 24, 10, 55, 30), utcOffsetMs: 0 })
  const last = placed.at(-1)
  expect(last?.at).toBe(Date.UTC(2026, 10, 24, 10, 55))
  expect(Math.floor((last?.row.minute ?? 0) / 1440) % 7).toBe(1)
})

test('the office as measured is office-02, and every type has its kind of value', () => {
  const placed = placeSampleRows(rows, { now: Date.UTC(2026, 10, 24, 10, 55), utcOffsetMs: 0 })
  const measured = sampleNodes.find((node) => node.nodeId === 'office-02')?.measure.temperature
  if (!measured) throw new Error('no office-02')
  expect(sampleReadings(placed, measured).map(({ value }) => value)).toEqual(placed.map(({ row }) => row.temperatureC))
  for (const { measure } of sampleNodes) {
    for (const [type, read] of Object.entries(measure)) {
      const values = sampleReadings(placed, read).map(({ value }) => value)
      expect(values.every((value) => typeof value === factsOfType(type).kind)).toBe(true)
      expect(new Set(values).size).toBeGreaterThan(1)
    }
  }
  expect(sampleIntervalMs).toBe(60_000)
})

test('a line that is no row is refused', () => {
  expect(() => parseSampleRows(['x,y'])).toThrow('No sample row')
})
