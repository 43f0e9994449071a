// The sample's history as a service: everything once, in order, whatever cuts it off; somebody else's nodes are left alone.
import { expect, test } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import type { Location, ReadingIn } from '../../contract/schemas/sensor.ts'
import { resourcesFolder } from '../folders.ts'
import { createSampleHistory, sampleNodeNotes } from './sample-history.ts'

interface Row {
  notes: string
  createdAt: number
  location: Location | null
}
const tuesday = Date.UTC(2026, 10, 24, 10, 55, 20)

/** Nodes and readings in memory; waits end at once, so that it runs through. */
function world() {
  const rows = new Map<string, Row>()
  const stored = new Map<string, number[]>()
  const dashboards: string[] = []
  let bundles = 0
  const start = (options: { now?: number; stopAfter?: number } = {}) => {
    const { now = tuesday, stopAfter = Number.POSITIVE_INFINITY } = options
    const history = createSampleHistory({
      clock: {
        now: () => now,
        after: (_, run) => {
          const timer = setImmediate(run)
          return () => clearImmediate(timer)
        },
        every: () => () => {},
      },
      log: { debug: () => {}, info: () => {}, warn: ({ err }: { err: Error }) => rejected.push(err.message), error: () => {} } as never,
      resourcesFolder,
      nodes: {
        get: (id) => {
          const row = rows.get(id)
          if (!row) throw new AppError('not_found', 'no node')
          return row
        },
        create: ({ nodeId, location }) => rows.set(nodeId, { notes: '', createdAt: now, location }),
        change: (id, body) => Object.assign(rows.get(id) as Row, body),
      },
      newestAt: (sensorId) => stored.get(sensorId)?.at(-1) ?? null,
      storeReadings: async (sensorId, readings: readonly ReadingIn[]) => {
        bundles += 1
        if (bundles > stopAfter) throw new Error('the disk is full')
        const list = stored.get(sensorId) ?? []
        stored.set(sensorId, [...list, ...readings.map(({ timestamp }) => Number(timestamp))])
      },
      addDashboard: (name) => dashboards.push(name),
      timezoneOffset: () => 0,
    })
    return history
  }
  const rejected: string[] = []
  const done = async (history: ReturnType<typeof start>) => expect.poll(() => history.isDone, { timeout: 10_000 }).toBe(true)
  return { rows, stored, dashboards, rejected, start, done }
}

test('four nodes at their symbols get a week of readings that ends at this minute, and a dashboard', async () => {
  const { rows, stored, dashboards, start, done } = world()
  const history = start()
  history.fill('design-1')
  history.fill('design-1')
  await done(history)
  expect([...rows.values()].map(({ location }) => location)).toEqual(
    ['N1', 'N2', 'N3', 'N4'].map((fixtureId) => ({ kind: 'symbol', designId: 'design-1', fixtureId })),
  )
  expect(stored.size).toBe(21)
  for (const times of stored.values()) {
    expect(times.at(-1)).toBe(Date.UTC(2026, 10, 24, 10, 55))
    expect((times[0] ?? 0) - tuesday).toBeLessThan(-7 * 86_400_000)
    expect(times.every((at, i) => i === 0 || at > (times[i - 1] ?? 0))).toBe(true)
  }
  expect(dashboards).toEqual(['Open office 2.14'])
})

test('cut off by a full disk it goes on later, and what there is in the end is as if nothing had happened', async () => {
  const whole = world()
  const uncut = whole.start()
  uncut.fill('design-1')
  await whole.done(uncut)
  const cut = world()
  const first = cut.start({ stopAfter: 50 })
  first.fill('design-1')
  await cut.done(first)
  expect(cut.rejected).toEqual(['the disk is full'])
  const second = cut.start({ now: tuesday + 3_600_000 })
  second.fill('design-1')
  await cut.done(second)
  expect(cut.stored).toEqual(whole.stored)
})

test('stopped in the middle it ends at once, with what is under way', async () => {
  const { stored, start } = world()
  const history = start()
  history.fill('design-1')
  await expect.poll(() => stored.size).toBeGreaterThan(2)
  await history.stop()
  expect(history.isDone).toBe(true)
  const after = [...stored.values()].flat().length
  await new Promise((resume) => setTimeout(resume, 30))
  expect([...stored.values()].flat().length).toBe(after)
})

test('a node somebody already has under the name keeps its place and gets no readings', async () => {
  const { rows, stored, start, done } = world()
  rows.set('office-02', { notes: 'mine', createdAt: 0, location: null })
  const history = start()
  history.fill('design-1')
  await done(history)
  expect(rows.get('office-02')).toEqual({ notes: 'mine', createdAt: 0, location: null })
  expect([...stored.keys()].filter((id) => id.startsWith('office-02'))).toEqual([])
  expect(stored.size).toBe(16)
})

test('a simulated node that hangs nowhere yet is hung at its symbol and keeps what it has measured', async () => {
  const { rows, stored, start, done } = world()
  rows.set('office-01', { notes: '', createdAt: tuesday, location: null })
  stored.set('office-01_co2', [tuesday + 1])
  const history = start({ now: tuesday + 60_000 })
  history.fill('design-1')
  await done(history)
  expect(rows.get('office-01')).toMatchObject({ notes: sampleNodeNotes, location: { fixtureId: 'N1' } })
  expect(stored.get('office-01_co2')).toEqual([tuesday + 1])
})

test('the sample opened again after it was deleted hangs the same nodes at the new design', async () => {
  const { rows, start, done } = world()
  for (const designId of ['old', 'new']) {
    const history = start()
    history.fill(designId)
    await done(history)
  }
  expect(rows.get('office-01')).toMatchObject({ notes: sampleNodeNotes, location: { designId: 'new' } })
})
