// Every page of the sensors in three themes, alive with simulated nodes.
import { expect, test } from './fixture.ts'
import { type Look, largeSize, lookAtPages } from './looks.ts'
import { ownerClient, simulate } from './nodes.ts'

/** Without colours of their own, pages look alike in the other themes: there the ones that paint. */
const painted = ['monitor', 'dashboard', 'alarms', 'node', 'sensor', 'join']
const looks: readonly Look[] = [
  { theme: 'Light', suffix: 'light', areSizesJudged: true },
  { theme: 'Dark', suffix: 'dark', opened: painted, areSizesJudged: false },
  { theme: 'High contrast, outdoors', suffix: 'contrast', opened: painted.slice(0, 3), sizes: largeSize, areSizesJudged: false },
]

test('every page of the sensors is whole, named and large enough in every theme', async ({ served, dataFolder }) => {
  test.slow()
  const { page, baseUrl } = served
  const client = ownerClient(served, dataFolder)
  const { designId } = await client.createSampleProject({ body: {} })
  const faults = '--faults=overheat@office-03,dropout@office-04,malformed@office-02'
  const simulation = simulate(served, dataFolder, ['--nodes', '8', '--rate', '20', faults])
  try {
    await expect.poll(async () => (await client.listDashboards({ query: {} })).items.length, { timeout: 20_000 }).toBe(1)
    const online = async () => (await client.listNodes({ query: { state: 'online' } })).items.length
    await expect.poll(online, { timeout: 20_000 }).toBeGreaterThan(5)
    const { items: dashboards } = await client.listDashboards({ query: {} })
    await client.openJoinWindow({ body: {} })
    const pages = {
      monitor: `/designs/${designId}?mode=monitor`,
      dashboard: `/dashboard/${dashboards[0]?.id}`,
      energy: '/energy',
      alarms: '/alarms',
      'alarm-rules': '/alarms/rules',
      'alarm-quality': '/alarms/quality',
      nodes: '/nodes',
      node: '/nodes/office-02',
      sensor: '/sensors/office-01_temperature',
      'sensor-readings': '/sensors/office-01_temperature?show=readings',
      topics: '/topics',
      broker: '/broker',
      join: '/',
    }
    const main = page.locator('main, [role="main"], [role="application"]').first()
    await lookAtPages(page, { ...{ baseUrl, pages, looks }, isShown: () => expect(main).toBeVisible(), settleMs: 250, resizedMs: 120 })
  } finally {
    await simulation.end()
  }
})
