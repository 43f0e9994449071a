// Two fingers, equal gaps, arcs under the pen, things of the same kind, and figures while the origin is nudged.
import { expect, test } from 'vitest'
import { createDesign, type Design } from '../../src/domain/design.ts'
import { createPinch } from '../../src/renderer/designer/engine/pinch.ts'
import { worldFromScreen } from '../../src/renderer/designer/engine/view.ts'
import { grid600, openBench, roomL } from './pen.ts'

const furnished: Design = {
  ...createDesign(grid600, roomL),
  fixtures: {
    lamp: { kind: 'luminaire', xMm: 900, yMm: 900 },
    lamp2: { kind: 'luminaire', xMm: 900, yMm: 2700 },
    head: { kind: 'sprinkler', xMm: 4500, yMm: 1100 },
  },
  dimensions: { width: { from: [0, 0], to: [6000, 0], offsetMm: -700 }, depth: { from: [0, 0], to: [0, 4000], offsetMm: 700 } },
}

/** A square of 4 m whose right wall bulges out by a half circle. */
const arched = {
  outer: [
    [0, 0],
    [4000, 0, 1],
    [4000, 4000],
    [0, 4000],
  ] as const,
}

test('two fingers zoom and pan, what lies between them stays there, and a corner begun by the first is given up', () => {
  const { editor, keys, state } = openBench()
  keys.press('KeyW')
  const pinch = createPinch()
  const touch = (id: number, kind: 'down' | 'move' | 'up', xPx: number, yPx: number) => {
    for (const event of pinch.take({ id, kind, xPx, yPx }) ?? [{ kind, xPx, yPx }]) editor.pointer(event)
  }
  const before = state().view
  const grasped = worldFromScreen(before, 500, 350)
  touch(1, 'down', 400, 350)
  expect(state().toolPath).toBe('outline.drawing')
  touch(2, 'down', 600, 350)
  expect(state().toolPath).toBe('outline.idle')
  touch(1, 'move', 340, 380)
  touch(2, 'move', 740, 380)
  expect(state().view.pxPerMm).toBeCloseTo(before.pxPerMm * 2, 9)
  const now = worldFromScreen(state().view, 540, 380)
  expect([now[0], now[1]]).toEqual([expect.closeTo(grasped[0], 6), expect.closeTo(grasped[1], 6)])
  touch(2, 'up', 740, 380)
  touch(1, 'move', 200, 200)
  touch(1, 'up', 200, 200)
  expect(state().toolPath).toBe('outline.idle')
  touch(1, 'down', 300, 300)
  touch(1, 'up', 300, 300)
  expect(state().toolPath).toBe('outline.drawing')
})

test('a curved wall is taken on its arc, not on its chord', () => {
  const { pen, state } = openBench({ room: arched })
  pen.click(6000, 2000)
  expect([...state().selection]).toEqual(['room:e:0:1'])
  pen.click(4000, 2700)
  expect([...state().selection]).not.toContain('room:e:0:1')
  pen.drag([6400, 2300], [5900, 1500])
  expect([...state().selection]).toEqual(['room'])
})

test('the pen snaps to the middle of an arc', () => {
  const { pen, keys, state } = openBench({ room: arched })
  keys.press('KeyM')
  pen.move(6040, 2030)
  expect(state().snap?.word).toBe('Middle')
  expect(state().cursor?.xMm).toBeCloseTo(6000, 6)
})

test('select similar takes the same kind and nothing else', () => {
  const { pen, keys, state } = openBench({ design: furnished })
  pen.click(900, 900)
  keys.press('KeyA', { ctrl: true, shift: true })
  expect([...state().selection].sort()).toEqual(['lamp', 'lamp2'])
  pen.click(2000, -700)
  keys.press('KeyA', { ctrl: true, shift: true })
  expect([...state().selection].sort()).toEqual(['depth', 'width'])
  pen.click(3300, 700)
  keys.press('KeyA', { ctrl: true, shift: true })
  const { layout, selection } = state()
  expect(layout?.kind === 'grid' ? layout.counts.full : 0).toBe(selection.size)
})

test('a fixture snaps to equal gaps: midway between neighbours, and one more step of a row', () => {
  const design: Design = {
    ...createDesign(
      { kind: 'panels' },
      {
        outer: [
          [0, 0],
          [9000, 0],
          [9000, 3000],
          [0, 3000],
        ],
      },
    ),
    fixtures: {
      a: { kind: 'sprinkler', xMm: 1010, yMm: 1010 },
      b: { kind: 'sprinkler', xMm: 2310, yMm: 1010 },
      c: { kind: 'sprinkler', xMm: 7000, yMm: 2200 },
    },
  }
  const { pen, keys, state } = openBench({ design })
  pen.move(7000, 2200).down(7000, 2200).move(6000, 1100).move(3630, 1030)
  expect(state().snap?.word).toBe('Equal gap')
  expect(state().design.fixtures.c).toMatchObject({ xMm: 3610 })
  keys.press('Escape')
  pen.up()
  pen.move(7000, 2200).down(7000, 2200).move(6000, 1100).move(1630, 1040)
  expect(state().design.fixtures.c).toMatchObject({ xMm: 1660 })
})

test('arrows nudge a chosen origin by one step, ten with Shift, a millimetre with Alt, with its figures until the pen moves', () => {
  const { pen, keys, state } = openBench({ design: furnished })
  keys.press('KeyO')
  pen.click(3000, 1000)
  keys.press('KeyV')
  const layout = state().layout
  const start = layout?.kind === 'grid' ? layout.origin : [0, 0]
  keys.press('ArrowRight')
  keys.press('ArrowUp', { shift: true })
  keys.press('ArrowLeft', { alt: true })
  expect(state().design.system).toMatchObject({ origin: [start[0] + 9, start[1] + 100] })
  const shown = state().layout
  expect(state().live).toMatchObject({ cuts: shown?.kind === 'grid' ? shown.counts.cut : -1 })
  pen.move(3000, 1000)
  expect(state().live).toBeNull()
})

test('F8, F3, F7 and F10 work before the first click and say so', () => {
  const { keys, state } = openBench()
  for (const [key, mode] of [
    ['F8', 'ortho'],
    ['F3', 'snap'],
    ['F7', 'grid'],
    ['F10', 'polar'],
  ] as const) {
    const before = state().modes[mode]
    expect(keys.press(key)).toBe(true)
    expect(state().modes[mode]).toBe(!before)
  }
})
