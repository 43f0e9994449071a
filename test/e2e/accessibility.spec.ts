// Everyone: axe finds nothing serious on any screen outdoors (the other themes are looked at where their pictures are taken); the focus is always visible; F6 goes round the panes; targets are large
// enough; forced colours and reduced motion are respected; no string escapes translation.
import { expect, test } from './fixture.ts'
import { drawing, expectNoSerious, openRectangle, openSample, press, smallTargets, waitSaved } from './hands.ts'

test('axe finds nothing serious on any screen in high contrast', async ({ served: { page } }) => {
  const check = (where: string) => expectNoSerious(page, where, { onlyColours: true })
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'High contrast, outdoors', exact: true }).click()
  await check('settings')
  await press(page, 'Escape')
  await check('empty start')
  await openSample(page)
  await check('first run')
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await check('designer')
  await press(page, 'Control+e')
  await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible()
  await check('export')
  await press(page, 'Escape', 'Control+k')
  await expect(page.getByRole('combobox', { name: /^Type a command/ })).toBeFocused()
  await check('palette')
  await press(page, 'Escape')
  await page.getByRole('button', { name: 'Keys and commands' }).click()
  await check('help')
  await press(page, 'Escape')
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  await check('table')
  await page.getByRole('button', { name: 'Revisions', exact: true }).click()
  await check('revisions')
  await press(page, 'Escape')
  await waitSaved(page)
  await page.getByRole('link', { name: 'Plenum' }).click()
  await expect(page.getByText('3 designs')).toBeVisible()
  await check('start')
  await page.getByRole('button', { name: 'List', exact: true }).click()
  await check('list of designs')
})

test('axe finds nothing serious in a conflict', async ({ served: { page }, trouble }) => {
  trouble.expect(/412|Failed to load resource/)
  await openRectangle(page, { width: '6000', depth: '4200' })
  await waitSaved(page)
  let isOvertaken = false
  await page.route('**/api/v1/designs/*', async (route) => {
    if (route.request().method() !== 'PUT' || isOvertaken) return route.continue()
    isOvertaken = true
    // Somebody else saves first.
    const { authorization = '', 'if-match': ifMatch = '' } = route.request().headers()
    const answer = await fetch(route.request().url(), {
      method: 'PUT',
      headers: { authorization, 'if-match': ifMatch, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Theirs' }),
    })
    expect(answer.status).toBe(200)
    await route.continue()
  })
  await page.getByRole('textbox', { name: 'Module x' }).fill('700')
  await press(page, 'Enter')
  await expect(page.getByRole('dialog', { name: 'Changed in two windows' })).toBeVisible()
  await expectNoSerious(page, 'conflict')
})

test('the focus is visible wherever Tab leads, and F6 goes round the panes', async ({ served: { page } }) => {
  await openSample(page)
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  const seen = new Set<string>()
  for (let steps = 0; steps < 60; steps++) {
    await press(page, 'Tab')
    const look = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement
      const frame = (element: Element | null) => {
        if (!element) return false
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
        return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== 'none'
      }
      const name = `${at.tagName} ${at.getAttribute('aria-label') ?? at.id} ${at.textContent?.slice(0, 30)}`
      return { name, isVisible: frame(at) || frame(at.closest('.f, label, .tog')) || frame(at.parentElement), isBody: at === document.body }
    })
    if (!look.isBody) expect(look.isVisible, look.name).toBe(true)
    seen.add(look.name)
  }
  expect(seen.size).toBeGreaterThan(40)
  await drawing(page).focus()
  const panes: (string | null)[] = []
  for (let steps = 0; steps < 8; steps++) {
    await press(page, 'F6')
    panes.push(await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? null))
  }
  expect(new Set(panes).size).toBeGreaterThanOrEqual(5)
  expect(panes).not.toContain(null)
  expect(panes).toContain('canvas')
})

test('every target is at least 24 px', async ({ served: { page } }) => {
  expect(await smallTargets(page)).toEqual([])
  await openSample(page)
  expect(await smallTargets(page)).toEqual([])
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  await page.getByRole('button', { name: 'Fixtures', exact: true }).click()
  await expect(page.locator('.twin tbody tr').first()).toBeVisible()
  expect(await smallTargets(page)).toEqual([])
  await press(page, 'Control+e')
  await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible()
  expect(await smallTargets(page)).toEqual([])
})

test('forced colours keep the plan’s lines, and reduced motion stops movement', async ({ served: { page } }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await openSample(page)
  const shades = await page.evaluate(() => {
    const canvas = document.querySelector('canvas')
    const pen = canvas?.getContext('2d')
    if (!canvas || !pen) return 0
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
    const found = new Set<number>()
    for (let at = 0; at < data.length; at += 4) found.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0))
    return found.size
  })
  expect(shades).toBeGreaterThan(3)
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(element)
        const longest = (text: string) => Math.max(...text.split(',').map((part) => Number.parseFloat(part) || 0))
        return longest(transitionDuration) > 0.05 || (animationName !== 'none' && longest(animationDuration) > 0.05)
      })
      .map((element) => element.className),
  )
  expect(moving).toEqual([])
})

test('no string of the window escapes translation', async ({ served: { page, baseUrl } }) => {
  await page.goto(`${baseUrl}/?pseudo`)
  const untranslated = () =>
    page.evaluate(() => {
      const names: string[] = []
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.textContent?.trim() ?? ''
        const holder = node.parentElement
        if (!holder?.checkVisibility() || holder.closest('kbd, script, style, [data-untranslated]')) continue
        names.push(text)
      }
      for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
        for (const name of ['aria-label', 'title', 'placeholder']) names.push(element.getAttribute(name) ?? '')
      }
      // Three plain English letters in a row and no accented ones: nobody translated it.
      return [...new Set(names)].filter((text) => /[A-Za-z]{3,}/.test(text) && !/[áéíóúšñŕñķ~]/.test(text))
    })
  await expect(page.getByText(/Þĺéñúɱ|Þļéñúɱ/).first()).toBeVisible()
  const start = await untranslated()
  await page.locator('.start-left .act').nth(2).click()
  await expect(page.getByRole('application')).toBeVisible()
  await page.waitForTimeout(800)
  const designer = await untranslated()
  // Names from the server and from the design are data.
  const data =
    /Harbour House|Open office|Office, (west|middle|east|printer)|Corridor|Acoustic|Generic|generic|LED panel|Gypsum|aluminium|€|^HH-|EUR|127\.0\.0\.1|plenum e2e|DXF|PDF|^No border under/
  expect([...start, ...designer].filter((text) => !data.test(text))).toEqual([])
})
