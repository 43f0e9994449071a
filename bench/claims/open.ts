// Opening a design of 10,000 tiles and 500 fixtures: from the click on its card to the frame that shows its tiles, and cold by its address.
// The plan counts as painted at the end of the first frame in which the ceiling's lines were traced on a canvas.
import type { Browser, Page } from 'playwright'
import { type Claim, percentile } from '../claim.ts'
import { type BenchServer, launchChromium, openSignedIn, serveBuilt, storeTenThousandTiles } from '../served.ts'

interface Opening {
  startedAt: number
  paintedAt: number
}

/** In the page: notes when a person clicks and when the drawing has been painted. An empty room has 60 edges, a laid one hundreds of lines. */
function installWatch() {
  const opening: Opening = { startedAt: 0, paintedAt: 0 }
  Object.assign(window, { opening })
  const leastLines = 400
  let lines = 0
  const lineTo = CanvasRenderingContext2D.prototype.lineTo
  CanvasRenderingContext2D.prototype.lineTo = function (x, y) {
    if (++lines === leastLines && this.canvas.isConnected) {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => {
        opening.paintedAt = performance.now()
      }
      channel.port2.postMessage(null)
    }
    lineTo.call(this, x, y)
  }
  addEventListener(
    'click',
    () => {
      lines = 0
      opening.startedAt = performance.now()
      opening.paintedAt = 0
    },
    { capture: true },
  )
}

async function painted(page: Page): Promise<number> {
  await page.waitForFunction(() => (window as unknown as { opening: Opening }).opening.paintedAt > 0)
  return page.evaluate(() => {
    const { startedAt, paintedAt } = (window as unknown as { opening: Opening }).opening
    return paintedAt - startedAt
  })
}

async function fromStartScreen(page: Page): Promise<number> {
  const card = page.locator('a.card-open', { hasText: 'Ten thousand tiles' })
  await card.waitFor()
  await page.waitForTimeout(500)
  await card.click()
  const ms = await painted(page)
  await page.goBack()
  return ms
}

async function byAddress(page: Page, address: string): Promise<number> {
  await page.goto('about:blank')
  await page.goto(address)
  return painted(page)
}

const rounds = 5

async function measure(browser: Browser, server: BenchServer) {
  const { designId } = await storeTenThousandTiles(server)
  const page = await openSignedIn(browser, server, installWatch)
  const first = await fromStartScreen(page)
  const again: number[] = []
  for (let i = 0; i < rounds; i++) again.push(await fromStartScreen(page))
  const cold: number[] = []
  for (let i = 0; i < rounds; i++) cold.push(await byAddress(page, `${server.baseUrl}/#/designs/${designId}`))
  return [
    { what: 'click on its card to the painted plan, first time', value: first, unit: 'ms' as const, budget: 1000 },
    { what: 'the same, again, p50', value: percentile(again, 50), unit: 'ms' as const, budget: 1000 },
    { what: 'page load by its address to the painted plan, p50', value: percentile(cold, 50), unit: 'ms' as const, budget: 1000 },
    { what: 'the same, worst', value: Math.max(...cold), unit: 'ms' as const, note: `of ${rounds}` },
  ]
}

export const claim: Claim = {
  name: 'open',
  about: 'a design of 10,000 tiles and 500 fixtures, to its first paint',
  run: async () => {
    const browser = await launchChromium()
    try {
      await using server = await serveBuilt()
      return await measure(browser, server)
    } finally {
      await browser.close()
    }
  },
}
