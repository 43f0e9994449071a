// Opening project files: a good one opens straight away; of a newer, cut short or hand-edited one a report says what was repaired and what
// was left out; what can't be read at all is one sentence. The file on disk is never touched.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { openRectangle, shownCounts, waitSaved } from './hands.ts'

/** Makes a project file through the export dialog's JSON. */
async function makeFile(page: Page, folder: string): Promise<string> {
  await openRectangle(page, { width: '6000', depth: '4200' })
  await waitSaved(page)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByText('JSON', { exact: true }).click()
  await page.getByRole('button', { name: 'Make JSON' }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  const path = join(folder, 'good.plenum.json')
  await (await coming).saveAs(path)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Plenum' }).click()
  return path
}

async function open(page: Page, path: string): Promise<void> {
  const coming = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /^Open project/ }).click()
  await (await coming).setFiles(path)
}

test('a good file opens as the same design', async ({ served: { page }, dataFolder }) => {
  const path = await makeFile(page, dataFolder)
  const bytes = readFileSync(path)
  await open(page, path)
  await expect(page.getByText('Opened good.plenum.json.')).toBeVisible()
  expect(await shownCounts(page)).toEqual({ full: 70, cut: 0 })
  expect(readFileSync(path)).toEqual(bytes)
})

test('what is repaired and left out of a doubtful file is listed', async ({ served: { page }, dataFolder }) => {
  const good = await makeFile(page, dataFolder)
  const value = JSON.parse(readFileSync(good, 'utf8')) as Record<string, unknown> & { version?: number }
  const text = readFileSync(good, 'utf8')
  const broken: Readonly<Record<string, string>> = {
    newer: JSON.stringify({ ...value, version: 99, hologram: { depth: 3 } }, null, 1),
    truncated: text.slice(0, Math.floor(text.length * 0.93)),
    edited: text.replace(/"module": ?\[\s*600/, '"module": [-600'),
  }
  for (const [name, wrong] of Object.entries(broken)) {
    const path = join(dataFolder, `${name}.plenum.json`)
    writeFileSync(path, wrong)
    expect(wrong).not.toBe(text)
    await open(page, path)
    const dialog = page.getByRole('dialog', { name: 'Opened with repairs' })
    await expect(dialog, name).toBeVisible()
    await expect(dialog).toContainText(`${name}.plenum.json could not be taken as it stands. The file itself was not touched.`)
    expect(await dialog.getByRole('row').count(), name).toBeGreaterThan(1)
    for (const cell of await dialog.getByRole('row').locator('td:nth-child(2)').allTextContents()) expect(cell).toMatch(/\.$/)
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    expect(readFileSync(path, 'utf8')).toBe(wrong)
  }
})

test('what is no project at all is refused with a sentence, and the page stays', async ({ served: { page }, dataFolder, trouble }) => {
  trouble.expect(/projects\/import/)
  const wrong: Readonly<Record<string, string>> = {
    'photo.plenum.json': '\u0000PNG',
    'other.plenum.json': '{"kind":"recipe"}',
    'empty.plenum.json': '',
  }
  for (const [name, text] of Object.entries(wrong)) {
    const path = join(dataFolder, name)
    writeFileSync(path, text)
    await open(page, path)
    await expect(page.getByText(new RegExp(`^${name.replaceAll('.', '\\.')}: .{10,}\\.$`))).toBeVisible()
  }
  await expect(page.getByText('Your first ceiling')).toBeVisible()
})
