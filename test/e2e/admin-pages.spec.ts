// Every page of the Admin area, filled, in three themes: pictures in two sizes for people to look at (test-results/screens), nothing wider
// than its window or cut off, nothing serious for axe, every target large enough.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../../src/contract/client.ts'
import { expect, test } from './fixture.ts'
import { cutOff, expectNoSerious, smallTargets } from './hands.ts'
import { ownerClient } from './nodes.ts'
import { root } from './processes.ts'

const folder = join(root, 'test-results', 'screens')
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const

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
const themes = [
  ['Light', 'light', null],
  ['Dark', 'dark', painted],
  ['High contrast, outdoors', 'contrast', painted.slice(0, 2)],
] as const

test('every page of the Admin area is whole, named and large enough, in every theme', async ({ served, dataFolder }) => {
  test.slow()
  mkdirSync(folder, { recursive: true })
  const { page, baseUrl } = served
  const pages = await fill(ownerClient(served, dataFolder), baseUrl)
  for (const [theme, suffix, some] of themes) {
    await page.getByRole('button', { name: 'Settings', exact: true }).first().click()
    await page.getByRole('button', { name: theme, exact: true }).click()
    await page.keyboard.press('Escape')
    for (const [name, path] of Object.entries(pages)) {
      const isChecked = some?.includes(name) ?? true
      if (suffix === 'contrast' && !isChecked) continue
      await page.goto(`${baseUrl}/#${path}`)
      await expect(page.locator('main h1').first()).toBeVisible()
      await page.waitForTimeout(250)
      // Colours alone differ between themes: sizes are judged once.
      for (const size of suffix === 'contrast' ? [] : sizes) {
        await page.setViewportSize(size)
        await page.waitForTimeout(80)
        await page.screenshot({ path: join(folder, `${name}-${size.width}-${suffix}.png`) })
        if (suffix !== 'light') continue
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0)
        expect.soft(await cutOff(page), `${name} at ${size.width}`).toEqual([])
      }
      await page.setViewportSize(sizes[0])
      if (suffix === 'light') expect.soft(await smallTargets(page), name).toEqual([])
      if (isChecked) await expectNoSerious(page, `${name} in ${theme}`, { onlyColours: suffix !== 'light' })
    }
  }
})
