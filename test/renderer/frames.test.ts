// What a frame of a drag may leave out, and what it costs.
import { expect, test } from 'vitest'
import { computeLayout } from '../../src/domain/layout/compute.ts'
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
  const { editor, pen, state } = openBench({ room: { outer } })
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
  pen.drag([30_000, 30_000], [30_400, 30_200])
  expect(state().canUndo).toBe(true)
})
