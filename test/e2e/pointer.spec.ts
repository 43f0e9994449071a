// From the start screen to a DXF on disk with the pointer alone: rectangle, the grid dragged live, an alternative applied, export.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { answerSaveWith, type Counts, dragOn, drawing, findPlan, readDxfFacts, shownCounts, waitSaved } from './hands.ts'

/** The pixels of the topmost canvas as text, to see that what is drawn there changes. */
const overlay = (page: Page) => page.evaluate(() => [...document.querySelectorAll('canvas')].at(-1)?.toDataURL() ?? '')

async function makeDxfByPointer(page: Page): Promise<Counts> {
  await page
    .getByRole('button', { name: /^New ceiling/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Rectangle R' }).click()
  await expect(page.getByRole('button', { name: 'Rectangle', exact: true })).toHaveAttribute('aria-pressed', 'true')
  const box = await drawing(page).boundingBox()
  if (!box) throw new Error('the drawing is not shown')
  await dragOn(page, { x: box.x + 150, y: box.y + 120 }, { x: box.x + box.width - 180, y: box.y + box.height - 140 })
  await shownCounts(page)

  // Taken at its best crossing, the grid follows the hand: figures change before the button is let go, and Esc takes it back.
  const originX = page.getByLabel('Origin x')
  const originY = page.getByLabel('Origin y')
  const number = async (field: typeof originX) => Number((await field.inputValue()).replaceAll(',', ''))
  const before = [await number(originX), await number(originY)] as const
  const plan = await findPlan(page)
  // The handle sits on the crossing inside the room that is nearest its lower left.
  const inside = plan.at(...before)
  const modulePx = 600 * plan.pxPerMm
  const from = {
    x: inside.x < box.x + 150 ? inside.x + modulePx : inside.x,
    y: inside.y > box.y + box.height - 140 ? inside.y - modulePx : inside.y,
  }
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + 20, from.y - 14, { steps: 4 })
  const first = await overlay(page)
  await expect(page.getByText('Dragging')).toBeVisible()
  await page.mouse.move(from.x + 33, from.y - 25, { steps: 4 })
  await expect.poll(() => overlay(page)).not.toBe(first)
  await expect.poll(() => number(originX)).toBeGreaterThan(before[0])
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect.poll(() => number(originX)).toBe(before[0])
  await dragOn(page, from, { x: from.x + 33, y: from.y - 25 })
  await expect(page.getByRole('combobox', { name: 'Origin' })).toHaveValue('pinned')
  const pinned = await number(originX)
  expect(pinned).toBeGreaterThan(before[0])

  await page.getByRole('button', { name: 'Apply alternative 2' }).click()
  await expect.poll(() => number(originX)).not.toBe(pinned)
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect.poll(() => number(originX)).toBe(pinned)
  await page.getByRole('button', { name: /^Redo/ }).click()
  const counts = await shownCounts(page)
  await waitSaved(page)

  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('button', { name: 'Make DXF' }).click()
  await expect(dialog.getByTestId('export-file')).toHaveText(/\.dxf$/)
  return counts
}

function expectDxf(text: string, { full, cut }: Counts): void {
  expect(readDxfFacts(text)).toEqual({ insUnits: 4, tiles: full + cut, hatches: cut, endsWell: true })
}

test('a room becomes a downloaded DXF with the pointer', async ({ served, dataFolder }) => {
  const counts = await makeDxfByPointer(served.page)
  const coming = served.page.waitForEvent('download')
  await served.page.getByRole('button', { name: 'Download' }).click()
  const path = join(dataFolder, 'download.dxf')
  await (await coming).saveAs(path)
  expectDxf(readFileSync(path, 'utf8'), counts)
})

test('a room becomes a saved DXF with the pointer in the desktop app', async ({ desktop, dataFolder }) => {
  const { app, win } = desktop
  const path = join(dataFolder, 'pointer.dxf')
  await answerSaveWith(app, path)
  const counts = await makeDxfByPointer(win)
  await win.getByRole('button', { name: 'Save as…' }).click()
  await expect(win.getByText(`Saved as ${path}`)).toBeVisible()
  expectDxf(readFileSync(path, 'utf8'), counts)
})

test('an outline is clicked corner by corner and closed on its first one', async ({ served: { page } }) => {
  await page
    .getByRole('button', { name: /^New ceiling/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Room outline W' }).click()
  const plan = await findPlan(page)
  const corners = [
    [0, 0],
    [4000, 0],
    [4000, 3000],
    [0, 3000],
  ] as const
  for (const [x, y] of [...corners, corners[0]]) {
    const at = plan.at(x, y)
    await page.mouse.click(at.x, at.y)
  }
  const { full, cut } = await shownCounts(page)
  expect(full + cut).toBeGreaterThan(20)
  await expect(page.getByRole('button', { name: 'Select', exact: true })).toHaveAttribute('aria-pressed', 'true')
})
