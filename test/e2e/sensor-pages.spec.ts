// Every page of the sensors in three themes, alive with simulated nodes: pictures in two sizes for people to look at (test-results/screens),
// nothing wider than its window or cut off, nothing serious for axe, every target large enough.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixture.ts'
import { cutOff, expectNoSerious, smallTargets } from './hands.ts'
import { ownerClient, simulate } from './nodes.ts'
import { root } from './processes.ts'

const folder = join(root, 'test-results', 'screens')
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const

/** Without colours of their own, pages look alike in the other themes: there the ones that paint. */
const painted = ['monitor', 'dashboard', 'alarms', 'node', 'sensor', 'join']
const themes = [
  ['Light', 'light', sizes, null],
  ['Dark', 'dark', sizes, painted],
  ['High contrast, outdoors', 'contrast', sizes.slice(0, 1), painted.slice(0, 3)],
] as const

test('every page of the sensors is whole, named and large enough in every theme', async ({ served, dataFolder }) => {
  test.slow()
  mkdirSync(folder, { recursive: true })
  const { page, baseUrl } = served
  const client = ownerClient(served, dataFolder)
  const { designId } = await client.createSampleProject({ body: {} })
  const faults = '--faults=overheat@office-03,dropout@office-04,malformed@office-02'
  const simulation = simulate(served, dataFolder, ['--nodes', '8', '--rate', '60', faults])
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
    for (const [theme, suffix, shownSizes, some] of themes) {
      await page.goto(`${baseUrl}/#/`)
      await page.getByRole('button', { name: 'Settings', exact: true }).first().click()
      await page.getByRole('button', { name: theme, exact: true }).click()
      await page.keyboard.press('Escape')
      for (const [name, path] of Object.entries(pages).filter(([one]) => some?.includes(one) ?? true)) {
        await page.goto(`${baseUrl}/#${path}`)
        await expect(page.locator('main, [role="main"], [role="application"]').first()).toBeVisible()
        await page.waitForTimeout(350)
        for (const size of shownSizes) {
          await page.setViewportSize(size)
          await page.waitForTimeout(200)
          await page.screenshot({ path: join(folder, `${name}-${size.width}-${suffix}.png`) })
          expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0)
          expect.soft(await cutOff(page), `${name} at ${size.width}`).toEqual([])
        }
        await page.setViewportSize(sizes[0])
        if (suffix === 'light') expect.soft(await smallTargets(page), name).toEqual([])
        await expectNoSerious(page, `${name} in ${theme}`, { onlyColours: suffix !== 'light' })
      }
    }
  } finally {
    await simulation.end()
  }
})
