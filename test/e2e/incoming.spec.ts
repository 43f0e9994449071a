// Another system sends webhooks here: its source is made in the panel, the shown line sends one from a shell, its mapping is tried and
// mended, and what became of it is where it belongs.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from './fixture.ts'
import { ownerClient } from './nodes.ts'

const run = promisify(execFile)

test('a source is made, the shown line sends one, a mapping is tried and mended, a ticket stands at its node', async ({
  served,
  dataFolder,
}) => {
  const { page } = served
  const client = ownerClient(served, dataFolder)
  await client.createNode({ body: { nodeId: 'office-01', sensors: ['temperature'] } })
  await page.goto(`${served.baseUrl}/#/admin/incoming`)
  await page.getByRole('button', { name: 'New source' }).first().click()
  await page.getByLabel('Name in the address').fill('bms-north')
  await page.getByRole('button', { name: 'Add the source' }).click()
  const dialog = page.getByRole('dialog')
  const secret = (await dialog.locator('code').textContent()) ?? ''
  expect(secret).toMatch(/^whsec_/)
  await dialog.getByRole('button', { name: 'I have it' }).click()
  const drawer = page.getByRole('complementary', { name: 'Building management' })
  const shown = (await drawer.locator('pre').textContent()) ?? ''
  const { stdout } = await run('bash', ['-c', shown.replace("SECRET='…'", `SECRET='${secret}'`)])
  expect(JSON.parse(stdout)).toMatchObject({ status: 'accepted' })
  await page.goto(`${served.baseUrl}/#/admin/inbox`)
  await expect(page.getByRole('row').filter({ hasText: 'bms-north' })).toContainText('1 reading stored')

  await page.goto(`${served.baseUrl}/#/admin/incoming`)
  await page.getByRole('button', { name: 'Building management' }).click()
  await drawer.getByLabel('Body', { exact: true }).fill('{"points":[{"name":"T1","tenths":215}]}')
  await drawer.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(drawer).toContainText('The body at /data/readings is no list.')
  await drawer.getByLabel('List in the body').fill('/points')
  await drawer.getByLabel('Sensor: place').fill('/name')
  await drawer.getByLabel('Value: place').fill('/tenths')
  await drawer.getByLabel('Times').fill('0.1')
  await drawer.getByLabel('Names').fill('T1 = office-01_temperature')
  await drawer.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(drawer).toContainText('office-01_temperature = 21.5')
  await drawer.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('The mapping of Building management is changed.')).toBeVisible()

  await page.goto(`${served.baseUrl}/#/nodes/office-01`)
  const panel = page.getByRole('region', { name: 'Maintenance tickets' })
  await panel.getByLabel('Title').fill('Clean the lens')
  await panel.getByRole('button', { name: 'New ticket' }).click()
  await panel.getByRole('link', { name: 'Clean the lens' }).click()
  await expect(page.getByRole('complementary', { name: 'Clean the lens' })).toBeVisible()
  await page.goBack()
  await panel.getByRole('button', { name: 'Done' }).click()
  await expect(panel).toContainText('No ticket is open for this node.')
})
