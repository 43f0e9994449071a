// One command table: the palette finds and runs every command that can run, and the help sheet shows every key of it.
import { expect, test } from './fixture.ts'
import { drawing, openSample, press } from './hands.ts'

test('the palette finds every command of the help sheet by its words, and running one does it', async ({ served: { page } }) => {
  await openSample(page)
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await page.getByRole('button', { name: 'Keys and commands' }).click()
  const help = page.getByRole('dialog', { name: 'Keys and commands' })
  await expect(help.locator('dt').first()).toBeVisible()
  const all = await help.locator('section:not(:last-child) dt').allTextContents()
  expect(all.length).toBeGreaterThan(35)
  await press(page, 'Escape')
  // What can't be done now is shown in the help and left out of the palette.
  const unable = new Set(['Undo', 'Redo', 'Duplicate', 'Delete', 'Select similar', 'Zoom to the selection', 'Find a command'])
  await press(page, 'Control+k')
  const field = page.getByRole('combobox', { name: /^Type a command/ })
  for (const label of all.filter((name) => !unable.has(name))) {
    await field.fill(label)
    await expect(page.getByRole('dialog').getByRole('option').filter({ hasText: label }).first(), label).toBeVisible()
  }
  await field.fill('no such command')
  await expect(page.getByText('Nothing matches “no such command”')).toBeVisible()
  await press(page, 'Escape')

  const run = async (label: string) => {
    await press(page, 'Control+k')
    await field.fill(label)
    await expect(page.getByRole('dialog').getByRole('option').first()).toContainText(label)
    await press(page, 'Enter')
  }
  for (const [label, button] of [
    ['Room outline', 'Room outline'],
    ['Measure', 'Measure'],
    ['Rectangle', 'Rectangle'],
  ] as const) {
    await run(label)
    await expect(page.getByRole('button', { name: button, exact: true })).toHaveAttribute('aria-pressed', 'true')
    await expect(drawing(page)).toBeFocused()
  }
  await run('Ortho')
  await expect(page.getByRole('button', { name: 'Ortho F8' })).toHaveAttribute('aria-pressed', 'true')
  await run('Table of the drawing')
  await expect(page.getByRole('region', { name: 'Table of the drawing' })).toBeVisible()
  await run('Revisions')
  await expect(page.getByRole('dialog', { name: 'Revisions' })).toBeVisible()
  await press(page, 'Escape')
  await run('Theme: Dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await run('Side panel')
  await expect(page.getByRole('complementary')).toHaveCount(0)
  await run('Start screen')
  await expect(page.getByRole('button', { name: /^New ceiling/ }).first()).toBeVisible()
})

test('? shows the keys, and each of them does what it says', async ({ served: { page } }) => {
  await openSample(page)
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await drawing(page).focus()
  await press(page, '?')
  const help = page.getByRole('dialog', { name: 'Keys and commands' })
  await expect(help).toBeVisible()
  const keyed = await help
    .locator('section:not(:last-child) dd')
    .filter({ has: page.locator('kbd') })
    .count()
  expect(keyed).toBeGreaterThan(28)
  await press(page, 'Escape')
  await expect(drawing(page)).toBeFocused()
  for (const [key, name] of [
    ['w', 'Room outline'],
    ['r', 'Rectangle'],
    ['o', 'Grid origin'],
    ['d', 'Dimension'],
    ['m', 'Measure'],
    ['h', 'Pan'],
    ['z', 'Zoom'],
    ['v', 'Select'],
  ] as const) {
    await press(page, key)
    await expect(page.getByRole('button', { name, exact: true }), key).toHaveAttribute('aria-pressed', 'true')
  }
  for (const [key, name] of [
    ['F3', 'Snap F3'],
    ['F7', 'Grid F7'],
    ['F8', 'Ortho F8'],
    ['F10', 'Polar F10'],
  ] as const) {
    const button = page.getByRole('button', { name })
    const before = await button.getAttribute('aria-pressed')
    await press(page, key)
    await expect(button, key).toHaveAttribute('aria-pressed', before === 'true' ? 'false' : 'true')
  }
})
