// An outgoing webhook by hand: forbidden addresses and reserved headers refused at their fields, the secret and the code that checks it proven
// against what really arrived, a test with its raw exchange, a second secret, and a delivery sent again with the same webhook-id.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { expect, test } from './fixture.ts'
import { ownerClient } from './nodes.ts'

const run = promisify(execFile)

interface Got {
  readonly headers: Record<string, string>
  readonly body: string
}

/** Takes everything and keeps it. */
async function receiver(): Promise<{ url: string; got: Got[]; close(): void }> {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      got.push({
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(chunks).toString(),
      })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"taken":true}')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    got,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('a webhook is made, tested, checked by the shown code, rotated, and a delivery is sent again with its webhook-id', async ({
  served,
  dataFolder,
  trouble,
}) => {
  trouble.expect(/400 \(Bad Request\)|422/)
  const { page } = served
  const { url, got, close } = await receiver()
  const last = () => got.at(-1) as Got
  try {
    await page.goto(`${served.baseUrl}/#/admin/webhooks`)
    await page.getByRole('button', { name: 'New webhook' }).first().click()
    const made = page.getByRole('complementary', { name: 'New webhook' })
    await made.getByLabel('Name', { exact: true }).fill('Ticket desk')
    await made.getByLabel('URL').fill('http://169.254.169.254/latest/meta-data')
    await made.getByRole('checkbox', { name: 'Designs: all' }).check()
    await made.getByRole('button', { name: 'Add a header' }).click()
    await made.getByLabel('Header 1: name').fill('Webhook-Id')
    await made.getByLabel('Header 1: value').fill('1')
    await made.getByRole('checkbox', { name: 'On this computer' }).check()
    const create = made.getByRole('button', { name: 'Add the webhook' })
    await create.click()
    const urlSays = made
      .locator('.form-field')
      .filter({ has: page.getByLabel('URL') })
      .getByRole('alert')
    await expect(urlSays).toHaveText(/This address is never asked/)
    await made.getByLabel('URL').fill(url)
    await create.click()
    await expect(made.locator('.header-row')).toContainText('Webhook-Id is set by Plenum or by HTTP itself; leave it out.')
    await made.getByLabel('Header 1: name').fill('Authorization')
    await made.getByLabel('Header 1: value').fill('Bearer desk')
    await made.getByLabel('Or type a pattern').fill('alarm.raisd')
    await made.getByRole('button', { name: 'Add', exact: true }).click()
    await create.click()
    await expect(made.locator('.pattern-chips')).toContainText('names no event type')
    await made.getByRole('button', { name: 'Take alarm.raisd out' }).click()
    await create.click()

    const dialog = page.getByRole('dialog')
    const secret = (await dialog.locator('.copy-line code').textContent()) ?? ''
    expect(secret).toMatch(/^whsec_/)
    const codes: Record<string, string> = {}
    for (const language of ['Shell', 'Python', 'JavaScript']) {
      await dialog.getByRole('button', { name: language, exact: true }).click()
      codes[language] = (await dialog.locator('pre').textContent()) ?? ''
    }
    await dialog.getByRole('button', { name: 'I have it' }).click()

    const drawer = page.getByRole('complementary', { name: 'Ticket desk' })
    await drawer.getByLabel('Send', { exact: true }).selectOption('design.saved')
    await drawer.getByRole('button', { name: 'Test now' }).click()
    await expect(drawer).toContainText(/Delivered: 200 after \d+ ms/)
    const [sent, came] = [drawer.locator('.exchange pre').first(), drawer.locator('.exchange pre').last()]
    await expect(sent).toContainText(`POST ${url}`)
    await expect(sent).toContainText(`webhook-signature: ${last().headers['webhook-signature']}`)
    await expect(sent).toContainText('Authorization: •••')
    await expect(sent).toContainText(last().body)
    await expect(came).toContainText('"taken": true')
    expect(last().headers.authorization).toBe('Bearer desk')
    expect(new Webhook(secret).verify(last().body, last().headers)).toMatchObject({ type: 'design.saved', data: { isTest: true } })

    // The code that was shown, on what arrived, and on a body with one sign more.
    const { headers } = last()
    const names = { ID: 'webhook-id', TIMESTAMP: 'webhook-timestamp', SIGNATURE: 'webhook-signature' }
    const env = { ...process.env, SECRET: secret, ...Object.fromEntries(Object.entries(names).map(([k, name]) => [k, headers[name]])) }
    const judge = async (body: string) => {
      writeFileSync(join(dataFolder, 'body.json'), body)
      writeFileSync(join(dataFolder, 'headers.json'), JSON.stringify(headers))
      const python = `${codes.Python}\nimport json\nprint(check(json.load(open("headers.json")), open("body.json", "rb").read()))`
      const script = `${codes.JavaScript}\nimport { readFileSync } from 'node:fs'\nconsole.log(String(check(JSON.parse(readFileSync('headers.json', 'utf8')), readFileSync('body.json'))))`
      const says = [
        ['bash', '-c', codes.Shell ?? ''],
        ['python3', '-c', python],
        [process.execPath, '--input-type=module', '-e', script],
      ].map(async ([command = '', ...args]) => {
        const { stdout } = await run(command, args, { cwd: dataFolder, env }).catch((error: { stdout: string }) => error)
        return stdout.trim()
      })
      return Promise.all(says)
    }
    expect(await judge(last().body)).toEqual(['good', 'True', 'true'])
    expect(await judge(`${last().body} `)).toEqual(['wrong', 'False', 'false'])

    await drawer.getByRole('button', { name: 'Rotate…' }).click()
    await dialog.getByRole('button', { name: 'Make a new secret' }).click()
    const second = (await dialog.locator('.copy-line code').textContent()) ?? ''
    await dialog.getByRole('button', { name: 'I have it' }).click()
    await expect(drawer).toContainText('Deliveries carry both signatures until the old secret ends.')

    // A real one, caused by somebody else: the list follows by itself.
    const client = ownerClient(served, dataFolder)
    await page.goto(`${served.baseUrl}/#/admin/deliveries`)
    const project = await client.createProject({ body: { name: 'P' } })
    const outer: [number, number][] = [[0, 0], [3000, 0], [3000, 3000], [0, 3000]] // biome-ignore format: one room, one line
    const { id } = await client.createDesign({
      params: { id: project.id },
      body: { name: 'Room', room: { outer }, system: { kind: 'grid', module: [600, 600] } },
    })
    const row = page.getByRole('row').filter({ hasText: 'Delivered' }).filter({ hasNotText: 'test' })
    await expect(row).toContainText('Ticket desk')
    const first = last()
    for (const one of [secret, second]) expect(new Webhook(one).verify(first.body, first.headers)).toMatchObject({ type: 'design.saved' })
    await row.getByRole('button').click()
    const delivery = page.getByRole('complementary', { name: 'Design saved' })
    await expect(delivery.getByRole('link', { name: 'Timeline' })).toHaveAttribute('href', `/#/admin/timeline?subject=design%2F${id}`)
    await delivery.getByRole('button', { name: 'Raw' }).click()
    await expect(delivery.locator('.delivery-body')).toHaveText(first.body)
    const before = got.length
    await delivery.getByRole('button', { name: 'Send again' }).click()
    await expect.poll(() => got.length).toBe(before + 1)
    expect([last().headers['webhook-id'], last().body]).toEqual([first.headers['webhook-id'], first.body])
    await expect(delivery.locator('.attempts tbody tr')).toHaveCount(2)
    await delivery.getByRole('button', { name: 'Show', exact: true }).first().click()
    await expect(delivery.locator('pre').first()).toContainText('"taken": true')

    await page.goto(`${served.baseUrl}/#/admin/webhooks`)
    await page.getByRole('button', { name: 'Ticket desk' }).click()
    // What is typed here isn't lost, nor is what somebody else saved meanwhile.
    await drawer.getByLabel('Name', { exact: true }).fill('Desk of tickets')
    const webhookId = new URL(page.url().replace('#/', '')).searchParams.get('id') ?? ''
    await client.changeWebhook({ params: { id: webhookId }, body: { payload: 'thin' } })
    await expect(drawer).toContainText('Somebody else changed it meanwhile.')
    await expect(drawer.getByLabel('Name', { exact: true })).toHaveValue('Desk of tickets')
    await drawer.getByRole('button', { name: 'Take what is saved now' }).click()
    await expect(drawer.getByLabel('Payload')).toHaveValue('thin')
    await drawer.getByLabel('Payload').selectOption('full')
    await drawer.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('Ticket desk is changed.')).toBeVisible()
    await drawer.getByRole('button', { name: 'End the old one now' }).click()
    await expect(page.getByText('The old secret of Ticket desk has ended.')).toBeVisible()
    await drawer.getByRole('button', { name: 'Test now' }).click()
    await expect(drawer).toContainText('Delivered: 200')
    expect(() => new Webhook(secret).verify(last().body, last().headers)).toThrow()
    expect(new Webhook(second).verify(last().body, last().headers)).toMatchObject({ type: 'webhook.test' })

    // All of a time once more, then the end of it.
    await drawer.getByLabel('Which').selectOption('all')
    await drawer.getByRole('button', { name: 'Send again' }).click()
    await expect(page.getByText('1 delivery is sent again.')).toBeVisible()
    await expect.poll(() => got.filter((one) => one.headers['webhook-id'] === first.headers['webhook-id']).length).toBe(3)
    await drawer.getByRole('button', { name: 'Delete…' }).click()
    await expect(dialog).toContainText('Its secret and the log of its deliveries go with it.')
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Nobody hears of events yet' })).toBeVisible()
  } finally {
    close()
  }
})
