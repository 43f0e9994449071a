// What a person does and sees in the designer, for end-to-end tests: walking by Tab, places on the plan, the figures shown, a DXF's facts.
// Nothing here reaches into the program: places are found with the cursor's own coordinates in the status bar.
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import type { Desktop } from './fixture.ts'
import { expect } from './fixture.ts'

export const drawing = (page: Page): Locator => page.getByRole('application', { name: 'Drawing' })
export const badge = (page: Page): Locator => page.locator('.save-badge')

/** Until the title bar says that everything is saved. */
export const waitSaved = (page: Page): Promise<void> => expect(badge(page)).toHaveText(/^Saved /)

/** Opens the sample from the start screen and waits for its figures. */
export async function openSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Sample project/ }).click()
  await shownCounts(page)
}

/** A new ceiling with a rectangular room of typed sides. */
export async function openRectangle(page: Page, { width, depth }: { width: string; depth: string }): Promise<void> {
  await page
    .getByRole('button', { name: /^New ceiling/ })
    .first()
    .click()
  await page.getByLabel('Width').fill(width)
  await page.getByLabel('Depth').fill(depth)
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await shownCounts(page)
}

export interface Counts {
  readonly full: number
  readonly cut: number
}

/** Full and cut tiles as the quantities show them, once they have come to rest: the tables follow the layout when there is time. */
export async function shownCounts(page: Page): Promise<Counts> {
  const line = page.getByText(/\d+ full \+ \d+ cut/)
  await expect(line).toBeVisible()
  let [text, before] = ['', '']
  do {
    before = text
    await page.waitForTimeout(120)
    await expect(page.getByText('computing…')).toHaveCount(0)
    text = (await line.textContent()) ?? ''
  } while (text !== before)
  const [, full = '', cut = ''] = /([\d,.]+) full \+ ([\d,.]+) cut/.exec(text) ?? []
  return { full: Number(full.replaceAll(/[,.]/g, '')), cut: Number(cut.replaceAll(/[,.]/g, '')) }
}

/** Presses Tab until the focus is on what is meant; fails when it doesn't come by. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const isThere = () => target.evaluateAll((found) => found.some((element) => element === document.activeElement))
  for (let presses = 0; presses < 80; presses++) {
    if (await isThere()) return
    await page.keyboard.press(key)
  }
  throw new Error(`80 times ${key} never reached ${target}`)
}

/** Types signs one by one, as hands do. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

export interface Plan {
  /** Page coordinates of a place in the room, in millimetres. */
  readonly at: (xMm: number, yMm: number) => { readonly x: number; readonly y: number }
  readonly pxPerMm: number
}

/** The cursor's coordinates of the status bar. */
async function readCursor(page: Page): Promise<readonly [number, number]> {
  const numbers = await page.locator('.cursor-place b').allTextContents()
  const [x = Number.NaN, y = Number.NaN] = numbers.map((text) => Number(text.replaceAll(/[\s,]/g, '').replace('−', '-')))
  return [x, y]
}

/** Learns where millimetres lie on the page, from two places under the cursor with snapping held off by Ctrl. */
export async function findPlan(page: Page): Promise<Plan> {
  const box = await drawing(page).boundingBox()
  if (!box) throw new Error('the drawing is not shown')
  const [left, right] = [box.x + box.width * 0.1, box.x + box.width * 0.9]
  const [top, bottom] = [box.y + box.height * 0.1, box.y + box.height * 0.9]
  await page.keyboard.down('Control')
  await page.mouse.move(left, top)
  await expect.poll(async () => Number.isFinite((await readCursor(page))[0])).toBe(true)
  await page.mouse.move(left + 1, top)
  await page.mouse.move(left, top)
  await page.waitForTimeout(60)
  const [x1, y1] = await readCursor(page)
  await page.mouse.move(right, bottom)
  await page.waitForTimeout(60)
  const [x2, y2] = await readCursor(page)
  await page.keyboard.up('Control')
  const perMmX = (right - left) / (x2 - x1)
  const perMmY = (bottom - top) / (y2 - y1)
  return { pxPerMm: perMmX, at: (xMm, yMm) => ({ x: left + (xMm - x1) * perMmX, y: top + (yMm - y1) * perMmY }) }
}

/** Presses at one place of the plan, moves in steps, lets go at another. */
export async function dragOn(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

export interface DxfFacts {
  readonly insUnits: number
  readonly tiles: number
  readonly hatches: number
  readonly endsWell: boolean
}

/** Reads group codes of an ASCII DXF in the blocks flavour with AIA layers: one insert per tile, one hatch per cut one. */
export function readDxfFacts(text: string): DxfFacts {
  const lines = text.split(/\r?\n/)
  const pairs = Array.from({ length: Math.floor(lines.length / 2) }, (_, n) => [Number(lines[n * 2]), lines[n * 2 + 1] ?? ''] as const)
  const unitsAt = pairs.findIndex(([code, value]) => code === 9 && value === '$INSUNITS')
  const count = (kind: string, layer: string) =>
    pairs.filter(([code, value], at) => {
      if (code !== 0 || value !== kind) return false
      const next = pairs.findIndex(([c], n) => n > at && c === 0)
      return pairs.slice(at, next).some(([c, v]) => c === 8 && v === layer)
    }).length
  return {
    insUnits: Number(pairs[unitsAt + 1]?.[1]),
    tiles: count('INSERT', 'A-CLNG-GRID'),
    hatches: count('HATCH', 'A-CLNG-PATT'),
    endsWell: pairs.findLast(([code]) => code === 0)?.[1] === 'EOF',
  }
}

/** The shell's save dialog answers this path from now on. */
export async function answerSaveWith(app: Desktop['app'], path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (async () => ({ canceled: false, filePath })) as typeof dialog.showSaveDialog
  }, path)
}

/** Controls that reach past the window's edge, by name; what scrolls inside a pane of its own is no matter. */
export const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, h1, h2')].flatMap((element) => {
      const box = element.getBoundingClientRect()
      const isHidden = box.width < 2 || element.closest('.sr-only, [aria-hidden="true"], .x-scroll') !== null || !element.checkVisibility()
      return !isHidden && (box.right > innerWidth + 1 || box.left < -1) ? [`${element.tagName} ${element.textContent}`] : []
    }),
  )

/** Fails with what axe finds serious or critical; in a further theme only colours can differ. */
export async function expectNoSerious(page: Page, where: string, { onlyColours = false } = {}): Promise<void> {
  await page.waitForTimeout(150)
  // The only frame is that of a mail: it runs no scripts, so axe would wait for its answer. Without frames no blank page is needed either.
  const axe = new AxeBuilder({ page }).exclude('iframe').setLegacyMode()
  const { violations } = await (onlyColours ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.map(
      ({ id, nodes }) => `${where}: ${id} ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`,
    ),
  ).toEqual([])
}

export type Theme = 'Light' | 'Dark' | 'High contrast, outdoors'

/** Chooses a theme where the page is; every page has the button. */
export async function chooseTheme(page: Page, theme: Theme): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).first().click()
  await page.getByRole('button', { name: theme, exact: true }).click()
  await page.keyboard.press('Escape')
}

/** Things to press or fill that are smaller than 24 px both alone and with the space around them; links in running text may be. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const shown = [
      ...document.querySelectorAll<HTMLElement>('button, input, select, a[href], summary, [role="menuitem"], [role="option"]'),
    ].filter(
      (element) =>
        element.checkVisibility() &&
        element.closest('.sr-only, [aria-hidden="true"]') === null &&
        element.getBoundingClientRect().width > 1,
    )
    const areas = shown.map((element) => ({ element, box: (element.closest('label') ?? element).getBoundingClientRect() }))
    const isSmall = ({ width, height }: DOMRect) => width < 24 || height < 24
    /** A circle of 24 px about a small one must touch no other, nor the circle of another small one (WCAG 2.5.8, spacing). */
    const hasRoom = (own: DOMRect, element: Element) => {
      const [x, y] = [own.x + own.width / 2, own.y + own.height / 2]
      return areas.every(({ element: other, box }) => {
        if (other === element || other.contains(element) || element.contains(other)) return true
        const [nearX, nearY] = [Math.max(box.left, Math.min(x, box.right)), Math.max(box.top, Math.min(y, box.bottom))]
        if (Math.hypot(nearX - x, nearY - y) < 12) return false
        return !isSmall(box) || Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) >= 24
      })
    }
    return areas.flatMap(({ element, box }) => {
      if (!isSmall(box) || hasRoom(box, element)) return []
      const { width, height } = box
      return [`${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent} ${width.toFixed(0)} x ${height.toFixed(0)}`]
    })
  })
