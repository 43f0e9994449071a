// Who gets what, in a browser: a rule is made from the suggestion, an alarm of a node becomes a mail and a notice in the window, both stand in
// its timeline; a mail that came to nothing is tried again and sent.
import { expect, test } from './fixture.ts'
import { ownerClient, simulate } from './nodes.ts'

test('a rule mails an alarm and another tells it in the window; a mail that was given up is tried again', async ({
  served,
  dataFolder,
}) => {
  const { page } = served
  const client = ownerClient(served, dataFolder)
  const lab = await client.startLabSmtp({ body: { fault: 'refuse550' } })
  await client.changeMailSettings({
    body: { host: '127.0.0.1', port: lab.port ?? 0, ca: lab.certificate, from: 'plenum@example.org', tls: 'required' },
  })
  await client.createAccount({
    body: { name: 'Ada Example', email: 'ada@example.org', role: 'engineer', password: 'correct horse battery' },
  })

  await page.goto(`${served.baseUrl}/#/admin/rules`)
  await page.getByRole('button', { name: 'Mail alarms of priority 1 and 2 to the engineers' }).click()
  const drawer = page.getByRole('complementary', { name: 'New rule' })
  await expect(drawer).toContainText('1 person: Ada Example')
  await drawer.getByRole('button', { name: 'Add the rule' }).click()
  await expect(page.getByText('The rule Urgent alarms to the engineers is saved.')).toBeVisible()
  await page.getByRole('button', { name: 'New rule' }).click()
  await drawer.getByLabel('Name', { exact: true }).fill('Nodes, here')
  await drawer.getByLabel('Add an event…').selectOption('Nodes: all')
  await drawer.getByRole('radio', { name: 'Notice in the window' }).click()
  await drawer.getByLabel('Add somebody…').selectOption('Who works at this computer')
  await expect(drawer).toContainText('1 person: who works at this computer')
  await drawer.getByRole('button', { name: 'Add the rule' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Nodes, here' })).toContainText('Notice')

  const { items } = await client.listAlarmRules({ query: { limit: 100 } })
  const hi = items.find(({ target, kind }) => kind === 'hi' && target.kind === 'type' && target.type === 'temperature')
  // Only this one, and at any hour of the simulated day: dark offices raise alarms of their own, and what is refused once is held back.
  for (const { id } of items.filter((one) => one !== hi)) await client.changeAlarmRule({ params: { id }, body: { enabled: false } })
  await client.changeAlarmRule({ params: { id: hi?.id ?? '' }, body: { onDelayMs: 0, setPoint: 5, deadband: 0, priority: 2 } })
  const simulation = simulate(served, dataFolder, ['--nodes', '1', '--rate', '10'])
  await page.goto(`${served.baseUrl}/#/admin/timeline?type=alarm.raised`)
  const row = page.getByRole('row').filter({ hasText: 'temperature' }).first()
  await expect(row).toContainText('Alarm of priority 2', { timeout: 20_000 })
  await expect(row).toContainText(/Mail to ada@example\.org\s*Gave up/, { timeout: 15_000 })
  await simulation.end()
  // The bell tells of the node, and leads to it.
  const bell = page.getByRole('button', { name: /^Notices, \d+ new$/ })
  await bell.click()
  await page.getByRole('list', { name: 'Notices', exact: true }).getByRole('link').first().click()
  await expect(page).toHaveURL(/#\/nodes\//)
  await expect(page.getByRole('button', { name: 'Notices', exact: true })).toBeVisible()

  await client.startLabSmtp({ body: { fault: 'none' } })
  await client.removeSuppression({ params: { email: 'ada@example.org' } })
  await page.goto(`${served.baseUrl}/#/admin/dead-letters`)
  await page.getByRole('button', { name: 'Mail to ada@example.org' }).first().click()
  const letter = page.getByRole('complementary', { name: 'Mail to ada@example.org' })
  await expect(letter).toContainText(/Alarm of priority \d/)
  await letter.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(async () => (await client.getLabSmtp({})).received.length, { timeout: 10_000 }).toBeGreaterThan(0)
})
