// Choosing things: a window encloses, a crossing touches; deletion and its undo; what is chosen in the table is chosen on the drawing.
import { expect, test } from './fixture.ts'
import { dragOn, drawing, findPlan, openSample, press, shownCounts } from './hands.ts'

test('a frame to the right encloses, a frame to the left crosses', async ({ served: { page } }) => {
  await openSample(page)
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  await page.getByRole('button', { name: 'Fixtures', exact: true }).click()
  const rows = page.getByRole('region', { name: 'Table of the drawing' }).locator('tbody tr:not([aria-hidden])')
  await expect(rows.first()).toBeVisible()
  const chosen = page.getByRole('checkbox', { name: /^Choose/ })
  await expect(chosen.first()).toBeVisible()
  const read = async (name: string) =>
    Number(
      (
        await rows
          .first()
          .getByRole('textbox', { name: new RegExp(`${name}$`) })
          .inputValue()
      ).replaceAll(',', ''),
    )
  const [x, y] = [await read(' x'), await read(' y')]
  const plan = await findPlan(page)
  // Half of the first fixture: a window takes nothing, a crossing takes it.
  const [a, b] = [plan.at(x - 500, y + 500), plan.at(x, y - 10)]
  const count = () => page.getByText(/^\d+ of \d+ chosen$/)
  await dragOn(page, a, b)
  await expect(count()).toHaveCount(0)
  await dragOn(page, b, a)
  await expect(count()).toHaveText(/^[1-9]/)
  await expect(rows.first().getByRole('checkbox')).toBeChecked()
  await page.getByRole('button', { name: 'Select', exact: true }).click()
  const all = [plan.at(x - 500, y + 500), plan.at(x + 500, y - 500)] as const
  await dragOn(page, ...all)
  await expect(rows.first().getByRole('checkbox')).toBeChecked()
})

test('the table and the drawing choose the same things; deletion is one step back', async ({ served: { page } }) => {
  await openSample(page)
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  await page.getByRole('button', { name: 'Fixtures', exact: true }).click()
  const rows = page.locator('.twin tbody tr:not([aria-hidden])')
  const status = page.locator('.twin').getByRole('status')
  await expect(status).toHaveText(/^\d+ rows$/)
  const total = Number(/\d+/.exec((await status.textContent()) ?? '')?.[0])
  expect(total).toBeGreaterThan(2)
  await rows.nth(0).getByRole('checkbox').check()
  await rows.nth(1).getByRole('checkbox').check()
  await expect(status).toHaveText(`2 of ${total} chosen`)
  await expect(page.getByText('Fixtures: 2')).toBeVisible()
  await drawing(page).focus()
  await press(page, 'Delete')
  await expect(status).toHaveText(`${total - 2} rows`)
  await press(page, 'Control+z')
  await expect(status).toHaveText(new RegExp(`^(2 of )?${total} (rows|chosen)$`))
  await press(page, 'Control+y')
  await expect(status).toHaveText(`${total - 2} rows`)
  await press(page, 'Control+Shift+Z')
  await press(page, 'Control+z')
  await press(page, 'Control+a')
  await expect(status).toHaveText(`${total} of ${total} chosen`)
  await press(page, 'Escape')
  await expect(status).toHaveText(`${total} rows`)
})

test('every step of a design can be undone to the empty drawing and redone to the end', async ({ served: { page } }) => {
  await page
    .getByRole('button', { name: /^New ceiling/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await shownCounts(page)
  await page.getByRole('textbox', { name: 'Module x' }).fill('500')
  await press(page, 'Enter')
  await page.getByRole('textbox', { name: 'Rotation' }).fill('10')
  await press(page, 'Enter')
  await expect.poll(async () => (await shownCounts(page)).cut).toBeGreaterThan(10)
  const end = await shownCounts(page)
  const undo = page.getByRole('button', { name: /^Undo/ }).first()
  for (let steps = 0; steps < 3; steps++) await undo.click()
  await expect(undo).toBeDisabled()
  await expect(page.getByText('Start with the room')).toBeVisible()
  const redo = page.getByRole('button', { name: /^Redo/ })
  for (let steps = 0; steps < 3; steps++) await redo.click()
  await expect(redo).toBeDisabled()
  await expect.poll(() => shownCounts(page)).toEqual(end)
})
