// From the start screen to a DXF on disk with the keyboard alone: in Chromium with a download, in the desktop app with a saved file.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { answerSaveWith, type Counts, drawing, press, readDxfFacts, shownCounts, tabTo, waitSaved } from './hands.ts'

/** Draws an L of 5.4 x 3.6 m by typed lengths and angles, chooses 625 tiles, opens the export and makes a DXF. */
async function makeDxfByKeyboard(page: Page): Promise<Counts> {
  await tabTo(page, page.getByRole('button', { name: /^New ceiling/ }))
  await press(page, 'Enter')
  await tabTo(page, page.getByRole('button', { name: 'Room outline W' }))
  await press(page, 'Enter')
  await expect(drawing(page)).toBeFocused()

  const sides: readonly (readonly [string, string])[] = [
    ['5400', '0'],
    ['1800', '90'],
    ['2400', '180'],
    ['1.8m', '90'],
    ['3000', '180'],
  ]
  await page.keyboard.type('0')
  await press(page, 'Tab')
  await page.keyboard.type('0')
  await press(page, 'Enter')
  for (const [length, angle] of sides) {
    await page.keyboard.type(length)
    await press(page, 'Tab')
    await page.keyboard.type(angle)
    await press(page, 'Enter')
  }
  await press(page, 'Enter')
  await expect(page.getByText('15.12 m², perimeter 18 m')).toBeVisible()
  expect(await shownCounts(page)).toEqual({ full: 42, cut: 0 })

  await press(page, 'F6', 'F6')
  await tabTo(page, page.getByRole('button', { name: /^Grid 600/ }))
  await press(page, 'Enter')
  await expect(page.getByRole('menu')).toBeVisible()
  for (let steps = 0; steps < 12; steps++) {
    if (await page.getByRole('menuitem', { name: /^625/ }).evaluate((item) => item === document.activeElement)) break
    await press(page, 'ArrowDown')
  }
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: /^Grid 625/ })).toBeVisible()
  const counts = await shownCounts(page)
  await waitSaved(page)

  await press(page, 'Control+e')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await expect(dialog).toBeVisible()
  await tabTo(page, dialog.getByRole('button', { name: 'Make DXF' }))
  await press(page, 'Enter')
  await expect(dialog.getByTestId('export-file')).toHaveText(/\.dxf$/)
  return counts
}

function expectDxf(text: string, { full, cut }: Counts): void {
  expect(readDxfFacts(text)).toEqual({ insUnits: 4, tiles: full + cut, hatches: cut, endsWell: true })
}

test('a room becomes a downloaded DXF by keyboard alone', async ({ served, dataFolder }) => {
  const { page } = served
  const counts = await makeDxfByKeyboard(page)
  await tabTo(page, page.getByRole('button', { name: 'Download' }))
  const coming = page.waitForEvent('download')
  await press(page, 'Enter')
  const download = await coming
  const path = join(dataFolder, download.suggestedFilename())
  await download.saveAs(path)
  expect(path).toMatch(/\.dxf$/)
  expectDxf(readFileSync(path, 'utf8'), counts)
})

test('a room becomes a saved DXF by keyboard alone in the desktop app', async ({ desktop, dataFolder }) => {
  const { app, win } = desktop
  const path = join(dataFolder, 'to the site ü.dxf')
  await answerSaveWith(app, path)
  const counts = await makeDxfByKeyboard(win)
  await tabTo(win, win.getByRole('button', { name: 'Save as…' }))
  await press(win, 'Enter')
  await expect(win.getByText(`Saved as ${path}`)).toBeVisible()
  expectDxf(readFileSync(path, 'utf8'), counts)
})
