// Pages in every theme: pictures in two sizes for people to look at (test-results/screens), nothing wider than its window or cut off,
// nothing serious for axe, every target large enough.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect } from './fixture.ts'
import { chooseTheme, cutOff, expectNoSerious, smallTargets, type Theme } from './hands.ts'
import { root } from './processes.ts'

const folder = join(root, 'test-results', 'screens')
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const
type Size = (typeof sizes)[number]

/** What is done in a theme; the first one is judged in full, the others by what they can change. */
export interface Look {
  readonly theme: Theme
  /** In the names of the pictures. */
  readonly suffix: string
  /** Which pages are opened at all; all when left out. */
  readonly opened?: readonly string[]
  /** Whose colours axe looks at; all that are opened when left out. */
  readonly judged?: readonly string[]
  readonly sizes?: readonly Size[]
  /** Whether widths and cut-off controls are judged: sizes don't change with colours. */
  readonly areSizesJudged: boolean
}

export const largeSize: readonly Size[] = sizes.slice(0, 1)

/** Opens every page (name -> address) in every look. `isShown` waits for a page; `settleMs` and `resizedMs` for what moves on it then. */
export async function lookAtPages(
  page: Page,
  given: {
    readonly baseUrl: string
    readonly pages: Readonly<Record<string, string>>
    readonly looks: readonly Look[]
    readonly isShown: () => Promise<void>
    readonly settleMs: number
    readonly resizedMs: number
  },
): Promise<void> {
  const { baseUrl, pages, looks, isShown, settleMs, resizedMs } = given
  mkdirSync(folder, { recursive: true })
  for (const [nth, look] of looks.entries()) {
    const isFirst = nth === 0
    await page.goto(`${baseUrl}/#/`)
    await chooseTheme(page, look.theme)
    for (const [name, path] of Object.entries(pages).filter(([one]) => look.opened?.includes(one) ?? true)) {
      await page.goto(`${baseUrl}/#${path}`)
      await isShown()
      await page.waitForTimeout(settleMs)
      for (const size of look.sizes ?? sizes) {
        await page.setViewportSize(size)
        await page.waitForTimeout(resizedMs)
        await page.screenshot({ path: join(folder, `${name}-${size.width}-${look.suffix}.png`) })
        if (!look.areSizesJudged) continue
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0)
        expect.soft(await cutOff(page), `${name} at ${size.width}`).toEqual([])
      }
      await page.setViewportSize(sizes[0])
      if (isFirst) expect.soft(await smallTargets(page), name).toEqual([])
      if (look.judged?.includes(name) ?? true) await expectNoSerious(page, `${name} in ${look.theme}`, { onlyColours: !isFirst })
    }
  }
}
