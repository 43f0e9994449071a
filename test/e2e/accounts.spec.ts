// A house of people and programs from its first run: the set-up link, an invitation, signing in with a second factor, a key in a program's
// hands, its rotation, its use and its end, and all of it in the audit. Nothing is prepared through the API.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { TOTP } from 'otpauth'
import { expect, test } from './fixture.ts'
import { ownerClient } from './nodes.ts'
import { environment } from './processes.ts'

const password = 'four words for a door'

/** The code of an authenticator app, `steps` half minutes from now. */
const codeOf = (secret: string, steps = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 })

/** Runs a shown example as it stands, with the key where it says; the status of the answer. */
async function runExample(text: string, key: string): Promise<string> {
  const line = text.replace(/^curl /, "curl -s -o /dev/null -w '%{http_code}' ")
  return (await promisify(execFile)('sh', ['-c', line], { env: environment({ PLENUM_KEY: key }) })).stdout
}

/** Opens a section of Admin from the list at the left. */
async function openSection(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Sections of the Admin area' }).getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

/** Takes what a link needs. */
async function followLink(page: Page, link: string | null, { name, deed }: { name: string; deed: string }): Promise<void> {
  if (link !== null) await page.goto(link)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: deed }).click()
  await expect(page.getByRole('link', { name: 'Plenum' })).toBeVisible()
}

test('from the set-up link to a revoked key, and all of it in the audit', async ({ served, newPage, trouble }) => {
  test.slow()
  // The page asks for the second factor by being refused without it.
  trouble.expect(/status of 401/)
  const setUp = /http:\/\/127\.0\.0\.1:\d+\/#\/set-up\?token=\S+/.exec(served.stderr())?.[0]
  const admin = await newPage()
  await admin.goto(setUp ?? '')
  await admin.getByLabel('E-mail').fill('ada@example.com')
  await followLink(admin, null, { name: 'Ada', deed: 'Make the administrator' })
  await admin.goto(`${served.baseUrl}/#/admin/accounts`)

  await test.step('an invitation, accepted in another browser', async () => {
    await admin.getByRole('button', { name: 'Invite someone' }).first().click()
    const drawer = admin.getByRole('complementary', { name: 'Invite someone' })
    await drawer.getByLabel('E-mail').fill('grace@example.com')
    await drawer.getByLabel('Role').selectOption('administrator')
    await drawer.getByRole('button', { name: 'Make the invitation' }).click()
    const link = (await drawer.locator('.copy-line code').textContent()) ?? ''
    const guest = await newPage()
    await followLink(guest, link, { name: 'Grace', deed: 'Accept the invitation' })
    await guest.goto(`${served.baseUrl}/#/admin/profile`)
    await expect(guest.getByText('grace@example.com')).toBeVisible()
    await guest.context().close()
  })

  const person = await newPage()
  await test.step('a second factor, added and asked for', async () => {
    await person.goto(served.baseUrl)
    await person.getByLabel('E-mail').fill('grace@example.com')
    await person.getByLabel('Password').fill(password)
    await person.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(person.getByRole('link', { name: 'Plenum' })).toBeVisible()
    await person.goto(`${served.baseUrl}/#/admin/profile`)
    // Two passwords stand here: the first is asked for before the password is changed, the second before a factor is added.
    await person.getByLabel('Current password').nth(1).fill(password)
    await person.getByRole('button', { name: 'Add an authenticator…' }).click()
    await expect(person.getByRole('img', { name: 'QR code for the authenticator' })).toBeVisible()
    const secret = (await person.locator('.totp-qr code').textContent()) ?? ''
    await person.getByLabel('Code', { exact: true }).fill(codeOf(secret))
    await person.getByRole('button', { name: 'Confirm' }).click()
    await expect(person.getByText('Recovery codes', { exact: true })).toBeVisible()
    await person.getByRole('button', { name: 'Sign out' }).click()
    await person.getByLabel('E-mail').fill('grace@example.com')
    await person.getByLabel('Password').fill(password)
    await person.getByRole('button', { name: 'Sign in', exact: true }).click()
    // A code works once: the next one, a step early.
    await person.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1))
    await person.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(person.getByRole('button', { name: 'Sign out' })).toBeVisible()
  })

  await person.goto(`${served.baseUrl}/#/admin/keys`)
  const shown = person.getByRole('dialog')
  const readKey = async () => {
    const key = (await shown.locator('.copy-line code').textContent()) ?? ''
    const example = (await shown.locator('pre').textContent()) ?? ''
    await shown.getByRole('button', { name: 'I have copied it' }).click()
    return { key, example }
  }
  await test.step('a key that is made, used as shown, rotated, and revoked', async () => {
    await person.getByRole('button', { name: 'New key' }).first().click()
    await person.getByRole('complementary', { name: 'New key' }).getByLabel('Name').fill('Building management')
    await person.getByRole('button', { name: 'Create', exact: true }).click()
    await shown.getByRole('button', { name: 'Test now' }).click()
    await expect(shown.getByText(/^Answered 200 in \d+ ms: the key works\.$/)).toBeVisible()
    const first = await readKey()
    expect(await runExample(first.example, first.key)).toBe('200')
    const drawer = person.getByRole('complementary', { name: 'Building management' })
    await drawer.getByRole('button', { name: 'Rotate…' }).click()
    await shown.getByRole('button', { name: 'Make the second secret' }).click()
    const second = await readKey()
    expect(second.key).not.toBe(first.key)
    expect(await runExample(second.example, second.key)).toBe('200')
    expect(await runExample(second.example, first.key)).toBe('200')
    await person.reload()
    await expect(drawer.getByText('The old secret is still used')).toBeVisible({ timeout: 15_000 })
    await expect(drawer.locator('.key-callers tr')).toHaveCount(4)
    await expect(drawer.locator('.key-figures')).toContainText(/4\s*calls today/)
    await drawer.getByRole('button', { name: 'End overlap now' }).click()
    await expect(drawer.getByRole('button', { name: 'Rotate…' })).toBeVisible()
    expect(await runExample(second.example, first.key)).toBe('401')
    expect(await runExample(second.example, second.key)).toBe('200')
    await drawer.getByRole('button', { name: 'Revoke…' }).click()
    await shown.getByRole('button', { name: 'Revoke', exact: true }).click()
    await expect(drawer).toHaveCount(0)
    expect(await runExample(second.example, second.key)).toBe('401')
  })

  await test.step('all of it in the audit, whole, by name', async () => {
    await openSection(person, 'Audit')
    const rows = person.getByRole('region', { name: 'Audit' }).locator('tbody tr')
    await expect(rows.filter({ hasText: /refused/i }).first()).toBeVisible()
    const text = (await rows.allTextContents()).join('\n')
    for (const action of ['acceptInvitation', 'inviteAccount', 'confirmTotp', 'logIn', 'createApiKey', 'rotateApiKey', 'deleteApiKey'])
      expect.soft(text).toContain(action)
    await person.getByRole('button', { name: 'Verify' }).click()
    await expect(person.getByText('The chain is whole')).toBeVisible()
    await openSection(person, 'Your profile')
    await person.getByRole('button', { name: 'Sign out' }).click()
    await expect(person.getByText('You are signed out.')).toBeVisible()
  })
  await admin.close()
  await person.close()
})

test('a person with few permissions is offered, and asks for, nothing they may not have', async ({
  served,
  dataFolder,
  newPage,
  trouble,
}) => {
  const client = ownerClient(served, dataFolder)
  const { id: role } = await client.createRole({ body: { name: 'Draughtsman', permissions: ['projects:read'] } })
  await client.createAccount({ body: { email: 'bo@example.com', role, password } })
  const refused: string[] = []
  const person = await newPage()
  person.on('response', (response) => void (response.status() === 403 && refused.push(response.url())))
  await person.goto(served.baseUrl)
  trouble.expect(/status of 401/)
  await person.getByLabel('E-mail').fill('bo@example.com')
  await person.getByLabel('Password').fill(password)
  await person.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(person.getByRole('button', { name: /^New ceiling/ })).toBeVisible()
  await expect(person.getByRole('button', { name: /^Join a node/ })).toBeHidden()
  await person.waitForTimeout(1500)
  expect(refused).toEqual([])
})
