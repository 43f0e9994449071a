// Sensors end to end, with real MQTT nodes against the built server: the plan comes alive, an alarm rises and is acknowledged, a command is
// obeyed; a node joins by a code; open mode and a broker that is off say what they are.
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { press } from './hands.ts'
import { ownerClient, simulate } from './nodes.ts'
import { serve } from './processes.ts'

/** Points of the drawing that have a colour of their own, neither grey nor the accent of lines: the heat map. */
const colouredPixels = (page: Page) =>
  page.evaluate(() => {
    let found = 0
    for (const canvas of document.querySelectorAll('canvas')) {
      const pen = canvas.getContext('2d')
      if (!pen || canvas.width < 300 || canvas.height < 300) continue
      const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
      for (let at = 0; at < data.length; at += 4 * 29) {
        const [r = 0, g = 0, b = 0, a = 0] = [data[at], data[at + 1], data[at + 2], data[at + 3]]
        if (a > 20 && Math.max(r, g, b) - Math.min(r, g, b) > 8) found++
      }
    }
    return found
  })

test('twenty simulated nodes colour the plan, one overheats, its alarm is acknowledged, a command is done', async ({
  served,
  dataFolder,
}) => {
  test.slow()
  const { page } = served
  const client = ownerClient(served, dataFolder)
  const { designId } = await client.createSampleProject({ body: {} })
  const rules = await client.listAlarmRules({ query: { limit: 100 } })
  for (const { id, target, kind } of rules.items) {
    const isHot = target.kind === 'type' && target.type === 'temperature' && (kind === 'hi' || kind === 'hihi')
    if (isHot) await client.changeAlarmRule({ params: { id }, body: { onDelayMs: 0 } })
  }
  await page.goto(`${served.baseUrl}/#/designs/${designId}?mode=monitor`)
  await expect(page.getByRole('button', { name: 'Monitor', exact: true })).toHaveAttribute('aria-pressed', 'true')
  const simulation = simulate(served, dataFolder, ['--nodes', '20', '--rate', '80', '--faults=overheat@office-03'])
  try {
    await expect(page.getByText('20 nodes', { exact: false }).first()).toBeVisible({ timeout: 20_000 })
    await expect.poll(() => colouredPixels(page), { timeout: 20_000 }).toBeGreaterThan(2000)
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    const row = page.getByRole('row').filter({ hasText: 'Office, east corner' })
    await expect(row).toContainText('°C')
    const before = await row.textContent()
    await expect.poll(() => row.textContent(), { timeout: 15_000 }).not.toBe(before)

    const drawer = page.getByRole('complementary', { name: 'Alarms' })
    if (!(await drawer.isVisible())) await page.getByRole('button', { name: /^Alarms \d/ }).click()
    const title = page.getByText('office-03 temperature: Hi', { exact: true })
    const hot = drawer.getByRole('listitem').filter({ has: title })
    await expect(hot).toContainText('Unacknowledged', { timeout: 45_000 })
    if ((await hot.getByRole('button').first().getAttribute('aria-expanded')) === 'false') await hot.getByRole('button').first().click()
    await hot.getByRole('button', { name: 'Acknowledge', exact: true }).click()
    await hot.getByLabel('Comment').fill('The heater was left on')
    await hot.getByRole('button', { name: 'Acknowledge', exact: true }).click()
    await expect(hot).toContainText(/Acknowledged/)
    await expect(hot).not.toContainText('Unacknowledged')
    const { items: alarms } = await client.listAlarms({ query: { sensorId: 'office-03_temperature', group: 'all' } })
    expect(alarms.some(({ comment, acknowledgedAt }) => comment === 'The heater was left on' && acknowledgedAt !== null)).toBe(true)

    await page.goto(`${served.baseUrl}/#/nodes/office-02`)
    await page.getByLabel('Command', { exact: true }).selectOption({ label: 'Set the interval' })
    await page.getByLabel('Interval').fill('250')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(page.getByRole('region', { name: 'Commands' })).toContainText('Done')
    const rateOf = async () => (await client.getNode({ params: { id: 'office-02' } })).counters.stored
    const from = await rateOf()
    await page.waitForTimeout(2000)
    // Five sensors at four a second.
    expect((await rateOf()) - from).toBeGreaterThan(25)
    await page.goto(`${served.baseUrl}/#/topics`)
    await expect(page.getByRole('tree')).toContainText('ceiling')
  } finally {
    expect(await simulation.end()).toBe(0)
  }
  const { items: nodes } = await client.listNodes({ query: { limit: 100 } })
  expect(nodes).toHaveLength(20)
  for (const { counters } of nodes) {
    expect(counters.received).toBe(counters.stored + counters.duplicate + counters.quarantined + counters.dropped)
  }
})

test('a node joins with the code of the screen and one click, and is online with credentials of its own', async ({
  served,
  dataFolder,
}) => {
  const { page } = served
  await page.getByRole('button', { name: /^Join a node/ }).click()
  const shown = page.locator('.code8')
  await expect(shown).toHaveText(/^[0-9A-Z]{4}.[0-9A-Z]{4}$/)
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  const code = ((await shown.textContent()) ?? '').replaceAll(/[^0-9A-Z]/g, '')
  const simulation = simulate(served, dataFolder, ['--nodes', '1', '--rate', '10', '--pair', code])
  try {
    const waiting = page.getByRole('region', { name: 'Waiting' })
    await expect(waiting).toContainText('office-01')
    await waiting.getByRole('button', { name: 'Confirm' }).click()
    const client = ownerClient(served, dataFolder)
    const stateOf = async () =>
      (await client.listNodes({ query: {} })).items.map(({ id, state, credentials }) => `${id} ${state} ${credentials}`)
    await expect.poll(stateOf).toEqual(['office-01 online one'])
    await page.goto(`${served.baseUrl}/#/sensors/office-01_temperature`)
    await expect(page.getByText('°C').first()).toBeVisible()
  } finally {
    expect(await simulation.end()).toBe(0)
  }
})

test('a dashboard is arranged by keyboard alone, taken back, and stays arranged', async ({ served, dataFolder }) => {
  const { page } = served
  const client = ownerClient(served, dataFolder)
  const { designId } = await client.createSampleProject({ body: {} })
  await expect.poll(async () => (await client.listDashboards({ query: {} })).items.length, { timeout: 15_000 }).toBe(1)
  const { id, tiles } = (await client.listDashboards({ query: {} })).items[0] ?? { id: '', tiles: [] }
  expect(tiles.length).toBeGreaterThan(4)
  await page.goto(`${served.baseUrl}/#/dashboard/${id}?design=${designId}`)
  await page.goto(`${served.baseUrl}/#/dashboard/${id}`)
  await expect(page.getByRole('heading', { name: 'Temperature' }).first()).toBeVisible()
  await press(page, 'Control+Shift+A')
  const first = tiles[0]
  const panel = page.locator(`#tile-${first?.id}`)
  await panel.focus()
  await press(page, 'Shift+ArrowRight')
  const widthOf = async () => (await client.getDashboard({ params: { id } })).tiles.find((tile) => tile.id === first?.id)?.width
  await expect.poll(widthOf).toBe((first?.width ?? 0) + 1)
  await press(page, 'Control+z')
  await expect.poll(widthOf).toBe(first?.width)
  await panel.focus()
  await press(page, 'Shift+ArrowRight', 'Escape')
  await page.reload()
  await expect.poll(widthOf).toBe((first?.width ?? 0) + 1)
})

test('open mode says on every page of the devices that it asks nobody, and takes what is sent', async ({
  dataFolder,
  newPage,
  trouble,
}) => {
  // The server goes before the page does.
  trouble.expect(/ERR_CONNECTION_REFUSED/)
  const server = await serve(['--data', dataFolder, '--http-port', '0', '--log-level', 'warn', '--mqtt-auth', 'open'])
  try {
    const page = await newPage()
    await page.goto(server.welcomeUrl)
    const warning = page.getByText('The broker is open: any device on this network may send readings and no password is asked.')
    await expect(warning).toBeVisible()
    const simulation = simulate(server, null, ['--nodes', '2', '--rate', '20'])
    const client = ownerClient(server, dataFolder)
    const nodes = async () => (await client.listNodes({ query: {} })).items.map(({ id, isOpen, state }) => `${id} ${isOpen} ${state}`)
    await expect.poll(nodes).toEqual(['office-01 true online', 'office-02 true online'])
    expect(await simulation.end()).toBe(0)
    await page.goto(`${server.baseUrl}/#/nodes`)
    await expect(page.getByRole('row').filter({ hasText: 'office-02' })).toBeVisible()
    await expect(warning).toBeVisible()
  } finally {
    await server.stop()
  }
})

test('with the broker off, joining, the broker’s page and the plan say so and nothing else breaks', async ({ dataFolder, newPage }) => {
  const server = await serve(['--data', dataFolder, '--http-port', '0', '--log-level', 'warn', '--mqtt-port', 'off'])
  try {
    expect(server.mqttUrl).toBeNull()
    const page = await newPage()
    await page.goto(server.welcomeUrl)
    await page.getByRole('button', { name: /^Join a node/ }).click()
    await expect(page.getByText('The broker isn’t running, so nothing can join.')).toBeVisible()
    await page.goto(`${server.baseUrl}/#/broker`)
    await expect(page.getByText(/off/i).first()).toBeVisible()
  } finally {
    await server.stop()
  }
})
