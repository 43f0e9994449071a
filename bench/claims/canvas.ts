// The drawing under the hand in a real Chromium with software rendering: pan, zoom, origin drag, hover, undo and redo,
// at 10,000 tiles and 500 fixtures, with real pointer events on the built app.
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright'
import type { Point } from '../../src/domain/geometry/point.ts'
import { computeLayout } from '../../src/domain/layout/compute.ts'
import { prepareRoom } from '../../src/domain/layout/room.ts'
import { aimAt } from '../../src/renderer/designer/engine/aim.ts'
import { hitTest } from '../../src/renderer/designer/engine/hit.ts'
import { createScene } from '../../src/renderer/designer/engine/scene.ts'
import { readGenericCatalogue } from '../catalogue.ts'
import { type Claim, type Figure, percentile } from '../claim.ts'
import { figuresOfFrames, meterFrames } from '../frame-meter.ts'
import { launchChromium, openSignedIn, serveBuilt, storeTenThousandTiles, tenThousandTileDesign } from '../served.ts'

interface Meter {
  readonly hoverMs: number[]
  readonly stepMs: number[]
}

/** In the page: times each handler of a pen move on the drawing, and each undo or redo from its key to the end of the next frame. */
function installMeter() {
  const meter: Meter = { hoverMs: [], stepMs: [] }
  Object.assign(window, { meter })
  const listen = EventTarget.prototype.addEventListener
  EventTarget.prototype.addEventListener = function (this: EventTarget, type: string, listener: never, options?: never) {
    if (type !== 'pointermove' || !(this instanceof HTMLElement) || this.id !== 'main') return listen.call(this, type, listener, options)
    const timed = (event: Event) => {
      const start = performance.now()
      ;(listener as (event: Event) => void)(event)
      meter.hoverMs.push(performance.now() - start)
    }
    return listen.call(this, type, timed, options)
  }
  listen.call(
    window,
    'keydown',
    (event: Event) => {
      const { key, ctrlKey } = event as KeyboardEvent
      if (!ctrlKey || (key !== 'z' && key !== 'y')) return
      const start = performance.now()
      const channel = new MessageChannel()
      channel.port1.onmessage = () => meter.stepMs.push(performance.now() - start)
      requestAnimationFrame(() => channel.port2.postMessage(null))
    },
    { capture: true },
  )
}

const readMeter = (page: Page) => page.evaluate(() => (window as unknown as { meter: Meter }).meter)

async function openDrawing(browser: Browser, server: Awaited<ReturnType<typeof serveBuilt>>) {
  const { designId } = await storeTenThousandTiles(server)
  const page = await openSignedIn(browser, server, installMeter)
  await page.goto(`${server.baseUrl}/#/designs/${designId}`)
  const canvas = page.locator('.canvas-host')
  await canvas.waitFor()
  await page.waitForTimeout(2500)
  const box = await canvas.boundingBox()
  if (!box) throw new Error('the drawing has no size')
  return { page, centre: { x: box.x + box.width / 2, y: box.y + box.height / 2 }, box }
}

type Spot = { readonly x: number; readonly y: number }

/** Input as a hand gives it: every 8 ms, whether the page keeps up or not. */
const inputEveryMs = 8

async function paced(page: Page, steps: number, send: (cdp: CDPSession, step: number) => Promise<unknown>) {
  const cdp = await page.context().newCDPSession(page)
  const sent: Promise<unknown>[] = []
  for (let i = 1; i <= steps; i++) {
    sent.push(send(cdp, i))
    await wait(inputEveryMs)
  }
  await Promise.all(sent)
  await cdp.detach()
}

/** Two turns of a flat eight round the spot, with the buttons given held. */
function sweep(page: Page, given: { from: Spot; steps: number; reach: number; button: 'none' | 'left' | 'middle' }) {
  const { from, steps, reach, button } = given
  return paced(page, steps, (cdp, step) => {
    const turn = (step / steps) * 4 * Math.PI
    const [x, y] = [from.x + reach * Math.sin(turn), from.y + (reach / 2) * Math.sin(2 * turn)]
    const buttons = { none: 0, left: 1, middle: 4 }[button]
    return cdp.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y, button, buttons })
  })
}

const wheel = (page: Page, at: Spot, steps: number) =>
  paced(page, steps, (cdp, step) =>
    cdp.send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...at, deltaX: 0, deltaY: step % 80 < 40 ? -30 : 30 }),
  )

async function dragging(page: Page, given: { from: Spot; steps: number; reach: number; button: 'left' | 'middle' }) {
  await page.mouse.move(given.from.x, given.from.y)
  await page.mouse.down({ button: given.button })
  await sweep(page, given)
  await page.mouse.up({ button: given.button })
}

/** Hover, hit and snap without a page: the engine's own functions on the same scene, in microseconds. */
function timeAim(): Figure[] {
  const design = tenThousandTileDesign()
  const room = design.room ? prepareRoom(design.room) : null
  if (room?.kind !== 'ok' || !design.room) throw new Error('the room was refused')
  const laid = computeLayout({ room: design.room, system: design.system, catalogue: readGenericCatalogue(), alternatives: 0 })
  if (laid.kind !== 'ok') throw new Error('the room could not be laid out')
  const scene = createScene({ design, layout: laid.value, room: room.value })
  const view = { centreXMm: 33_900, centreYMm: 33_900, pxPerMm: 0.01, widthPx: 1000, heightPx: 700 }
  const modes = { snap: true, ortho: false, grid: true, polar: false }
  const times: number[] = []
  for (let i = 0; i < 3000; i++) {
    const raw: Point = [(i * 7919) % 67_800, (i * 104_729) % 67_800]
    const start = performance.now()
    hitTest(scene, { point: raw, toleranceMm: 600 })
    aimAt({ raw, scene, modes, rules: {}, view, shift: false, ctrl: false })
    if (i >= 1000) times.push(performance.now() - start)
  }
  return [{ what: 'hit and snap alone, p95', value: percentile(times, 95) * 1000, unit: 'us', budget: 1000 }]
}

const pauseMs = 600

async function measure(browser: Browser): Promise<Figure[]> {
  await using server = await serveBuilt()
  const { page, centre, box } = await openDrawing(browser, server)
  const figures: Figure[] = []
  const add = async (what: string, gesture: (steps: number) => Promise<unknown>) => {
    await gesture(60)
    await page.waitForTimeout(pauseMs)
    figures.push(...figuresOfFrames(what, await meterFrames(browser, page, () => gesture(300))))
    await page.waitForTimeout(pauseMs)
  }
  await add('pan', (steps) => dragging(page, { from: centre, steps, reach: 220, button: 'middle' }))
  await add('zoom', (steps) => wheel(page, centre, steps))
  await page.evaluate(() => (window as unknown as { meter: Meter }).meter.hoverMs.splice(0))
  await add('hover', (steps) => sweep(page, { from: centre, steps, reach: 300, button: 'none' }))
  const hover = (await readMeter(page)).hoverMs
  figures.push({
    what: 'hover: the whole pen handler, p95',
    value: percentile(hover, 95),
    unit: 'ms',
    budget: 1,
    note: `${hover.length} moves`,
  })
  figures.push(...timeAim())
  await page.locator('.canvas-host').focus()
  await page.keyboard.press('o')
  await add('origin drag, live figures', (steps) => dragging(page, { from: centre, steps: steps + 7, reach: 120, button: 'left' }))
  await page.keyboard.press('v')
  await page.mouse.move(box.x + 40, box.y + 40)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.waitForTimeout(pauseMs)
  for (let round = 0; round < 6; round++) {
    for (const key of ['Control+z', 'Control+z', 'Control+y', 'Control+y']) {
      await page.keyboard.press(key)
      await page.waitForTimeout(pauseMs)
    }
  }
  const steps = (await readMeter(page)).stepMs
  figures.push(
    { what: 'undo or redo (an origin, 500 fixtures), key to frame, p50', value: percentile(steps, 50), unit: 'ms' },
    { what: 'undo or redo, worst', value: Math.max(...steps), unit: 'ms', budget: 50, note: `${steps.length} steps` },
  )
  return figures
}

export const claim: Claim = {
  name: 'canvas',
  about:
    'the built app in Chromium, software rendering, 10,000 tiles and 500 fixtures; work is processor time of the page’s main thread ' +
    'between two frames, the clock adds waiting for a core; panes beside the plan are told of a drag every 400 ms, which is the worst frame',
  run: async () => {
    const browser = await launchChromium()
    try {
      return await measure(browser)
    } finally {
      await browser.close()
    }
  },
}
