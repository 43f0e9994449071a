// The first screen stays light: what a browser loads before it can show the start screen is at most 400 kB of gzipped script.
import { gzipSync } from 'node:zlib'
import { expect, test } from './fixture.ts'

const mostGzippedBytes = 400_000

test('the first route loads at most 400 kB of gzipped script, hashed and cached for ever', async ({ served, newPage }) => {
  const page = await newPage()
  const scripts: Promise<{ bytes: number; isHashed: boolean; cache: string }>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    const isHashed = /-[\w-]{8}\.js$/.test(new URL(response.url()).pathname)
    const cache = response.headers()['cache-control'] ?? ''
    scripts.push(response.body().then((body) => ({ bytes: gzipSync(body).byteLength, isHashed, cache })))
  })
  await page.goto(served.baseUrl, { waitUntil: 'networkidle' })
  const loaded = await Promise.all(scripts)
  expect(loaded.length).toBeGreaterThan(0)
  expect(loaded.filter(({ isHashed, cache }) => !isHashed || !cache.includes('immutable'))).toEqual([])
  expect(loaded.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(mostGzippedBytes)
})
