// At 200 % zoom (720 x 450 CSS pixels are left of 1440 x 900) every function is reachable, and the page never scrolls in two directions.
import { expect, test } from './fixture.ts'
import { openRectangle, openSample, press, shownCounts } from './hands.ts'

test('at 200 % everything can be reached', async ({ served: { page } }) => {
  await page.setViewportSize({ width: 720, height: 450 })
  const expectOneWay = async () =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
  await expectOneWay()
  await expect(page.getByRole('button', { name: /^New ceiling/ }).first()).toBeInViewport()
  await openRectangleWithoutPanel()
  await expectOneWay()
  for (const name of ['Undo', 'Export', 'Table', 'Revisions', 'Side panel', 'Settings', 'Keys and commands', 'Find or run a command']) {
    const button = page.getByRole('button', { name, exact: true }).or(page.getByRole('button', { name: new RegExp(`^${name}`) }))
    await button.first().scrollIntoViewIfNeeded()
    await expect(button.first(), name).toBeInViewport({ ratio: 0.9 })
  }
  for (const name of ['Select', 'Room outline', 'Rectangle', 'Grid origin', 'Dimension', 'Measure', 'Zoom', 'Pan']) {
    const button = page.getByRole('button', { name, exact: true })
    await button.scrollIntoViewIfNeeded()
    await expect(button, name).toBeInViewport({ ratio: 0.9 })
  }
  await page.getByRole('button', { name: 'Side panel' }).click()
  expect((await shownCounts(page)).full).toBeGreaterThan(0)
  const apply = page.getByRole('button', { name: 'Apply alternative 2' })
  await apply.scrollIntoViewIfNeeded()
  await expect(apply).toBeInViewport()
  await expectOneWay()
  await press(page, 'Control+e')
  const make = page.getByRole('button', { name: 'Make DXF' })
  await make.scrollIntoViewIfNeeded()
  await expect(make).toBeInViewport({ ratio: 0.9 })
  await make.click()
  await expect(page.getByTestId('export-file')).toHaveText(/\.dxf$/)
  await expectOneWay()
  await press(page, 'Escape', 'Control+,')
  const drawnBy = page.getByRole('textbox', { name: 'Drawn by' })
  await drawnBy.scrollIntoViewIfNeeded()
  await expect(drawnBy.last()).toBeInViewport()
  await expectOneWay()

  async function openRectangleWithoutPanel() {
    await page
      .getByRole('button', { name: /^New ceiling/ })
      .first()
      .click()
    const create = page.getByRole('button', { name: 'Create', exact: true })
    await create.scrollIntoViewIfNeeded()
    await create.click()
    await expect(page.getByText('Start with the room')).toHaveCount(0)
  }
})

test('the page works with everything but this machine out of reach', async ({ served: { page, baseUrl } }) => {
  const elsewhere: string[] = []
  await page.context().route(
    (url) => url.origin !== baseUrl,
    (route) => {
      elsewhere.push(route.request().url())
      return route.abort()
    },
  )
  await page.reload()
  await openSample(page)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  for (const format of ['PDF', 'SVG', 'PNG', 'CSV', 'TXT']) {
    await page.getByText(format, { exact: true }).click()
    await page.getByRole('button', { name: `Make ${format}` }).click()
    await expect(page.getByTestId('export-file')).toHaveText(new RegExp(`\\.${format.toLowerCase()}$`), { timeout: 20_000 })
  }
  const fonts = await page.evaluate(async () => {
    await document.fonts.ready
    return [...document.fonts].filter(({ status }) => status === 'error').length
  })
  expect(fonts).toBe(0)
  expect(elsewhere).toEqual([])
  await openRectangle(await freshStart(), { width: '3000', depth: '3000' })

  async function freshStart() {
    await press(page, 'Escape')
    await page.getByRole('link', { name: 'Plenum' }).click()
    return page
  }
})
