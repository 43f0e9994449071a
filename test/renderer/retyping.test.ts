// Numbers typed right after a gesture change that gesture: one step, retaken, never a second one. And rows of copies.
import { expect, test } from 'vitest'
import { createDesign, type Design } from '../../src/domain/design.ts'
import { grid600, openBench, roomL } from './pen.ts'

const furnished: Design = {
  ...createDesign(grid600, roomL),
  fixtures: { lamp: { kind: 'luminaire', xMm: 900, yMm: 900 } },
  dimensions: { width: { from: [0, 0], to: [6000, 0], offsetMm: -700 } },
}

const places = (design: Design) => Object.values(design.fixtures).map((fixture) => [fixture.xMm, fixture.yMm])

test('sides typed after a rectangle was drawn change that rectangle, and undo takes the one step back', () => {
  const { editor, pen, keys, outer, state } = openBench()
  keys.press('KeyR')
  pen.drag([1000, 4000], [5000, 1000])
  keys.type('3600')
  expect(state().design.room?.outer[1]).toEqual([4600, 1000])
  expect(state().committed.room?.outer[1]).toEqual([5000, 1000])
  keys.press('Tab')
  keys.type('2400')
  keys.press('Enter')
  expect(outer()).toEqual([
    [1000, 1600],
    [4600, 1600],
    [4600, 4000],
    [1000, 4000],
  ])
  keys.type('3 m')
  keys.press('Enter')
  expect(outer()[2]).toEqual([4000, 4000])
  expect(state()).toMatchObject({ undoLabel: 'draw room', layoutStatus: 'current' })
  editor.undo()
  expect(state()).toMatchObject({ canUndo: false })
  expect(state().design.room).toBeNull()
  editor.redo()
  expect(outer()[2]).toEqual([4000, 4000])
})

test('Esc gives the retyping up and a touch elsewhere ends it', () => {
  const { pen, keys, outer, state } = openBench()
  keys.press('KeyR')
  pen.drag([0, 0], [4000, 3000])
  const drawn = outer()
  keys.type('2500')
  keys.press('Escape')
  expect(outer()).toEqual(drawn)
  pen.click(9000, 5000)
  keys.type('2500')
  keys.press('Enter')
  expect(outer()).toEqual(drawn)
  expect(state()).toMatchObject({ typed: null, changeCount: 1 })
})

test('a retyped side that can not be is refused with a sentence and the rectangle stays', () => {
  const { pen, keys, outer, state } = openBench()
  keys.press('KeyR')
  pen.drag([0, 0], [4000, 3000])
  keys.type('0')
  keys.press('Enter')
  expect(outer()[2]).toEqual([4000, 3000])
  expect(state().typed?.error).toMatch(/zero/)
})

test('a length typed with the pen still on the corner corrects the wall just drawn', () => {
  const { pen, keys, outer } = openBench()
  keys.press('KeyW')
  pen.click(0, 0).move(3000, 0)
  keys.type('6000')
  keys.press('Enter')
  keys.type('5500')
  keys.press('Enter')
  pen.move(5500, 2000)
  keys.type('4000')
  keys.press('Enter')
  pen.click(0, 4000)
  keys.press('Enter')
  expect(outer()).toEqual([
    [0, 0],
    [5500, 0],
    [5500, 4000],
    [0, 4000],
  ])
})

test.each([
  ['a fixture', [900, 900], [1500, 900], '700', '', [700, 0]],
  ['a fixture, both ways', [900, 900], [1500, 900], '700', '-50', [700, -50]],
] as const)('dx typed after %s was moved moves it from where it stood before', (_, from, to, dx, dy, by) => {
  const { editor, pen, keys, state } = openBench({ design: furnished })
  pen.drag(from, to, { ctrl: true })
  keys.type(dx)
  if (dy !== '') {
    keys.press('Tab')
    keys.type(dy)
  }
  keys.press('Enter')
  expect(state().design.fixtures.lamp).toMatchObject({ xMm: 900 + by[0], yMm: 900 + by[1] })
  editor.undo()
  expect(state().design).toEqual(furnished)
})

test('dx typed for a selection at rest can be typed again', () => {
  const { pen, keys, state } = openBench({ design: furnished })
  pen.click(900, 900)
  for (const text of ['300', '450']) {
    keys.type(text)
    keys.press('Enter')
  }
  expect(state().design.fixtures.lamp).toMatchObject({ xMm: 1350, yMm: 900 })
})

test('a wall, a dimension and the origin can be typed again too', () => {
  const wall = openBench({ design: furnished })
  wall.pen.drag([6000, 1000], [6600, 1000])
  wall.keys.type('250')
  wall.keys.press('Enter')
  expect(wall.outer()[1]).toEqual([6250, 0])

  const line = openBench({ design: furnished })
  line.pen.drag([2000, -700], [2000, -1000])
  line.keys.type('-1200')
  line.keys.press('Enter')
  expect(line.state().design.dimensions.width).toMatchObject({ offsetMm: -1200 })

  const origin = openBench({ design: furnished })
  const { layout } = origin.state()
  const start = layout?.kind === 'grid' ? layout.origin : [0, 0]
  origin.keys.press('KeyO')
  origin.pen.drag([3000, 1000], [3130, 1070])
  origin.keys.type('-48')
  origin.keys.press('Tab')
  origin.keys.type('20')
  origin.keys.press('Enter')
  expect(origin.state().design.system).toMatchObject({ origin: [start[0] - 48, start[1] + 20] })
  origin.editor.undo()
  expect(origin.state().design).toEqual(furnished)
})

test('the distance of a dimension just placed can be typed again', () => {
  const { pen, keys, state } = openBench({ room: roomL })
  keys.press('KeyD')
  pen.click(0, 0).click(6000, 0).click(3000, -900)
  keys.type('-450')
  keys.press('Enter')
  expect(Object.values(state().design.dimensions)).toEqual([{ from: [0, 0], to: [6000, 0], offsetMm: -450 }])
})

test('Alt and drag copies; 5x makes a row, 3/ divides the way, and the distance can still be typed', () => {
  const { editor, pen, keys, state } = openBench({ design: furnished })
  pen.drag([900, 900], [1500, 900], { alt: true, ctrl: true })
  const [, copied] = places(state().design)
  const step = (copied?.[0] ?? 0) - 900
  expect(Object.keys(state().design.fixtures)).toHaveLength(2)
  keys.type('5x')
  expect(places(state().design)).toHaveLength(6)
  expect(state().design.fixtures).toHaveProperty([...state().selection][0] ?? '')
  keys.press('Enter')
  expect(places(state().design)).toEqual([0, 1, 2, 3, 4, 5].map((n) => [900 + n * step, 900]))
  expect(state().selection.size).toBe(5)
  keys.type('3/')
  keys.press('Enter')
  keys.type('1800')
  keys.press('Enter')
  expect(places(state().design)).toEqual([0, 600, 1200, 1800].map((dx) => [900 + dx, 900]))
  expect(state()).toMatchObject({ undoLabel: 'duplicate' })
  editor.undo()
  expect(state().design).toEqual(furnished)
})

test('a dimension is copied with Alt, and Ctrl+D makes a row as well', () => {
  const { pen, keys, state } = openBench({ design: furnished })
  pen.drag([2000, -700], [2000, -1000], { alt: true })
  expect(Object.values(state().design.dimensions)).toHaveLength(2)
  expect(state().design.dimensions.width).toEqual(furnished.dimensions.width)
  pen.click(900, 900)
  keys.press('KeyD', { ctrl: true })
  keys.type('2x')
  keys.press('Enter')
  expect(places(state().design)).toEqual([
    [900, 900],
    [1000, 800],
    [1100, 700],
  ])
})

test.each([['0x'], ['9999x'], ['5q']])('a row of %s is refused with a sentence and the copy stays', (text) => {
  const { pen, keys, state } = openBench({ design: furnished })
  pen.click(900, 900)
  keys.press('KeyD', { ctrl: true })
  keys.type(text)
  keys.press('Enter')
  expect(Object.keys(state().committed.fixtures)).toHaveLength(2)
  expect(state().typed).toMatchObject({ text })
  expect(state().typed?.error).toMatch(/\w+ .*\./)
})

test('a wall taken anywhere lands on whole steps, and what is said of it is its own way', () => {
  const { pen, outer, state } = openBench({ design: furnished })
  pen.move(6003.7, 1011.3).down(6003.7, 1011.3).move(6200, 1200).move(6651.8, 1293.1, { ctrl: true })
  expect(state().design.room?.outer[1]).toEqual([6650, 0])
  pen.up()
  expect(outer()[2]).toEqual([6650, 2000])
})

test('numbers left over from second thoughts vanish with the next touch, and so does what they showed', () => {
  const { pen, keys, outer, state } = openBench()
  keys.press('KeyR')
  pen.drag([1000, 1000], [5000, 4000])
  keys.type('2000')
  expect(state().design.room?.outer[1]).toEqual([3000, 1000])
  pen.down(9000, 5000).up()
  expect(outer()[1]).toEqual([5000, 1000])
  expect(state()).toMatchObject({ typed: null, changeCount: 1, layoutStatus: 'current' })
  keys.press('KeyR')
  pen.drag([0, 0], [2000, 2000], { ctrl: true })
  keys.type('900')
  keys.press('Tab')
  keys.press('Escape')
  keys.press('Escape')
  expect(outer()[1]).toEqual([2000, 0])
})

test('the list of panel arrangements stays while a fixture is dragged', () => {
  const design: Design = { ...createDesign({ kind: 'panels' }, roomL), fixtures: furnished.fixtures }
  const { pen, state } = openBench({ design })
  const listed = () => (state().layout?.kind === 'panels' ? state().layout?.alternatives.length : 0)
  const before = listed()
  expect(before).toBeGreaterThan(1)
  pen.down(900, 900).move(1200, 900).move(1500, 1000)
  expect(listed()).toBe(before)
  pen.up()
  expect(listed()).toBe(before)
})
