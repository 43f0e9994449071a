// What a browser loads before it can show the start screen, and what the designer adds.
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright'
import type { Claim } from '../claim.ts'
import { launchChromium, openSignedIn, serveBuilt, storeTenThousandTiles } from '../served.ts'

/** Collects the gzipped size of each script the page loads from now on. */
function weighScripts(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    sizes.push(response.body().then((body) => gzipSync(body).byteLength))
  })
  return async () => (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0) / 1000
}

export const claim: Claim = {
  name: 'weight',
  about: 'gzipped script of the built app',
  run: async () => {
    const browser = await launchChromium()
    try {
      await using server = await serveBuilt()
      const { designId } = await storeTenThousandTiles(server)
      const page = await openSignedIn(browser, server)
      const weigh = weighScripts(page)
      await page.goto('about:blank')
      // The live event stream keeps the network from ever being idle.
      await page.goto(server.baseUrl, { waitUntil: 'load' })
      await page.locator('a.card-open').first().waitFor()
      await page.waitForTimeout(1500)
      const first = await weigh()
      await page.goto(`${server.baseUrl}/#/designs/${designId}`)
      await page.locator('.canvas-host').waitFor()
      await page.waitForTimeout(1000)
      return [
        { what: 'first route', value: first, unit: 'kB', budget: 400 },
        { what: 'more for the designer', value: (await weigh()) - first, unit: 'kB' },
      ]
    } finally {
      await browser.close()
    }
  },
}
