// Rooms at the limits of vertices and cells end within two seconds, reply included, and lose no area.
// Measured as this process's computing time, so that other work on the machine fails nothing.
import { expect, test } from 'vitest'
import type { Catalogue } from '../catalogue.ts'
import { computeLayout } from './compute.ts'
import { prepareRoom } from './room.ts'
import { unwrap } from './test-rooms.ts'
import { hostileCases, tooManyArcs } from './test-rooms-hostile.ts'

const limitMs = 2_000
const catalogue: Catalogue = {
  id: 'test',
  name: 'Test',
  version: 1,
  currency: 'EUR',
  defaultFinish: 'white',
  products: [{ code: 'white', name: 'White', kind: 'finish', unit: 'm2', price: 10, packSize: 1 }],
}

test.each(Object.entries(hostileCases))('%s ends within two seconds', (_, { room, module, rotationDeg = 0 }) => {
  const started = process.threadCpuUsage()
  const layout = unwrap(computeLayout({ room, system: { kind: 'grid', module, rotationDeg }, catalogue }))
  const bytes = JSON.stringify(layout).length
  const { user, system } = process.threadCpuUsage(started)
  expect((user + system) / 1000).toBeLessThan(limitMs)
  expect(bytes).toBeGreaterThan(0)
  if (layout.kind !== 'grid') throw new Error('a grid was asked for')
  const { areaMm2, perimeterMm } = layout.room
  const laidMm2 = layout.tiles.reduce((sum, tile) => sum + tile.areaMm2, layout.droppedAreaMm2)
  expect(layout.counts.total + layout.counts.dropped).toBeGreaterThan(0)
  expect(Math.abs(laidMm2 - areaMm2)).toBeLessThanOrEqual(Math.max(1e-6 * areaMm2, 0.01 * perimeterMm))
})

test('arcs of more chords than can be laid out are refused with their number', () => {
  const outcome = prepareRoom(tooManyArcs)
  expect(outcome.kind === 'refused' && outcome.problems[0]).toMatchObject({ code: 'too_large', pointer: '/room' })
  expect(outcome.kind === 'refused' && outcome.problems[0]?.detail).toMatch(/\d+ chords/)
})
