// Every page of the Admin area, filled, in three themes; and its lists by keyboard.
import type { Client } from '../../src/contract/client.ts'
import { expect, test } from './fixture.ts'
import { type Look, lookAtPages } from './looks.ts'
import { ownerClient } from './nodes.ts'

/** People, keys, refusals: what a month leaves. Answers the pages with something open on each. */
async function fill(client: Client, baseUrl: string): Promise<Record<string, string>> {
  const password = 'a long walk to the hall'
  const { id } = await client.createAccount({ body: { email: 'ada@example.com', role: 'administrator', password } })
  await client.createAccount({ body: { email: 'bo@example.com', role: 'guest', password } })
  await client.inviteAccount({ body: { email: 'cy@example.com', role: 'engineer' } })
  await client.logIn({ body: { email: 'ada@example.com', password } })
  await client.logIn({ body: { email: 'bo@example.com', password: 'wrong password' } }).catch(() => undefined)
  await client.createRole({ body: { name: 'Night watch', permissions: ['sensors:read', 'alarms:read', 'alarms:acknowledge'] } })
  const key = await client.createApiKey({ body: { name: 'Building management', scopes: ['sensors:read', 'projects:read'] } })
  await client.rotateApiKey({ params: { id: key.id }, body: {} })
  for (let i = 0; i < 6; i++)
    await fetch(`${baseUrl}/api/v1/${i === 4 ? 'audit' : 'projects'}`, { headers: { 'x-api-key': key.key, 'user-agent': 'bms/2.1' } })
  await client.createProvider({ body: { kind: 'google', name: 'Google', clientId: 'plenum.apps.example' } })
  const { items } = await client.listAudit({ query: { limit: 1 } })
  return {
    'admin-profile': '/admin/profile',
    'admin-accounts': `/admin/accounts?id=${id}`,
    'admin-roles': '/admin/roles?id=engineer',
    'admin-sessions': '/admin/sessions',
    'admin-providers': '/admin/providers',
    'admin-overview': '/admin/overview',
    'admin-keys': `/admin/keys?id=${key.id}`,
    'admin-audit': `/admin/audit?id=${items[0]?.id}`,
    'admin-settings': '/admin/settings',
    'admin-logs': '/admin/logs',
    'admin-secrets': '/admin/secrets',
  }
}

/** What the other themes could break is in these: tables, forms, bars, states, differences. */
const painted: readonly string[] = ['admin-overview', 'admin-keys', 'admin-audit', 'admin-settings']
const looks: readonly Look[] = [
  { theme: 'Light', suffix: 'light', areSizesJudged: true },
  { theme: 'Dark', suffix: 'dark', opened: painted, areSizesJudged: false },
  { theme: 'High contrast, outdoors', suffix: 'contrast', opened: painted.slice(0, 2), sizes: [], areSizesJudged: false },
]

test('arrows move along the rows of a list, Enter opens, Escape goes back to the row', async ({ served, dataFolder }) => {
  const { page, baseUrl } = served
  const client = ownerClient(served, dataFolder)
  for (const name of ['First', 'Second', 'Third']) await client.createApiKey({ body: { name, scopes: ['sensors:read'] } })
  await page.goto(`${baseUrl}/#/admin/keys`)
  const rows = page.locator('main .row-open')
  await expect(rows).toHaveCount(3)
  await rows.first().focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('complementary', { name: 'Second' })
  await expect(drawer).toBeVisible()
  const field = page.getByRole('searchbox')
  await field.fill('Sec')
  await field.press('Escape')
  await expect(field).toHaveValue('')
  await expect(drawer).toBeVisible()
  await drawer.getByRole('checkbox').first().focus()
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(rows.nth(1)).toBeFocused()
})

test('every page of the Admin area is whole, named and large enough, in every theme', async ({ served, dataFolder }) => {
  test.slow()
  const { page, baseUrl } = served
  const pages = await fill(ownerClient(served, dataFolder), baseUrl)
  const heading = page.locator('main h1').first()
  await lookAtPages(page, { ...{ baseUrl, pages, looks }, isShown: () => expect(heading).toBeVisible(), settleMs: 150, resizedMs: 80 })
})
