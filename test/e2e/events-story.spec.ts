// What happened reaches the world, once, signed, and it can be seen: a simulated node's alarm becomes a mail and a signed webhook, both in
// the lab and in its timeline; the endpoint fails, is tried again, is replayed by hand, and arrives with the same id.
import type { Locator, Page } from '@playwright/test'
import { createTransport } from 'nodemailer'
import type { Client } from '../../src/contract/client.ts'
import { expect, test } from './fixture.ts'
import { ownerClient, simulate } from './nodes.ts'

/** Raises an alarm at the next reading of the node, which is warmer than any of these limits. */
async function raise(client: Client, name: string, setPoint: number): Promise<string> {
  await client.createAlarmRule({
    body: {
      ...{ name, target: { kind: 'sensor', sensorId: 'office-01_temperature' }, kind: 'hi', setPoint, onDelayMs: 0, priority: 2 },
      advice: 'Open the blinds and look at the chilled beam.',
    },
  })
  const event = async () =>
    (await client.listBusinessEvents({ query: { type: 'alarm.raised' } })).items.find((one) => JSON.stringify(one.data).includes(name))
  await expect.poll(event, { timeout: 15_000 }).toBeDefined()
  return (await event())?.subject ?? ''
}

/** The fixture fails the test for anything of it that runs, is fetched, or breaks the content security policy. */
const hostile = `<html><head><meta http-equiv="refresh" content="0;url=http://192.0.2.1/meta"><base href="http://192.0.2.1/">
<link rel="stylesheet" href="http://192.0.2.1/a.css"><style>@import "http://192.0.2.1/b.css"; p { background: url(http://192.0.2.1/c.png) }</style></head>
<body onload="fetch('/api/v1/x')" style="background-image:url('http://192.0.2.1/d.png')"><script>document.title = 'owned'</script>
<p style="color:red;background:url(http://192.0.2.1/e.png)">Read me</p><img src="http://192.0.2.1/f.png" onerror="alert(1)"><img src=x onerror=alert(2)>
<svg onload="alert(3)"></svg><iframe src="http://192.0.2.1/g"></iframe><a href="javascript:alert(4)" ping="http://192.0.2.1/h">press</a>
<form action="http://192.0.2.1/i"><input autofocus onfocus="alert(5)"></form><video poster="http://192.0.2.1/j" autoplay></video></body></html>`

const chooseFault = async (page: Page, baseUrl: string, echoId: string, label: string): Promise<Locator> => {
  await page.goto(`${baseUrl}/#/admin/lab?id=echo-${echoId}`)
  const drawer = page.getByRole('complementary', { name: /^Echo :/ })
  await drawer.getByLabel('Answers').selectOption({ label })
  return drawer
}

test('an alarm becomes a mail and a signed webhook; a failed delivery is tried again, replayed, and arrives once more the same', async ({
  served,
  dataFolder,
}) => {
  test.slow()
  const { page, baseUrl } = served
  const client = ownerClient(served, dataFolder)
  const simulation = simulate(served, dataFolder, ['--nodes', '1', '--rate', '60'])
  try {
    await page.goto(`${baseUrl}/#/admin/lab`)
    await page.getByRole('button', { name: 'Start the sink' }).click()
    const sink = page.getByRole('region', { name: 'Mail sink' })
    await sink.getByRole('button', { name: 'Send mail to this sink' }).click()
    await expect(sink).toContainText('goes to this sink, not to people')
    await page.getByRole('button', { name: 'Start an echo' }).click()
    const drawer = page.getByRole('complementary', { name: /^Echo :/ })
    const online = async () => (await client.listNodes({ query: { state: 'online' } })).items.length
    await expect.poll(online, { timeout: 20_000 }).toBe(1)
    await drawer.getByRole('button', { name: 'Make a webhook to this echo' }).click()
    await expect(drawer.getByRole('link', { name: /^Lab echo :/ })).toBeVisible()
    await page.goto(`${baseUrl}/#/admin/rules?id=new`)
    const rule = page.locator('aside.details')
    await rule.getByLabel('Name', { exact: true }).fill('Night watch')
    await rule.getByRole('combobox', { name: 'Add an event' }).selectOption({ label: 'Alarms: all' })
    await rule.getByRole('textbox', { name: 'Address' }).fill('watch@example.org')
    await rule.getByRole('button', { name: 'Add', exact: true }).click()
    await rule.getByRole('button', { name: 'Add the rule' }).click()
    await expect
      .poll(async () => (await client.listMailRules({})).items.map(({ name, events }) => [name, ...events]))
      .toEqual([['Night watch', 'alarm.*']])
    await page.goto(`${baseUrl}/#/admin/lab?id=echo-${(await client.listEchoes({})).items[0]?.id}`)

    const first = await raise(client, 'Too warm for the archive', 10)
    await expect(drawer.locator('summary').first()).toContainText('Signature valid', { timeout: 15_000 })
    const mail = sink.getByRole('button', { name: /Too warm for the archive/ })
    await mail.click({ timeout: 15_000 })
    const shown = page.locator('iframe[title="The mail as HTML"]')
    // Read from outside: no script runs in there, not even the test's.
    const words = () => shown.evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.body.innerText)
    await expect.poll(words).toContain('Too warm for the archive')
    expect(await words()).toContain('Open the blinds and look at the chilled beam.')

    const { port } = await client.getLabSmtp({})
    const somebody = createTransport({ host: '127.0.0.1', port: port ?? 0, tls: { rejectUnauthorized: false } })
    await somebody.sendMail({ from: 'a@example.org', to: 'b@example.org', subject: 'Hostile', html: hostile })
    await sink.getByRole('button', { name: 'Hostile' }).click()
    await expect.poll(words).toContain('Read me')
    const parts = () =>
      shown.evaluate((frame: HTMLIFrameElement) => [...(frame.contentDocument?.querySelectorAll('*') ?? [])].map((one) => one.localName))
    expect((await parts()).filter((name) => ['script', 'svg', 'iframe', 'form', 'input', 'link', 'base'].includes(name))).toEqual([])
    await shown.evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.querySelector('a')?.click())

    await page.goto(`${baseUrl}/#/admin/timeline?subject=${encodeURIComponent(first)}`)
    const raised = page.getByRole('row').filter({ hasText: 'Too warm for the archive' })
    const followed = (what: RegExp) => raised.getByRole('listitem').filter({ hasText: what })
    await expect(followed(/^Mail to watch@example.org/)).toContainText('Sent')
    await expect(followed(/^Delivery to Lab echo/)).toContainText('Delivered')

    const { items: echoes } = await client.listEchoes({})
    const echoId = echoes[0]?.id ?? ''
    await chooseFault(page, baseUrl, echoId, '500: error')
    const second = await raise(client, 'Too warm for the servers', 11)
    const deliveryOf = async () => (await client.listDeliveries({ query: { subject: second } })).items[0]
    // At once and, by the first step of the ladder, five seconds later.
    await expect.poll(async () => (await deliveryOf())?.attempts, { timeout: 15_000 }).toBe(2)
    const { id: webhookId = '' } = (await deliveryOf()) ?? {}
    await page.goto(`${baseUrl}/#/admin/deliveries?id=${webhookId}`)
    const delivery = page.locator('aside.details')
    await expect(delivery).toContainText('Retrying')
    await expect(delivery).toContainText('It answered 500')
    await expect(delivery.locator('dl')).toContainText(/Next try\s*in [45] min/)
    await page.goto(`${baseUrl}/#/admin/timeline?subject=${encodeURIComponent(second)}`)
    const again = page.getByRole('row').filter({ hasText: 'Too warm for the servers' })
    await expect(again).toContainText(/Tries again at/)

    await chooseFault(page, baseUrl, echoId, '200: received')
    await page.goto(`${baseUrl}/#/admin/deliveries?id=${webhookId}`)
    await delivery.getByRole('button', { name: 'Send again' }).click()
    await expect(delivery.getByText('Delivered')).toBeVisible()
    const { items: requests } = await client.listEchoRequests({ params: { id: echoId } })
    const tries = requests.filter(({ headers }) => headers['webhook-id'] === webhookId)
    expect(tries.map(({ answered, signature }) => `${answered} ${signature}`)).toEqual(['200 valid', '500 valid', '500 valid'])
    await page.goto(`${baseUrl}/#/admin/timeline?subject=${encodeURIComponent(second)}`)
    await expect(again.getByRole('listitem').filter({ hasText: /^Delivery to Lab echo/ })).toContainText('Delivered')

    const last = await chooseFault(page, baseUrl, echoId, '429: later, with Retry-After')
    await last.getByLabel('Retry-After').fill('7')
    await last.getByLabel('Retry-After').press('Enter')
    await expect.poll(async () => (await client.listEchoes({})).items[0]).toMatchObject({ fault: 'rateLimit', retryAfterS: 7 })
    await last.getByRole('button', { name: 'Stop' }).click()
    await expect(page.getByText('The echo is stopped. A webhook to it fails from now on')).toBeVisible()
    await expect(page.getByText('An address that takes webhooks')).toBeVisible()
    await sink.getByRole('button', { name: 'Stop' }).click()
    await expect(sink).toContainText('not running')
    expect(await client.getMailSettings({})).toMatchObject({ host: null, isToLab: false })
  } finally {
    await simulation.end()
  }
})
