// Typed points in time in a zone with daylight saving.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addUnits, canonicalTime, fieldText, rangePresets, readRange, readTime, shiftRange, startOf } from './time-expression.ts'

const zoneBefore = process.env.TZ
beforeAll(() => {
  process.env.TZ = 'Europe/Berlin'
})
afterAll(() => {
  if (zoneBefore === undefined) delete process.env.TZ
  else process.env.TZ = zoneBefore
})

const at = (iso: string) => Date.parse(iso)
/** Friday 20 November 2026, 13:12:08 in Berlin. */
const now = at('2026-11-20T12:12:08Z')
const from = (text: string, when = now) => readTime(text, { now: when, edge: 'from' })
const to = (text: string, when = now) => readTime(text, { now: when, edge: 'to' })
const instant = (read: ReturnType<typeof from>) => (read.kind === 'ok' ? new Date(read.at).toISOString() : read.reason)

describe('points from now', () => {
  it('reads steps and rounding in the order they are written', () => {
    expect(instant(from('now'))).toBe('2026-11-20T12:12:08.000Z')
    expect(instant(from('now-24h'))).toBe('2026-11-19T12:12:08.000Z')
    expect(instant(from('now/d'))).toBe('2026-11-19T23:00:00.000Z')
    expect(instant(from('now-1w/w'))).toBe('2026-11-08T23:00:00.000Z')
    expect(instant(from(' now - 90m '))).toBe('2026-11-20T10:42:08.000Z')
    expect(instant(from('now-1d/d+8h'))).toBe('2026-11-19T07:00:00.000Z')
    expect(instant(from('now/M'))).toBe('2026-10-31T23:00:00.000Z')
    expect(instant(from('now/y'))).toBe('2025-12-31T23:00:00.000Z')
  })
  it('takes a rounded end as the end of its unit', () => {
    expect(instant(to('now/d'))).toBe('2026-11-20T23:00:00.000Z')
    expect(instant(to('now-1d/d'))).toBe('2026-11-19T23:00:00.000Z')
    expect(instant(to('now/h'))).toBe('2026-11-20T13:00:00.000Z')
  })
  it('tells m from M', () => {
    expect(instant(from('now-1m'))).toBe('2026-11-20T12:11:08.000Z')
    expect(instant(from('now-1M'))).toBe('2026-10-20T11:12:08.000Z')
  })
  it('refuses what it can’t read and says why', () => {
    expect(from('now-1q')).toEqual({ kind: 'refused', reason: 'unit' })
    expect(from('now-')).toEqual({ kind: 'refused', reason: 'unreadable' })
    expect(from('')).toEqual({ kind: 'refused', reason: 'empty' })
    expect(from('yesterday')).toEqual({ kind: 'refused', reason: 'unreadable' })
    expect(from('now-9999y')).toEqual({ kind: 'refused', reason: 'far' })
  })
  it('says whether the point moves', () => {
    expect(from('now/d')).toMatchObject({ isLive: true })
    expect(from('2026-11-20')).toMatchObject({ isLive: false })
  })
})

describe('dates', () => {
  it('reads local dates and times, and zones when they are given', () => {
    expect(instant(from('2026-11-20'))).toBe('2026-11-19T23:00:00.000Z')
    expect(instant(from('2026-11-20 08:30'))).toBe('2026-11-20T07:30:00.000Z')
    expect(instant(from('2026-11-20T08:30:15'))).toBe('2026-11-20T07:30:15.000Z')
    expect(instant(from('2026-11-20T08:30:15Z'))).toBe('2026-11-20T08:30:15.000Z')
    expect(instant(from('2026-11-20T08:30:15-05:00'))).toBe('2026-11-20T13:30:15.000Z')
    expect(instant(from('13:45'))).toBe('2026-11-20T12:45:00.000Z')
    expect(instant(from('1763640728000'))).toBe('2025-11-20T12:12:08.000Z')
  })
  it('takes a whole day, month or year as an end', () => {
    expect(instant(to('2026-11-20'))).toBe('2026-11-20T23:00:00.000Z')
    expect(instant(to('2026-11'))).toBe('2026-11-30T23:00:00.000Z')
    expect(instant(to('2026'))).toBe('2026-12-31T23:00:00.000Z')
  })
  it('refuses days and hours that don’t exist', () => {
    expect(from('2026-02-30')).toEqual({ kind: 'refused', reason: 'date' })
    expect(from('2026-11-20 24:10')).toEqual({ kind: 'refused', reason: 'date' })
    expect(from('25:00')).toEqual({ kind: 'refused', reason: 'date' })
  })
  it('travels exactly and shows as local time', () => {
    const travelled = canonicalTime('2026-11-20 08:30', { now, edge: 'from' })
    expect(travelled).toBe('2026-11-20T07:30:00Z')
    expect(fieldText(travelled)).toBe('2026-11-20 08:30')
    expect(canonicalTime('now/d', { now, edge: 'to' })).toBe('now/d')
    expect(fieldText('now/d')).toBe('now/d')
  })
})

describe('daylight saving', () => {
  const afterSpring = at('2026-03-29T10:00:00Z')
  const afterAutumn = at('2026-10-25T10:00:00Z')
  it('keeps the clock for days and the hours for hours', () => {
    expect(instant(from('now-1d', afterSpring))).toBe('2026-03-28T11:00:00.000Z')
    expect(instant(from('now-24h', afterSpring))).toBe('2026-03-28T10:00:00.000Z')
    expect(instant(from('now-1d', afterAutumn))).toBe('2026-10-24T09:00:00.000Z')
  })
  it('gives the changing days 23 and 25 hours', () => {
    const hours = (when: number) => {
      const read = readRange({ from: 'now/d', to: 'now/d' }, when)
      return read.kind === 'ok' ? (read.range.to - read.range.from) / 3_600_000 : 0
    }
    expect(hours(afterSpring)).toBe(23)
    expect(hours(afterAutumn)).toBe(25)
  })
  it('keeps apart the hour that comes twice', () => {
    const second = at('2026-10-25T01:30:00Z')
    expect(new Date(startOf(second, 'h')).toISOString()).toBe('2026-10-25T01:00:00.000Z')
    expect(new Date(startOf(second - 3_600_000, 'h')).toISOString()).toBe('2026-10-25T00:00:00.000Z')
  })
  it('shifts whole days by the calendar', () => {
    const day = { from: startOf(afterSpring, 'd'), to: addUnits(startOf(afterSpring, 'd'), 1, 'd') }
    const before = shiftRange(day, -1)
    expect(before.to).toBe(day.from)
    expect((before.to - before.from) / 3_600_000).toBe(24)
    expect(shiftRange(before, 1)).toEqual(day)
  })
})

describe('ranges', () => {
  it('must go forward', () => {
    expect(readRange({ from: 'now', to: 'now-1h' }, now)).toEqual({ kind: 'refused', edge: 'both', reason: 'order' })
    expect(readRange({ from: 'now-x', to: 'now' }, now)).toMatchObject({ kind: 'refused', edge: 'from' })
  })
  it('are live when their end moves', () => {
    expect(readRange({ from: '2026-11-20', to: 'now' }, now)).toMatchObject({ isLive: true })
    expect(readRange({ from: 'now-1h', to: '2026-11-20 13:00' }, now)).toMatchObject({ isLive: false })
  })
  it('shift by their own length', () => {
    expect(shiftRange({ from: now - 3_600_000, to: now }, -1)).toEqual({ from: now - 7_200_000, to: now - 3_600_000 })
    const month = { from: at('2026-02-28T23:00:00Z'), to: at('2026-03-31T22:00:00Z') }
    expect(shiftRange(month, -1)).toEqual({ from: at('2026-01-31T23:00:00Z'), to: at('2026-02-28T23:00:00Z') })
  })
  it('has presets that can be read at any time of a year', () => {
    for (let day = 0; day < 366; day++)
      for (const preset of rangePresets) {
        const when = now + day * 86_400_000
        const read = readRange(preset, when)
        expect(read.kind, `${preset.id} at ${new Date(when).toISOString()}`).toBe('ok')
      }
  })
  it('takes the last day of a shorter month', () => {
    expect(instant(from('now-1M', at('2026-03-31T10:00:00Z')))).toBe('2026-02-28T11:00:00.000Z')
  })
})
