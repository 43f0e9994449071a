// Drawing rooms with the pen, with typed numbers and with the keyboard alone.
import { expect, test } from 'vitest'
import { computeLayout } from '../../src/domain/layout/compute.ts'
import { bulgeThrough } from '../../src/renderer/designer/engine/tools/outline.ts'
import { catalogue, grid600, openBench } from './pen.ts'

test('an L is drawn by typed lengths, the pen only pointing the way', () => {
  const { pen, keys, outer, state } = openBench()
  keys.press('KeyW')
  pen.click(0, 0)
  const legs: readonly (readonly [number, number, string])[] = [
    [2000, 0, '6000'],
    [6000, 900, '2 m'],
    [5000, 2000, '300cm'],
    [3000, 3000, '2000'],
    [1000, 4000, '3000'],
  ]
  for (const [x, y, text] of legs) {
    pen.move(x, y)
    keys.type(text)
    keys.press('Enter')
  }
  keys.press('Enter')
  expect(outer()).toEqual([
    [0, 0],
    [6000, 0],
    [6000, 2000],
    [3000, 2000],
    [3000, 4000],
    [0, 4000],
  ])
  expect(state()).toMatchObject({ tool: 'select', canUndo: true, undoLabel: 'draw room', changeCount: 1, layoutStatus: 'current' })
})

test('Tab locks the length, then the angle, then dx and dy', () => {
  const { pen, keys, outer } = openBench()
  keys.press('KeyW')
  pen.click(0, 0)
  keys.type('5000')
  keys.press('Tab')
  keys.type('90')
  keys.press('Enter')
  keys.press('Tab')
  keys.type('4000')
  keys.press('Tab')
  keys.press('Tab')
  keys.type('3000')
  keys.press('Tab')
  keys.type('0')
  keys.press('Enter')
  pen.click(4000, 1000)
  keys.press('Enter')
  expect(outer()[1]).toEqual([0, 5000])
})

test('a rectangle takes width, Tab, height, Enter with comma decimals', () => {
  const { pen, keys, outer } = openBench({ options: { units: { system: 'metric', decimal: ',' } } })
  keys.press('KeyR')
  pen.click(0, 0).move(3000, 2000)
  keys.type('4,25 m')
  keys.press('Tab')
  keys.type('3,6m')
  keys.press('Enter')
  expect(outer()).toEqual([
    [0, 0],
    [4250, 0],
    [4250, 3600],
    [0, 3600],
  ])
})

test('a rectangle is dragged from corner to corner and clicked from corner to corner', () => {
  const dragged = openBench()
  dragged.keys.press('KeyR')
  dragged.pen.drag([1000, 1000], [5000, 4000])
  const clicked = openBench()
  clicked.keys.press('KeyR')
  clicked.pen.click(5000, 4000).click(1000, 1000)
  expect(dragged.outer()).toEqual([
    [1000, 1000],
    [5000, 1000],
    [5000, 4000],
    [1000, 4000],
  ])
  expect(clicked.outer()).toEqual(dragged.outer())
})

test('a text that is no length is refused with a sentence, stays as typed and changes nothing', () => {
  const { pen, keys, state } = openBench()
  keys.press('KeyR')
  pen.click(0, 0).move(3000, 2000)
  keys.type('4O00')
  keys.press('Enter')
  expect(state().typed).toMatchObject({ field: 'width', text: '4O00' })
  expect(state().typed?.error).toMatch(/\w+ .*\./)
  expect(state().message).toBe(state().typed?.error)
  expect(state().design.room).toBeNull()
  keys.press('Backspace')
  keys.press('Backspace')
  keys.press('Backspace')
  keys.type('000')
  expect(state().typed).toMatchObject({ text: '4000', error: null })
})

test('closing on the first corner makes the room; two corners are not enough', () => {
  const { pen, keys, outer, state } = openBench()
  keys.press('KeyW')
  pen.click(0, 0).click(4000, 0)
  pen.move(4000, 0)
  keys.press('Enter')
  expect(state().design.room).toBeNull()
  pen.click(4000, 3000).click(40, 30)
  expect(outer()).toEqual([
    [0, 0],
    [4000, 0],
    [4000, 3000],
  ])
})

test('an outline that crosses itself is refused with a sentence and the drawing goes on', () => {
  const { pen, keys, state } = openBench()
  keys.press('KeyW')
  pen.click(0, 0).click(4000, 3000).click(4000, 0).click(0, 3000)
  keys.press('Enter')
  expect(state().design.room).toBeNull()
  expect(state().message).toMatch(/Nothing was changed\.$/)
  expect(state()).toMatchObject({ tool: 'outline', toolPath: 'outline.drawing', canUndo: false })
})

test('a room is drawn with the keyboard alone: arrows move the crosshair, Enter places, numbers give lengths', () => {
  const { keys, outer, state } = openBench()
  keys.press('KeyW')
  keys.press('ArrowRight')
  const start = state().cursor
  keys.press('Enter')
  keys.press('ArrowRight')
  keys.type('4200')
  keys.press('Enter')
  keys.press('ArrowUp')
  keys.type('3000')
  keys.press('Enter')
  for (let i = 0; i < 4; i++) keys.press('ArrowLeft', { shift: true })
  keys.press('ArrowLeft')
  keys.press('ArrowLeft')
  keys.press('Enter')
  keys.press('Enter')
  const [x, y] = [start?.xMm ?? 0, start?.yMm ?? 0]
  expect(outer()).toEqual([
    [x, y],
    [x + 4200, y],
    [x + 4200, y + 3000],
    [x, y + 3000],
  ])
})

test('Space pans in the middle of a drawing and the drawing goes on', () => {
  const { editor, pen, keys, outer, state } = openBench()
  keys.press('KeyW')
  pen.click(0, 0).click(4000, 0)
  keys.press('Space')
  const before = state().view
  editor.pointer({ kind: 'down', xPx: 400, yPx: 300 })
  editor.pointer({ kind: 'move', xPx: 480, yPx: 340 })
  editor.pointer({ kind: 'up', xPx: 480, yPx: 340 })
  keys.release('Space')
  expect([state().view.centreXMm, state().view.centreYMm]).toEqual([before.centreXMm - 1000, before.centreYMm + 500])
  expect(state().toolPath).toBe('outline.drawing')
  pen.drag([2000, 2000], [2500, 2500], { button: 1 })
  pen.click(4000, 3000).click(0, 0)
  expect(outer()).toEqual([
    [0, 0],
    [4000, 0],
    [4000, 3000],
  ])
})

test('A bends the next wall into an arc', () => {
  const { pen, keys, state } = openBench()
  keys.press('KeyW')
  pen.click(0, 0).click(4000, 0)
  keys.press('KeyA')
  pen.click(4000, 4000).click(6000, 2000).click(0, 4000)
  pen.move(0, 4000)
  keys.press('Enter')
  const [, second, third] = state().design.room?.outer ?? []
  expect(third).toEqual([4000, 4000])
  expect(second?.[2]).toBeCloseTo(1, 9)
})

test('the layout of a drawn room is the one computeLayout gives', () => {
  const { pen, keys, state } = openBench()
  keys.press('KeyR')
  pen.click(0, 0).click(3300, 3300)
  const room = state().design.room
  expect(room).not.toBeNull()
  const answer = computeLayout({ room: room ?? { outer: [] }, system: grid600, catalogue, alternatives: 5 })
  expect(answer).toEqual({ kind: 'ok', value: state().layout })
  expect(state().baseline).toEqual(answer.kind === 'ok' ? answer.value.alternatives[0] : null)
})

test('an arc takes a typed radius, a radius that can not span it is refused, and the closing wall can be bent too', () => {
  const { pen, keys, state } = openBench()
  keys.press('KeyW')
  pen.click(0, 0).click(4000, 0)
  keys.press('KeyA')
  expect(state().toolPath).toBe('outline.bending')
  pen.click(4000, 4000).move(5500, 2000)
  expect(state().toolPath).toBe('outline.arc')
  keys.type('1500')
  keys.press('Enter')
  expect(state().typed?.error).toMatch(/1500 can’t span 4000/)
  keys.press('Escape')
  keys.type('2500')
  keys.press('Enter')
  pen.click(0, 4000)
  keys.press('KeyA')
  pen.click(0, 0).click(-1000, 2000)
  const [, second, , fourth] = state().design.room?.outer ?? []
  expect(second?.[2]).toBeCloseTo(0.5, 9)
  expect(fourth?.[2]).toBeCloseTo(0.5, 9)
  expect(state()).toMatchObject({ tool: 'select', changeCount: 1 })
})

test('ortho rounds what it fixes and does not call its own line a snap', () => {
  const { pen, keys, state } = openBench()
  keys.press('KeyW')
  keys.press('F8')
  pen.click(0, 0).move(3853, 20)
  expect(state().cursor).toEqual({ xMm: 3850, yMm: 0 })
  expect(state().snap).toBeNull()
})

test('an arc shown while the pen lies on its end or beyond it is straight, never endless', () => {
  expect(bulgeThrough([0, 0], [4000, 0], [4000, 0])).toBe(0)
  expect(bulgeThrough([0, 0], [4000, 0], [9000, 1e-9])).toBe(0)
  expect(bulgeThrough([0, 0], [4000, 0], [2000, -2000])).toBeCloseTo(1, 12)
})

test('what was typed stays in its own words after Tab has locked it', () => {
  const { pen, keys, state } = openBench({ options: { units: { system: 'metric', decimal: ',' } } })
  keys.press('KeyR')
  pen.click(0, 0).move(3000, 2000)
  keys.type('4,25 m')
  keys.press('Tab')
  expect(state().typed).toMatchObject({ field: 'height', text: '', locked: { width: 4250 }, texts: { width: '4,25 m' } })
})
