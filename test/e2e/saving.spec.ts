// Saving by itself: its state is always visible, a reload or a killed server loses nothing, two windows never overwrite each other, and any
// revision comes back.
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { badge, openRectangle, press, shownCounts, waitSaved } from './hands.ts'
import { serve } from './processes.ts'

const setModule = async (page: Page, value: string) => {
  await page.getByRole('textbox', { name: 'Module x' }).fill(value)
  await press(page, 'Enter')
}
const moduleX = (page: Page) => page.getByRole('textbox', { name: 'Module x' })

test('the title bar says what is saved, and a reload keeps everything', async ({ served: { page } }) => {
  await openRectangle(page, { width: '6000', depth: '4200' })
  const seen: string[] = []
  await page.exposeFunction('noteBadge', (text: string) => seen.push(text))
  await page.evaluate(() => {
    const note = (window as unknown as { noteBadge: (text: string) => void }).noteBadge
    const found = document.querySelector('.save-badge')
    if (found)
      new MutationObserver(() => note(found.textContent ?? '')).observe(found, { childList: true, subtree: true, characterData: true })
  })
  await waitSaved(page)
  seen.length = 0
  await setModule(page, '625')
  await expect(badge(page)).toHaveText('Not saved yet')
  await waitSaved(page)
  expect(seen.map((text) => text.replace(/[\d:]+/, ''))).toEqual(expect.arrayContaining(['Not saved yet', 'Saving…', 'Saved ']))
  const counts = await shownCounts(page)
  await page.reload()
  expect(await shownCounts(page)).toEqual(counts)
  await expect(moduleX(page)).toHaveValue('625')
})

test('work done while the server was killed is saved when it is there again', async ({ dataFolder, newPage, trouble }) => {
  trouble.expect(/Failed to load resource|ERR_CONNECTION|status of 401|status of 503/)
  const first = await serve(['--data', dataFolder, '--http-port', '0', '--log-level', 'warn'])
  const page = await newPage()
  await page.goto(first.welcomeUrl)
  await openRectangle(page, { width: '6000', depth: '4200' })
  await waitSaved(page)
  first.child.kill('SIGKILL')
  await first.ended
  await setModule(page, '625')
  await expect(badge(page)).toHaveText(/^Not saved: .{10,}/)
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
  await setModule(page, '630')

  const port = new URL(first.baseUrl).port
  const second = await serve(['--data', dataFolder, '--http-port', port, '--log-level', 'warn'])
  // The owner's session died with the server: the page asks to sign in and then goes on where it was.
  await expect(page.getByText('Open Plenum in this browser').or(badge(page).filter({ hasText: /^Saved/ }))).toBeVisible({ timeout: 20_000 })
  const hash = await page.evaluate(() => location.hash)
  if (await page.getByText('Open Plenum in this browser').isVisible()) {
    await page.goto('about:blank')
    await page.goto(second.welcomeUrl)
    await page.getByRole('link', { name: 'Open New ceiling' }).first().click()
  }
  await expect(moduleX(page)).toHaveValue('630')
  await waitSaved(page)
  await page.reload()
  await expect(moduleX(page)).toHaveValue('630')
  expect(hash).toContain('designs')
  await second.stop()
})

test('two windows on one design: both versions are offered, nothing is overwritten', async ({ served: { page }, trouble }) => {
  trouble.expect(/409|412|Failed to load resource/)
  await openRectangle(page, { width: '6000', depth: '4200' })
  await waitSaved(page)
  const other = await page.context().newPage()
  trouble.watch(other)
  // A second window of the same person: the session is this tab's own, so it is handed over.
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }))
  await other.addInitScript((text) => {
    for (const [key, value] of Object.entries(JSON.parse(text) as Record<string, string>)) {
      if (key !== 'plenum.window' && sessionStorage.getItem(key) === null) sessionStorage.setItem(key, value)
    }
  }, kept)
  await other.goto(page.url())
  await expect(moduleX(other)).toHaveValue('600')

  // Nothing unsaved here: the newer version is simply shown.
  await setModule(page, '625')
  await waitSaved(page)
  await expect(moduleX(other)).toHaveValue('625')

  // Both change: the one that comes later is asked.
  await other.route('**/api/v1/designs/**', async (route) => {
    if (route.request().method() === 'PATCH' || route.request().method() === 'PUT') await new Promise((later) => setTimeout(later, 1500))
    await route.continue()
  })
  await setModule(other, '700')
  await setModule(page, '800')
  const dialog = other.getByRole('dialog', { name: 'Changed in two windows' })
  await expect(dialog).toBeVisible()
  await expect(badge(other)).toHaveText(/^Conflict/)
  await expect(dialog).toContainText('700')
  await expect(dialog).toContainText('800')
  await dialog.getByRole('button', { name: 'Decide later' }).click()
  await expect(other.getByText('nothing is saved here until you choose')).toBeVisible()
  await expect(moduleX(page)).toHaveValue('800')
  await other.getByRole('button', { name: 'Choose…' }).click()
  await dialog.getByRole('button', { name: /^Keep mine/ }).click()
  await waitSaved(other)
  await expect(moduleX(page)).toHaveValue('700')
  await other.getByRole('button', { name: 'Revisions', exact: true }).click()
  await expect(other.getByRole('dialog', { name: 'Revisions' }).getByRole('listitem')).not.toHaveCount(1)
})

test('any revision can be restored, and the restoring undone', async ({ served: { page } }) => {
  await openRectangle(page, { width: '6000', depth: '4200' })
  await waitSaved(page)
  for (const value of ['500', '700']) {
    await setModule(page, value)
    await expect(badge(page)).not.toHaveText(/^Saved/)
    await waitSaved(page)
  }
  await page.getByRole('button', { name: 'Revisions', exact: true }).click()
  const drawer = page.getByRole('dialog', { name: 'Revisions' })
  await expect(drawer.getByRole('listitem').first()).toContainText('current')
  await drawer.getByRole('listitem').nth(1).getByRole('button').click()
  await drawer.getByRole('button', { name: 'Restore this revision' }).click()
  await expect(moduleX(page)).toHaveValue('500')
  await page.getByRole('alert').or(page.locator('.mantine-Notification-root')).getByRole('button', { name: 'Undo' }).click()
  await expect(moduleX(page)).toHaveValue('700')
})
