// Numbers as people write them: commas, units, feet and inches, arithmetic, in fields and while drawing; wrong ones get a sentence that
// names the field, and the state before stays.
import { expect, test } from './fixture.ts'
import { drawing, openRectangle, press, shownCounts } from './hands.ts'

test('fields take commas, units and arithmetic, and keep what was typed', async ({ served: { page } }) => {
  await openRectangle(page, { width: '3,75 m', depth: '600*4+15' })
  await expect(page.getByText('9.06 m², perimeter 12.33 m')).toBeVisible()
  const moduleX = page.getByRole('textbox', { name: 'Module x' })
  const written: readonly (readonly [string, string])[] = [
    ['62,5 cm', '625'],
    ['(3m-2*40mm)/4', '730'],
    ["2'", '609.6'],
    ['1\' 11 5/8"', '600.08'],
    ['0.6 m', '600'],
  ]
  for (const [typed, mm] of written) {
    await moduleX.fill(typed)
    await moduleX.press('Enter')
    await expect(moduleX).toHaveValue(mm)
    await expect(page.getByRole('alert')).toHaveCount(0)
  }
  await page.getByRole('textbox', { name: 'Module y' }).focus()
  await moduleX.focus()
  await expect(moduleX).toHaveValue('0.6 m')
})

test('a wrong number gets a sentence with the field’s name, and the value before stays in force', async ({ served: { page } }) => {
  await openRectangle(page, { width: '6000', depth: '4200' })
  const before = await shownCounts(page)
  const moduleX = page.getByRole('textbox', { name: 'Module x' })
  for (const wrong of ['six hundred', '0', '-600', '1/0', '600 kg', '']) {
    await moduleX.fill(wrong)
    await moduleX.press('Enter')
    await expect(page.getByRole('alert')).toHaveText(/^Module x: .{10,}\.$/)
    await expect(moduleX).toHaveAttribute('aria-invalid', 'true')
    expect(await shownCounts(page)).toEqual(before)
  }
  await moduleX.press('Escape')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(moduleX).toHaveValue('600')

  // A whole edit that can't stand: the corner would make the outline cross itself.
  await page.getByRole('button', { name: 'Room', exact: true }).click()
  await page.getByRole('textbox', { name: 'Corner 1 x' }).fill('9000')
  await press(page, 'Enter')
  await expect(page.getByRole('alert').first()).toContainText('Corner 1 x')
  expect(await shownCounts(page)).toEqual(before)
})

test('comma decimals are shown where the person chose them', async ({ served: { page } }) => {
  await openRectangle(page, { width: '3750.5', depth: '2400' })
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: /^Comma/ }).click()
  await press(page, 'Escape')
  await page.getByRole('button', { name: 'Room', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Corner 2 x' })).toHaveValue('3750,5')
  await page.getByRole('textbox', { name: 'Corner 2 x' }).fill('4.000,5 mm')
  await press(page, 'Enter')
  await expect(page.getByRole('textbox', { name: 'Corner 2 x' })).toHaveValue('4000,5')
})

test('feet and inches belong to the project and are understood while drawing', async ({ served: { page } }) => {
  await page
    .getByRole('button', { name: /^New ceiling/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Units mm' }).click()
  await page.getByRole('menuitem', { name: 'Feet and inches' }).click()
  await expect(page.getByRole('button', { name: 'Units ft in' })).toBeVisible()
  await page.getByRole('button', { name: 'Rectangle R' }).click()
  await expect(drawing(page)).toBeFocused()
  await page.keyboard.type('12\' 3 1/2"')
  await press(page, 'Tab')
  await page.keyboard.type('5ft6')
  await press(page, 'Enter')
  await expect(page.getByText('full +')).toBeVisible()
  await page.getByRole('button', { name: 'Room', exact: true }).click()
  const corner = page.getByRole('textbox', { name: 'Corner 3 x' })
  const other = page.getByRole('textbox', { name: 'Corner 1 x' })
  await expect(corner).toBeVisible()
  const [left, right] = [await other.inputValue(), await corner.inputValue()]
  expect([left, right].join(' ')).toMatch(/\d+'/)
})

test('a wrong length while drawing says why and draws nothing', async ({ served: { page } }) => {
  await page
    .getByRole('button', { name: /^New ceiling/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Rectangle R' }).click()
  await page.keyboard.type('12x')
  await press(page, 'Enter')
  await expect(page.locator('footer .alarm')).toHaveText(/.{10,}\.$/)
  await press(page, 'Escape')
  await expect(page.locator('footer .alarm')).toHaveCount(0)
  await page.keyboard.type('3,6m')
  await press(page, 'Tab')
  await page.keyboard.type('(3m-2*300)')
  await press(page, 'Enter')
  expect(await shownCounts(page)).toEqual({ full: 24, cut: 0 })
})
