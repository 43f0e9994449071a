// What panes hear of a gesture: little while it lasts, everything once it is decided.
import { expect, test } from 'vitest'
import { createDesign, type Design } from '../../../domain/design.ts'
import { calmEveryMs, calmStore } from './calm-store.ts'
import { createCore } from './core.ts'

const room = {
  outer: [
    [0, 0],
    [3000, 0],
    [3000, 2000],
    [0, 2000],
  ],
} as const

function start() {
  const design = createDesign({ kind: 'grid', module: [600, 600], origin: [0, 0] }, room)
  const pricing = {
    catalogue: { id: 'none', name: 'None', version: 1, currency: 'EUR', defaultFinish: '', products: [] },
    wasteRate: 0.1,
    labourRate: 0,
    taxRate: 0,
  }
  const core = createCore({ design, pricing })
  let nowMs = 0
  let timer: { run: () => void; atMs: number } | null = null
  const calm = calmStore(core.store, {
    now: () => nowMs,
    setTimer(run, delayMs) {
      timer = { run, atMs: nowMs + delayMs }
      return () => {
        timer = null
      }
    },
  })
  const heard: Design[] = []
  const stop = calm.subscribe((state) => heard.push(state.design))
  const pass = (ms: number) => {
    nowMs += ms
    if (!timer || timer.atMs > nowMs) return
    const { run } = timer
    timer = null
    run()
  }
  const preview = (x: number) => core.preview({ kind: 'pinOrigin', origin: [x, 0] })
  return { core, calm, heard, stop, pass, preview, hasTimer: () => timer !== null }
}

test('Listeners hear the first move of a gesture at once, the rest a few times a second, and always the latest', () => {
  const { core, calm, heard, pass, preview } = start()
  preview(1)
  const first = heard.length
  expect(first).toBeGreaterThan(0)
  for (let x = 2; x <= 20; x++) {
    pass(5)
    preview(x)
  }
  expect(heard.length).toBe(first)
  expect(calm.getState()).toBe(core.store.getState())
  pass(calmEveryMs)
  expect(heard.length).toBe(first + 1)
  expect(heard.at(-1)?.system).toMatchObject({ origin: [20, 0] })
})

test('A decided step is told at once, even right after a move, and the time not yet over is forgotten', () => {
  const { core, heard, pass, preview, hasTimer } = start()
  preview(1)
  preview(2)
  preview(3)
  core.commit('Move origin', { kind: 'pinOrigin', origin: [3, 0] })
  expect(heard.at(-1)).toBe(core.store.getState().committed)
  expect(hasTimer()).toBe(false)
  const count = heard.length
  pass(calmEveryMs * 2)
  expect(heard.length).toBe(count)
})

test('The last listener to leave takes the running timer with it', () => {
  const { stop, preview, hasTimer, heard, pass } = start()
  for (let x = 1; x < 4; x++) preview(x)
  expect(hasTimer()).toBe(true)
  stop()
  expect(hasTimer()).toBe(false)
  const count = heard.length
  preview(9)
  pass(calmEveryMs)
  expect(heard.length).toBe(count)
})
