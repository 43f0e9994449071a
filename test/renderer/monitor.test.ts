// The live plan's logic: the time slider, what an earlier moment showed, where sensors hang, tags that don't cover each other.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlarmEvent, AlarmRecord } from '../../src/contract/schemas/alarm.ts'
import type { NodeRecord } from '../../src/contract/schemas/node.ts'
import type { SensorRecord } from '../../src/contract/schemas/sensor.ts'
import type { Fixture } from '../../src/domain/design.ts'
import { bindRows } from '../../src/renderer/designer/bind/bind-rows.ts'
import { readDragged } from '../../src/renderer/designer/bind/binding-state.ts'
import { readDesignSearch } from '../../src/renderer/designer/design-search.ts'
import { alarmSpans, alarmsAt } from '../../src/renderer/designer/monitor/alarm-history.ts'
import { frameMoment, liveMoment, type MarkWords, markOf, sampleOf } from '../../src/renderer/designer/monitor/plan-marks.ts'
import { boundTo, nearestSymbol, placeSensors, typesOf } from '../../src/renderer/designer/monitor/plan-sensors.ts'
import {
  advance,
  frameAt,
  rangeOf,
  readTypedTime,
  settleAt,
  spanNames,
  spans,
  stepOf,
} from '../../src/renderer/designer/monitor/timeline.ts'
import { trialCommand } from '../../src/renderer/designer/monitor/trial-command.ts'
import { countdown, shortFingerprint, shownCode } from '../../src/renderer/start/join-actions.ts'
import { sinceRows } from '../../src/renderer/start/since-rows.ts'
import { noteVisit } from '../../src/renderer/start/visits.ts'
import { placeTags, type TagBox } from '../../src/renderer/ui/heat/mark.ts'

const now = Date.parse('2026-11-20T13:12:08Z')
const location = (fixtureId: string, designId = 'd1') => ({ kind: 'symbol' as const, designId, fixtureId })
const sensor = (id: string, more: Partial<SensorRecord> = {}): SensorRecord => {
  const [nodeId = '', ...type] = id.split('_')
  return {
    id,
    nodeId,
    nodeName: nodeId,
    type: type.join('_'),
    name: id,
    unit: '°C',
    valueKind: 'number',
    intervalMs: 5_000,
    location: null,
    position: null,
    latest: null,
    freshness: 'never',
    topic: `ceiling/sensors/${id}/data`,
    createdAt: 0,
    ...more,
  }
}
const node = (id: string, more: Partial<NodeRecord> = {}) =>
  ({ id, name: id, state: 'online', location: null, createdAt: 0, lastReadingAt: null, lastSeenAt: null, ...more }) as NodeRecord
const symbol = (xMm: number, yMm: number, label = ''): Fixture => ({ kind: 'sensor', xMm, yMm, label })

describe('the time slider', () => {
  it('covers its span up to now in whole steps, and an earlier moment in its middle', () => {
    for (const span of spanNames) {
      const live = rangeOf(span, null, now)
      expect(live.to - live.from).toBe(spans[span])
      expect(live.to).toBeGreaterThanOrEqual(now)
      expect(live.to - now).toBeLessThan(stepOf(span))
      expect(rangeOf(span, now - spans[span] / 2, now)).toEqual(live)
      const far = now - 10 * spans[span]
      const earlier = rangeOf(span, far, now)
      expect(earlier.to - earlier.from).toBe(spans[span])
      expect(earlier.from).toBeLessThan(far)
      expect(earlier.to).toBeGreaterThan(far)
    }
  })

  it('shows the last frame at or before a moment', () => {
    const times = [10, 20, 30]
    expect([5, 10, 19, 20, 29, 30, 99].map((at) => frameAt(times, at))).toEqual([-1, 0, 0, 1, 1, 2, 2])
    expect(frameAt([], 5)).toBe(-1)
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { maxLength: 40 }), fc.integer({ min: -10, max: 1010 }), (list, at) => {
        const sorted = list.sort((a, b) => a - b)
        expect(frameAt(sorted, at)).toBe(sorted.filter((each) => each <= at).length - 1)
      }),
    )
  })

  it('plays at its speed until it has caught up with now', () => {
    expect(advance(now - 60_000, { elapsedMs: 100, speed: 60, now })).toBe(now - 54_000)
    expect(advance(now - 60_000, { elapsedMs: 1000, speed: 60, now })).toBeNull()
    expect(settleAt(now - 500, now)).toBeNull()
    expect(settleAt(now - 61_400, now)).toBe(Math.round((now - 61_400) / 1000) * 1000)
  })

  it('reads typed times, takes a clock that hasn’t been yet as yesterday’s, and refuses what it can’t read or what lies ahead', () => {
    const noon = new Date(2026, 10, 20, 13, 12, 8).getTime()
    const read = (text: string, shown = noon) => readTypedTime(text, { shown, now: noon })
    expect(read('12:30')).toBe(new Date(2026, 10, 20, 12, 30).getTime())
    expect(read('12:30:15')).toBe(new Date(2026, 10, 20, 12, 30, 15).getTime())
    expect(read('9.05')).toBe(new Date(2026, 10, 20, 9, 5).getTime())
    expect(read('18:00')).toBe(new Date(2026, 10, 19, 18, 0).getTime())
    expect(read('18:00', new Date(2026, 10, 12, 4).getTime())).toBe(new Date(2026, 10, 12, 18, 0).getTime())
    expect(read('2026-11-18 07:00')).toBe(new Date(2026, 10, 18, 7).getTime())
    expect(read('now-2h')).toBe(noon - 7_200_000)
    expect(read('now')).toBeNull()
    for (const bad of ['', 'soon', '25:00', '12:61', '2027-01-01', 'now+1h', '2026-13-01']) expect(read(bad)).toBe('refused')
  })

  it('keeps mode, type and moment of the address and drops what it doesn’t know', () => {
    expect(readDesignSearch({ mode: 'monitor', type: 'co2', at: now, sensor: 'a_co2', other: 1 })).toEqual({
      mode: 'monitor',
      type: 'co2',
      at: now,
      sensor: 'a_co2',
    })
    expect(readDesignSearch({ mode: 'edit', type: '', at: 'yesterday', sensor: 3 })).toEqual({})
    expect(readDesignSearch({ at: '2026-11-20T13:12:08Z' })).toEqual({ at: now })
  })
})

describe('alarms of an earlier moment', () => {
  const event = (id: number, alarmId: string, transition: string, at: number) =>
    ({ id, alarmId, transition, at, priority: 2 }) as AlarmEvent
  const alarm = (id: string, more: Partial<AlarmRecord> = {}) =>
    ({ id, isActive: false, raisedAt: null, priority: 2, ...more }) as AlarmRecord

  it('hold from raised to returned, from before the range when only their end is heard, and on while they are active', () => {
    const events = [
      event(4, 'b', 'returned', 150),
      event(1, 'a', 'raised', 100),
      event(2, 'a', 'acknowledged', 110),
      event(3, 'a', 'returned', 120),
    ]
    const held = alarmSpans(events, { alarms: [alarm('a'), alarm('b'), alarm('c', { isActive: true, raisedAt: 20 })], from: 50 })
    expect(held).toEqual([
      { alarmId: 'c', from: 20, to: null, priority: 2 },
      { alarmId: 'b', from: 50, to: 150, priority: 2 },
      { alarmId: 'a', from: 100, to: 120, priority: 2 },
    ])
    expect([...alarmsAt(held, 110)].sort()).toEqual(['a', 'b', 'c'])
    expect([...alarmsAt(held, 130)].sort()).toEqual(['b', 'c'])
    expect([...alarmsAt(held, 30)]).toEqual(['c'])
  })

  it('raised twice are two spans', () => {
    const events = [event(1, 'a', 'raised', 10), event(2, 'a', 'returned', 20), event(3, 'a', 'raised', 30)]
    expect(alarmSpans(events, { alarms: [], from: 0 }).map(({ from, to }) => [from, to])).toEqual([
      [10, 20],
      [30, null],
    ])
  })
})

describe('sensors on the plan', () => {
  const fixtures = {
    n1: symbol(1000, 2000, 'N1'),
    n2: symbol(5000, 2000, 'N2'),
    l1: { kind: 'luminaire', xMm: 1010, yMm: 2000 } as Fixture,
  }

  it('hang at their symbol as the open document has it, so that moving the symbol moves them', () => {
    const nodes = [node('a', { location: location('n1') })]
    const sensors = [sensor('a_temperature'), sensor('a_co2', { location: location('n2') })]
    const placed = placeSensors({ sensors, nodes, designId: 'd1', fixtures })
    expect(placed.map(({ record, xMm, fixtureId }) => [record.id, xMm, fixtureId])).toEqual([
      ['a_co2', 5000, 'n2'],
      ['a_temperature', 1000, 'n1'],
    ])
    const moved = placeSensors({ sensors, nodes, designId: 'd1', fixtures: { ...fixtures, n1: symbol(1500, 100) } })
    expect(moved.find(({ record }) => record.id === 'a_temperature')).toMatchObject({ xMm: 1500, yMm: 100 })
  })

  it('are not here when their symbol is gone or on another plan, and are at their point when they have one', () => {
    const nodes = [node('a', { location: location('gone') }), node('b', { location: location('n1', 'd2') }), node('c')]
    const position = { designId: 'd1', xMm: 7, yMm: 8, zMm: 0 }
    const sensors = [sensor('a_temperature', { position }), sensor('b_temperature'), sensor('c_temperature', { position })]
    const placed = placeSensors({ sensors, nodes, designId: 'd1', fixtures })
    expect(placed.map(({ record, xMm, yMm, fixtureId }) => [record.id, xMm, yMm, fixtureId])).toEqual([['c_temperature', 7, 8, null]])
  })

  it('give the types present, known ones first', () => {
    const nodes = [node('a', { location: location('n1') })]
    const placed = placeSensors({ sensors: ['zeta', 'co2', 'temperature'].map((t) => sensor(`a_${t}`)), nodes, designId: 'd1', fixtures })
    expect(typesOf(placed)).toEqual(['temperature', 'co2', 'zeta'])
  })

  it('a symbol tells what is bound to it itself, whole nodes before single sensors', () => {
    const nodes = [node('a', { location: location('n1') }), node('b')]
    const sensors = [
      sensor('a_temperature'),
      sensor('b_co2', { location: location('n1') }),
      sensor('b_temperature', { location: location('n2') }),
    ]
    const bound = boundTo({ designId: 'd1', fixtureId: 'n1' }, { nodes, sensors })
    expect(bound.nodes.map(({ id }) => id)).toEqual(['a'])
    expect(bound.sensors.map(({ id }) => id)).toEqual(['b_co2'])
  })

  it('a drop means the nearest sensor symbol in reach, never a luminaire', () => {
    expect(nearestSymbol(fixtures, [1100, 2000], 300)).toBe('n1')
    expect(nearestSymbol(fixtures, [3000, 2000], 300)).toBeUndefined()
    expect(nearestSymbol({ l1: fixtures.l1 }, [1010, 2000], 300)).toBeUndefined()
  })

  it('rows to bind are found by name, id and topic, those that hang nowhere first', () => {
    const nodes = [
      node('a', { location: location('n1') }),
      node('b', { name: 'East corner' }),
      node('c', { location: location('n1', 'd2') }),
    ]
    const sensors = [sensor('a_temperature'), sensor('b_co2'), sensor('c_light_level')]
    const rows = (search: string) =>
      bindRows({ nodes, sensors, designId: 'd1', fixtures }, search).map(({ kind, id, symbol: at }) => [kind, id, at] as const)
    expect(rows('')).toEqual([
      ['node', 'b', null],
      ['node', 'a', { label: 'N1' }],
      ['node', 'c', 'elsewhere'],
    ])
    expect(rows('east').map(([, id]) => id)).toEqual(['b'])
    expect(rows('sensors/b_co2').map(([kind, id]) => [kind, id])).toEqual([
      ['node', 'b'],
      ['sensor', 'b_co2'],
    ])
    expect(rows('nothing like it')).toEqual([])
  })

  it('only our own things can be dropped', () => {
    expect(readDragged('{"kind":"node","id":"a","name":"A"}')).toEqual({ kind: 'node', id: 'a', name: 'A' })
    for (const text of ['', 'x', '{}', '{"kind":"file","id":"a","name":"A"}', 'null', '[]']) expect(readDragged(text)).toBeNull()
  })
})

describe('what a symbol says', () => {
  const words: MarkWords = {
    value: (_, { value }) => String(value),
    freshness: (f) => f,
    alarm: (a) => a.kind,
    detail: () => '',
  }
  const placed = { record: sensor('a_temperature'), xMm: 0, yMm: 0, fixtureId: 'n1' }
  const say = (moment: Parameters<typeof markOf>[0]['moment'], alarm: Partial<AlarmRecord> | null) =>
    markOf({ sensor: placed, moment, alarm: alarm as AlarmRecord | null, words, isChosen: false, isPointedAt: false })

  it('is fresh, late or silent by the server’s own rule, and only what is not silent colours the plan', () => {
    const at = (ageMs: number) => liveMoment({ at: now - ageMs, value: 21 }, 20_000, now)
    expect([1_000, 31_000, 61_000].map((age) => at(age).freshness)).toEqual(['fresh', 'late', 'silent'])
    expect(liveMoment(null, 20_000, now).freshness).toBe('never')
    expect([1_000, 31_000, 61_000].map((age) => sampleOf(placed, at(age)).isFresh)).toEqual([true, true, false])
  })

  it('an active alarm is outlined and pulses until it is acknowledged; a returned or shelved one is only named', () => {
    const moment = liveMoment({ at: now, value: 29 }, 5_000, now)
    expect(say(moment, { kind: 'hi', isActive: true, state: 'unacknowledged' })).toMatchObject({
      isAlarm: true,
      isPulsing: true,
      icon: 'alarm',
    })
    expect(say(moment, { kind: 'hi', isActive: true, state: 'acknowledged' })).toMatchObject({ isAlarm: true, isPulsing: false })
    expect(say(moment, { kind: 'hi', isActive: false, state: 'returnedUnacknowledged' })).toMatchObject({
      isAlarm: false,
      icon: 'returned',
    })
    expect(say(moment, { kind: 'hi', isActive: true, state: 'shelved' })).toMatchObject({ isAlarm: false, icon: 'shelved' })
    expect(say(moment, null)).toMatchObject({ isAlarm: false, icon: 'ok', word: 'fresh' })
  })

  it('a silent sensor shows that it is silent, whatever it said last', () => {
    const moment = liveMoment({ at: now - 3_600_000, value: 29 }, 5_000, now)
    expect(say(moment, { kind: 'hi', isActive: true, state: 'unacknowledged' })).toMatchObject({
      isStale: true,
      isAlarm: false,
      icon: 'silent',
    })
  })

  it('an earlier moment says what the frame holds; null there is a sensor that was silent, and booleans stay booleans', () => {
    const frames = { sensorIds: ['a_temperature'], times: [100, 200], values: [[21], [null]] }
    expect(frameMoment(frames, placed, 150)).toMatchObject({ value: 21, freshness: 'fresh' })
    expect(frameMoment(frames, placed, 250)).toMatchObject({ value: null, freshness: 'silent' })
    expect(frameMoment(frames, placed, 50)).toMatchObject({ value: null, freshness: 'silent' })
    const switchy = { ...placed, record: sensor('a_temperature', { valueKind: 'boolean' }) }
    expect(frameMoment(frames, switchy, 150).value).toBe(true)
  })

  it('tags never cover each other, leave the sheet or hide an alarm’s before another’s', () => {
    const size = { full: { width: 110, height: 42 }, short: { width: 60, height: 24 } }
    const wish = fc.record({
      xPx: fc.integer({ min: 0, max: 700 }),
      yPx: fc.integer({ min: 0, max: 500 }),
      rank: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
        const placed = placeTags(
          wishes.map((each) => ({ ...each, ...size })),
          { widthPx: 700, heightPx: 500 },
        )
        const boxes = placed.flatMap((tag): TagBox[] => (tag ? [tag.box] : []))
        for (const [i, a] of boxes.entries()) {
          expect(a.left).toBeGreaterThanOrEqual(0)
          expect(a.top + a.height).toBeLessThanOrEqual(500)
          for (const b of boxes.slice(i + 1))
            expect(a.left >= b.left + b.width || b.left >= a.left + a.width || a.top >= b.top + b.height || b.top >= a.top + a.height).toBe(
              true,
            )
        }
      }),
      { numRuns: 60 },
    )
    const [low, high] = placeTags(
      [
        { xPx: 300, yPx: 200, rank: 0, ...size },
        { xPx: 300, yPx: 200, rank: 2, ...size },
      ],
      { widthPx: 700, heightPx: 500 },
    )
    expect(high?.box.top).toBeGreaterThan(200)
    expect(low?.box.top).toBeLessThan(200)
  })
})

describe('the start page', () => {
  it('writes codes, times and fingerprints as people compare them', () => {
    expect([shownCode('K7MP3QXD'), shownCode('K7MP-3QXD')]).toEqual(['K7MP-3QXD', 'K7MP-3QXD'])
    expect([522_000, 59_001, 1, 0, -5].map(countdown)).toEqual(['8:42', '1:00', '0:01', '0:00', '0:00'])
    expect(shortFingerprint('7f:3a:91:c2:5e:08:aa:bb')).toBe('7F3A 91C2 5E08')
  })

  it('a pause of half an hour ends a visit; shorter ones and clocks set back don’t', () => {
    const first = noteVisit({ seenAt: null, lastVisitAt: null }, 1_000)
    expect(first).toEqual({ seenAt: 1_000, lastVisitAt: null })
    expect(noteVisit(first, 60_000).lastVisitAt).toBeNull()
    const back = noteVisit({ seenAt: 60_000, lastVisitAt: null }, 60_000 + 1_800_000)
    expect(back).toEqual({ seenAt: 1_860_000, lastVisitAt: 60_000 })
    expect(noteVisit(back, 500)).toEqual({ seenAt: 500, lastVisitAt: 60_000 })
  })

  it('tells each alarm once, at the time it was last raised, among nodes that fell silent or joined, newest first', () => {
    const events = [
      { id: 1, alarmId: 'a', transition: 'raised', at: 50 },
      { id: 2, alarmId: 'a', transition: 'raised', at: 150 },
      { id: 3, alarmId: 'a', transition: 'raised', at: 250 },
      { id: 4, alarmId: 'b', transition: 'returned', at: 300 },
    ] as AlarmEvent[]
    const alarms = [{ id: 'a' }, { id: 'b' }] as AlarmRecord[]
    const nodes = [
      node('new', { createdAt: 400 }),
      node('quiet', { state: 'silent', lastReadingAt: 200 }),
      node('long gone', { state: 'offline', lastReadingAt: 10 }),
    ]
    const rows = sinceRows({ events, alarms, nodes }, 100)
    expect(rows.map((row) => [row.kind, row.at, row.kind === 'alarm' ? row.alarm.id : row.node.id])).toEqual([
      ['joined', 400, 'new'],
      ['alarm', 250, 'a'],
      ['silent', 200, 'quiet'],
    ])
  })

  it('the simulator’s command names the broker’s port and a folder any shell takes', () => {
    expect(trialCommand({ port: 1883, dataFolder: undefined })).toBe('npm run simulate -- --url mqtt://127.0.0.1:1883')
    expect(trialCommand({ port: 1884, dataFolder: '/home/a/.local/share/plenum' })).toBe(
      'npm run simulate -- --url mqtt://127.0.0.1:1884 --data /home/a/.local/share/plenum',
    )
    expect(trialCommand({ port: 1884, dataFolder: '/tmp/my $HOME' })).toContain('--data "/tmp/my \\$HOME"')
  })
})
