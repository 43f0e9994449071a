// Health: real probes, asked again, with the reason when something is down; nothing for strangers but live and ready.
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/server/clock.ts'
import { createHealth, type Probe } from '../../src/server/health.ts'
import { startTestServer } from '../helpers/test-server.ts'

test('live and ready answer without a token, the detail only with one', async (t) => {
  const { baseUrl, request } = await startTestServer(t)
  const live = await fetch(`${baseUrl}/api/v1/health/live`)
  const ready = await fetch(`${baseUrl}/api/v1/health/ready`)
  expect([live.status, await live.json(), ready.status, await ready.json()]).toEqual([200, { status: 'live' }, 200, { status: 'ready' }])
  expect([(await fetch(`${baseUrl}/api/v1/health`)).status, (await request('/health')).status]).toEqual([401, 200])
})

test('the detail names every part, versions, storage and the delay of the loop, as measured', async (t) => {
  const { client, dataFolder } = await startTestServer(t)
  const health = await client.getHealth({})
  expect(health.parts.map((part) => part.name)).toEqual([
    'database',
    'readings',
    'broker',
    'outbox',
    'webhooks',
    'mail',
    'disk',
    'workers',
    'renderer',
    'api',
    'settings',
  ])
  expect(health.parts.filter((p) => p.name === 'database' || p.name === 'disk').map((p) => p.state)).toEqual(['ok', 'ok'])
  expect(health).toMatchObject({ version: '0.1.0', node: process.version, dataFolder })
  expect(health.storage.databaseBytes).toBeGreaterThan(4000)
  expect(health.storage.freeBytes).toBeGreaterThan(1e6)
  expect(health.loopDelayMs.p99).toBeGreaterThanOrEqual(health.loopDelayMs.p50)
})

test('a data folder that is gone makes it not ready, with the reason, and it recovers', async (t) => {
  const { client, request, dataFolder } = await startTestServer(t)
  expect((await request('/health/ready')).status).toBe(200)
  await rename(dataFolder, `${dataFolder}-away`)
  await new Promise((resolve) => setTimeout(resolve, 1050))
  const gone = await request('/health/ready')
  const problem = await gone.json()
  expect([gone.status, problem.code, problem.detail]).toEqual([503, 'unavailable', expect.stringContaining('Not ready: disk: ENOENT')])
  expect((await client.getHealth({})).status).toBe('down')
  expect((await request('/health/live')).status).toBe(200)
  await rename(`${dataFolder}-away`, dataFolder)
  await new Promise((resolve) => setTimeout(resolve, 1050))
  expect((await request('/health/ready')).status).toBe(200)
})

test('a probe that throws is a part that is down; only essential parts decide readiness', async () => {
  let asked = 0
  const probe = (name: string, essential: boolean, check: Probe['check']): Probe => ({ name, essential, check })
  const broken = probe('side', false, () => {
    asked += 1
    throw new Error('it broke')
  })
  const make = (probes: readonly Probe[]) => createHealth({ clock: systemClock, version: '1', dataFolder: '/', probes })
  await using side = make([probe('main', true, () => ({ state: 'ok' })), broken])
  const report = await side.report()
  expect([report.notReadyBecause, report.detail.status, report.detail.parts[1]?.reason]).toEqual([null, 'degraded', 'it broke'])
  await Promise.all([side.report(), side.report()])
  expect(asked).toBe(1)
  await using essential = make([
    probe('main', true, () => Promise.reject(new Error('gone'))),
    probe('late', true, () => ({ state: 'down', reason: 'x' })),
  ])
  const down = await essential.report()
  expect([down.notReadyBecause, down.detail.status]).toEqual(['main: gone; late: x', 'down'])
})

test('the probe of the disk leaves nothing behind', async (t) => {
  const { client, dataFolder } = await startTestServer(t)
  await client.getHealth({})
  const { existsSync } = await import('node:fs')
  expect(existsSync(join(dataFolder, '.health-probe'))).toBe(false)
})
