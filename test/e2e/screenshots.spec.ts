// Pictures of every screen in two sizes and two themes, for people to look at: test-results/screens/. It asserts what a picture can't
// show: that nothing is wider than its window, no control is cut off at its edge, and axe finds nothing serious.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixture.ts'
import { cutOff, drawing, expectNoSerious, findPlan, openSample, press, waitSaved } from './hands.ts'
import { root } from './processes.ts'

const folder = join(root, 'test-results', 'screens')
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen is drawn whole and accessible in ${colorScheme}`, async ({ served: { page } }) => {
    test.slow()
    mkdirSync(folder, { recursive: true })
    await page.emulateMedia({ colorScheme })
    const shoot = async (name: string) => {
      for (const size of sizes) {
        await page.setViewportSize(size)
        await page.waitForTimeout(120)
        await page.screenshot({ path: join(folder, `${name}-${size.width}-${colorScheme}.png`) })
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
        expect(await cutOff(page)).toEqual([])
      }
      await expectNoSerious(page, `${name} in ${colorScheme}`, { onlyColours: colorScheme === 'dark' })
    }
    await shoot('start-empty')
    await openSample(page)
    await shoot('first-run')
    await page.getByRole('button', { name: 'Skip', exact: true }).click()
    await shoot('designer')

    await page.setViewportSize(sizes[0])
    const originX = Number((await page.getByLabel('Origin x').inputValue()).replaceAll(',', ''))
    const originY = Number((await page.getByLabel('Origin y').inputValue()).replaceAll(',', ''))
    const plan = await findPlan(page)
    await drawing(page).focus()
    await page.keyboard.press('o')
    const from = plan.at(originX + 1800, originY + 1200)
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x + 17, from.y - 21, { steps: 3 })
    await page.waitForTimeout(250)
    await page.screenshot({ path: join(folder, `dragging-1440-${colorScheme}.png`) })
    await press(page, 'Escape')
    await page.mouse.up()
    await press(page, 'Escape')

    await page.getByRole('button', { name: 'Table', exact: true }).click()
    await page.getByRole('button', { name: 'Fixtures', exact: true }).click()
    await page.locator('.twin tbody').getByRole('checkbox').first().check()
    await shoot('table')
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    await page.getByRole('button', { name: 'Revisions', exact: true }).click()
    await expect(page.getByRole('dialog', { name: 'Revisions' }).getByRole('listitem').first()).toBeVisible()
    await shoot('revisions')
    await press(page, 'Escape')
    for (const [name, keys] of [
      ['export', 'Control+e'],
      ['palette', 'Control+k'],
      ['settings', 'Control+,'],
    ] as const) {
      await press(page, keys)
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.waitForTimeout(300)
      await shoot(name)
      await press(page, 'Escape')
    }
    await page.getByRole('button', { name: 'Keys and commands' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await shoot('help')
    await press(page, 'Escape')
    await page.getByRole('button', { name: /^Grid 600/ }).click()
    await page.getByRole('menuitem', { name: 'Panels' }).click()
    await page.waitForTimeout(400)
    await shoot('panels')
    await waitSaved(page)
    await page.getByRole('link', { name: 'Plenum' }).click()
    await expect(page.getByText('3 designs')).toBeVisible()
    await page
      .getByRole('button', { name: /^New ceiling/ })
      .first()
      .click()
    await expect(page.getByText('Start with the room')).toBeVisible()
    await shoot('no-room')
    await page.getByRole('link', { name: 'Plenum' }).click()
    await expect(page.getByText('4 designs')).toBeVisible()
    await page.waitForTimeout(400)
    await shoot('start')
    await page.getByRole('button', { name: 'List', exact: true }).click()
    await shoot('start-list')
  })
}
