// Dashboards over the API, and the first one that is made from the sensors there are.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FirstTile, fillDashboard } from '../../src/domain/dashboard.ts'
import { committed, createFakeIngest } from '../helpers/fake-ingest.ts'
import { startTestServer } from '../helpers/test-server.ts'
import { refusalOf, sendJson } from './refusal-of.ts'

const overlap = (a: FirstTile, b: FirstTile) =>
  a.column < b.column + b.width && b.column < a.column + a.width && a.row < b.row + b.height && b.row < a.row + a.height

describe('a dashboard', () => {
  test('without tiles is filled from the sensors there are', async (t) => {
    const ingest = createFakeIngest()
    const { client, clock, events } = await startTestServer(t, { seams: { ingest } })
    ingest.commit([committed('n1', clock.now(), 21), committed('n1', clock.now(), 60, 'energy_consumption', 'W')])
    const made = await client.createDashboard({ body: { name: 'Hall' } })
    expect(made.tiles.map(({ kind }) => kind)).toEqual(['value', 'value', 'alarms', 'nodes', 'chart', 'chart', 'energy', 'table'])
    expect(await client.getDashboard({ params: { id: made.id } })).toEqual(made)
    expect((await events()).map(({ name }) => name)).toContain('dashboard.changed')
  })

  test('is changed by fields, with the version that was read, and refuses tiles that don’t fit', async (t) => {
    const server = await startTestServer(t)
    const { client } = server
    const made = await client.createDashboard({ body: { name: 'Hall', tiles: [] } })
    const tile = { id: 'a', kind: 'energy' as const, column: 0, row: 0, width: 6, height: 4 }
    const path = `/dashboards/${made.id}`
    const put = (body: unknown, ifMatch?: number) =>
      sendJson(server, { method: 'PUT', path, body, ...(ifMatch === undefined ? {} : { ifMatch }) })
    expect(await put({ tiles: [tile] }, 1)).toMatchObject({ status: 200, reply: { revision: 2, name: 'Hall', tiles: [tile] } })
    expect((await put({ name: 'Late' }, 1)).status).toBe(412)
    expect((await put({ tiles: [tile, { ...tile, id: 'b', column: 5 }] })).reply.errors).toMatchObject([{ pointer: '/tiles/1' }])
    expect((await put({ tiles: [{ ...tile, column: 8 }] })).reply.errors).toMatchObject([{ pointer: '/tiles/0/width' }])
    expect((await put({ tiles: [tile, { ...tile, row: 9 }] })).reply.errors).toMatchObject([{ pointer: '/tiles/1/id' }])
    expect((await put({ designId: 'gone' })).reply.errors).toMatchObject([{ pointer: '/designId' }])
    await client.deleteDashboard({ params: { id: made.id } })
    expect((await refusalOf(client.getDashboard({ params: { id: made.id } }))).code).toBe('not_found')
  })
})

test('a first dashboard never puts a tile on another, outside the columns, or on a sensor that isn’t there', () => {
  const sensor = fc.record({
    id: fc.stringMatching(/^n[0-9]{1,3}_[a-z]{2,8}$/),
    type: fc.constantFrom('temperature', 'humidity', 'co2', 'occupancy', 'panel_status', 'energy_consumption', 'x1', 'x2', 'x3'),
    valueKind: fc.constantFrom('number' as const, 'boolean' as const, 'state' as const),
  })
  fc.assert(
    fc.property(fc.array(sensor, { maxLength: 60 }), fc.option(fc.constant('d1')), (sensors, designId) => {
      const tiles = fillDashboard(sensors, designId)
      expect(new Set(tiles.map(({ id }) => id)).size).toBe(tiles.length)
      const known = new Set(sensors.map(({ id }) => id))
      for (const [i, tile] of tiles.entries()) {
        expect(tile.column + tile.width).toBeLessThanOrEqual(12)
        for (const other of tiles.slice(0, i)) expect(overlap(tile, other)).toBe(false)
        const ids = 'sensorIds' in tile ? tile.sensorIds : 'sensorId' in tile ? [tile.sensorId] : []
        expect(ids.every((id) => known.has(id))).toBe(true)
        expect(ids.length).toBeLessThanOrEqual(24)
      }
    }),
  )
})
