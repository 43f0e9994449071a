// Charts in a real Chromium with software rendering, on the built app: a year of minutes from the question to the paint, and a dashboard of 24
// charts that are all on the screen while all of their sensors send twice a second.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { type Claim, type Figure, percentile } from '../claim.ts'
import { figuresOfFrames, meterFrames } from '../frame-meter.ts'
import { buildLongSeries, temperatureAt } from '../readings-file.ts'
import { type BenchServer, launchChromium, openSignedIn, serveBuilt } from '../served.ts'

const hourMs = 3_600_000
const chartCount = 24
const types = ['temperature', 'humidity', 'co2', 'light_level'] as const

interface Meter {
  /** When a series was first asked for, when its body was read, and the end of the first frame after that in which a canvas was drawn on. */
  asked: number
  answered: number
  painted: number
}

/** In the page. */
function installMeter() {
  const meter: Meter = { asked: 0, answered: 0, painted: 0 }
  Object.assign(window, { meter })
  const ask = window.fetch.bind(window)
  window.fetch = (input, init) => {
    const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
    if (address.includes('/series?') && meter.asked === 0) meter.asked = performance.now()
    return ask(input, init)
  }
  for (const name of ['json', 'text'] as const) {
    const read = Response.prototype[name]
    Response.prototype[name] = async function (this: Response) {
      const body = (await Reflect.apply(read, this, [])) as never
      if (this.url.includes('/series?') && meter.answered === 0) meter.answered = performance.now()
      return body
    }
  }
  const { stroke } = CanvasRenderingContext2D.prototype
  let isAwaited = false
  CanvasRenderingContext2D.prototype.stroke = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
    if (meter.answered > 0 && meter.painted === 0 && !isAwaited) {
      isAwaited = true
      // A task posted in a frame runs after it was painted.
      const channel = new MessageChannel()
      channel.port1.onmessage = () => {
        meter.painted = performance.now()
        isAwaited = false
      }
      requestAnimationFrame(() => channel.port2.postMessage(null))
    }
    return Reflect.apply(stroke, this, args)
  }
}
const readMeter = (page: Page) => page.evaluate(() => ({ ...(window as unknown as { meter: Meter }).meter }))

async function measureYear(browser: Browser): Promise<Figure[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-bench-'))
  try {
    {
      await using first = await serveBuilt({ dataFolder })
      await first.call('POST', '/nodes', { nodeId: 'year', sensors: ['temperature'], intervalMs: 60_000 })
    }
    const from = (Math.floor(Date.now() / hourMs) - 365 * 24) * hourMs
    const rows = buildLongSeries(dataFolder, { sensorId: 'year_temperature', nodeId: 'year', from, hours: 365 * 24, periodMs: 60_000 })
    await using server = await serveBuilt({ dataFolder })
    const page = await openSignedIn(browser, server, installMeter)
    const times: number[] = []
    for (let days = 365; days > 353; days--) {
      await page.evaluate(() => Object.assign((window as unknown as { meter: Meter }).meter, { asked: 0, answered: 0, painted: 0 }))
      await page.goto(`${server.baseUrl}/#/sensors/year_temperature?from=now-${days}d&to=now`)
      for (let i = 0; i < 100; i++) {
        await wait(50)
        const { asked, painted } = await readMeter(page)
        if (painted > asked) break
      }
      const { asked, painted } = await readMeter(page)
      times.push(painted - asked)
    }
    // The first one loads the chart's code.
    const [first = Number.NaN, ...others] = times
    await page.context().close()
    return [
      {
        what: 'a year at one minute: question to paint, p50',
        value: percentile(others, 50),
        unit: 'ms',
        budget: 150,
        note: `${rows} readings`,
      },
      { what: 'a year at one minute: worst of 11', value: Math.max(...others), unit: 'ms' },
      { what: 'a year at one minute: the first, with its code', value: first, unit: 'ms' },
    ]
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

/** Sends one reading of every sensor, as fast as REST goes. */
async function sendAll(server: BenchServer, sensors: readonly string[]): Promise<void> {
  const timestamp = Date.now()
  await Promise.all(
    sensors.map((id, i) => server.call('POST', `/sensors/${id}/readings`, { timestamp, value: temperatureAt(timestamp + i * hourMs) })),
  )
}

async function measureLive(browser: Browser): Promise<Figure[]> {
  await using server = await serveBuilt()
  const sensors: string[] = []
  for (let n = 0; n < chartCount / types.length; n++) {
    await server.call('POST', '/nodes', { nodeId: `live-${n}`, sensors: types, intervalMs: 1000 })
    sensors.push(...types.map((type) => `live-${n}_${type}`))
  }
  const from = Date.now() - 24 * hourMs
  for (const [i, id] of sensors.entries()) {
    const readings = Array.from({ length: 1440 }, (_, k) => ({
      timestamp: from + k * 60_000,
      value: temperatureAt(from + k * 60_000 + i * hourMs),
    }))
    await server.call('POST', `/sensors/${id}/readings`, { readings })
  }
  const tiles = sensors.map((id, i) => ({
    ...{ kind: 'chart', id: `t${i}`, sensorIds: [id] },
    ...{ column: (i % 6) * 2, row: Math.floor(i / 6) * 4, width: 2, height: 4 },
  }))
  const { id } = await server.call<{ id: string }>('POST', '/dashboards', { name: 'Twenty-four', tiles })
  const page = await openSignedIn(browser, server)
  await page.setViewportSize({ width: 1440, height: 1300 })
  await page.goto(`${server.baseUrl}/#/dashboard/${id}`)
  await page
    .locator('canvas')
    .nth(chartCount - 1)
    .waitFor()
  await wait(3000)
  let isOver = false
  const sending = (async () => {
    while (!isOver) {
      await sendAll(server, sensors)
      await wait(400)
    }
  })()
  await wait(1500)
  const frames = await meterFrames(browser, page, () => wait(10_000))
  isOver = true
  await sending
  const drawn = await page.locator('canvas').count()
  await page.context().close()
  return [
    ...figuresOfFrames('24 live charts, one tick', frames),
    { what: 'charts on the screen', value: drawn, unit: 'count', budget: chartCount, sense: 'least' },
  ]
}

export const claim: Claim = {
  name: 'charts',
  about: 'charts in Chromium without a GPU, on the built app',
  run: async () => {
    const browser = await launchChromium()
    try {
      return [...(await measureYear(browser)), ...(await measureLive(browser))]
    } finally {
      await browser.close()
    }
  },
}
