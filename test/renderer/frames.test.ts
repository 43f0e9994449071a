// What a frame of a drag may leave out, and what it costs.
import { expect, test } from 'vitest'
import { computeLayout } from '../../src/domain/layout/compute.ts'
import type { LayoutWorker } from '../../src/renderer/designer/editor.ts'
import { answerLayout } from '../../src/renderer/designer/engine/answer-layout.ts'
import { catalogue, openBench, roomL } from './pen.ts'

test.each([0, 30])('a layout without full tiles is the same in everything else (turned by %i degrees)', (rotationDeg) => {
  const room = {
    ...roomL,
    holes: [
      [
        [1000, 1000],
        [1400, 1000],
        [1400, 1400],
        [1000, 1400],
      ],
    ] as const,
  }
  const input = { room, system: { kind: 'grid', module: [600, 600], rotationDeg, origin: [130, 70] } as const, catalogue, alternatives: 0 }
  const full = computeLayout(input)
  const lean = computeLayout({ ...input, fullTiles: false })
  if (full.kind !== 'ok' || full.value.kind !== 'grid') throw new Error('no layout')
  expect(lean).toEqual({ kind: 'ok', value: { ...full.value, tiles: full.value.tiles.filter((tile) => tile.kind === 'cut') } })
})

test('after a drag is dropped or given up every tile is listed again', () => {
  const { pen, keys, state } = openBench({ room: roomL })
  const listed = () => {
    const { layout } = state()
    return layout?.kind === 'grid' ? layout.tiles.length - layout.counts.total : Number.NaN
  }
  keys.press('KeyO')
  pen.move(3000, 1000).down(3000, 1000).move(3130, 1070)
  expect(listed()).toBeLessThan(0)
  keys.press('Escape')
  expect(listed()).toBe(0)
  pen.up().drag([3000, 1000], [3130, 1070])
  expect(listed()).toBe(0)
})

test('hovering over 10,000 tiles and 500 fixtures costs under a millisecond, undo under 50', () => {
  const outer = Array.from({ length: 60 }, (_, i) => {
    const angle = (i * Math.PI) / 30
    return [30_000 + 33_900 * Math.cos(angle), 30_000 + 33_900 * Math.sin(angle)] as const
  })
  const fixtures = Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [
      `f${i}`,
      { kind: 'sprinkler', xMm: 6300 + (i % 25) * 1800, yMm: 6300 + Math.floor(i / 25) * 2400 } as const,
    ]),
  )
  const { editor, pen, state } = openBench({ room: { outer }, options: { openLayoutWorker: () => slowWorker().worker } })
  editor.load({ ...state().design, fixtures })
  editor.setTool('outline')
  const times: number[] = []
  for (let i = 0; i < 400; i++) {
    const startMs = performance.now()
    pen.move(10_000 + i * 97, 12_000 + i * 61)
    times.push(performance.now() - startMs)
  }
  times.sort((a, b) => a - b)
  expect(times[200]).toBeLessThan(1)
  editor.setTool('origin')
  const undoMs = Array.from({ length: 5 }, (_, i) => {
    pen.drag([30_000, 30_000], [30_400 + i, 30_200])
    const startMs = performance.now()
    editor.undo()
    return performance.now() - startMs
  })
  expect(Math.min(...undoMs)).toBeLessThan(50)
  expect(state()).toMatchObject({ canUndo: false, canRedo: true, layoutStatus: 'computing' })
})

test('an answer to an older question is dropped; the last question gets its answer', async () => {
  const slow = slowWorker()
  const { editor, state } = openBench({ room: roomL, options: { openLayoutWorker: () => slow.worker } })
  editor.commit('pin', { kind: 'pinOrigin', origin: [100, 0] })
  editor.commit('pin', { kind: 'pinOrigin', origin: [200, 0] })
  expect(state()).toMatchObject({ layoutStatus: 'computing', layout: { origin: [200, 0] } })
  await slow.answer()
  expect(state()).toMatchObject({ layoutStatus: 'computing', layout: { origin: [200, 0] } })
  await slow.answer()
  expect(state()).toMatchObject({ layoutStatus: 'current', layout: { origin: [200, 0] } })
  expect(state().baseline).not.toBeNull()
  expect(slow.asked).toEqual(['best', [200, 0]])
})

/** A worker that answers when it is told to. */
function slowWorker() {
  const waiting: (() => void)[] = []
  const asked: unknown[] = []
  const worker: LayoutWorker = {
    layOut: (question) => {
      asked.push(question.design.system.kind === 'grid' ? (question.design.system.origin ?? 'best') : null)
      return new Promise((resolve) => waiting.push(() => resolve(answerLayout(question))))
    },
    dispose() {},
  }
  return {
    worker,
    asked,
    async answer() {
      waiting.shift()?.()
      await new Promise((resolve) => setTimeout(resolve, 0))
    },
  }
}
