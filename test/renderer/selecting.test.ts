// Selecting, moving, dragging the grid, history and the Esc ladder, by pen on the headless editor.
import { expect, test } from 'vitest'
import { createDesign, type Design } from '../../src/domain/design.ts'
import { computeLayout } from '../../src/domain/layout/compute.ts'
import { catalogue, grid600, openBench, roomL } from './pen.ts'

const furnished: Design = {
  ...createDesign(grid600, roomL),
  fixtures: {
    lamp: { kind: 'luminaire', xMm: 1500, yMm: 1100 },
    head: { kind: 'sprinkler', xMm: 4500, yMm: 1100 },
  },
  dimensions: { width: { from: [0, 0], to: [6000, 0], offsetMm: -700 } },
}

test('a window from left to right takes what it encloses, from right to left what it touches', () => {
  const { pen, state } = openBench({ design: furnished })
  pen.drag([1000, 500], [2000, 1700])
  expect([...state().selection]).toEqual(['lamp'])
  pen.drag([1300, 500], [2000, 1700])
  expect([...state().selection]).toEqual([])
  pen.drag([2200, 1700], [1700, 900])
  expect([...state().selection]).toEqual(['lamp'])
  pen.drag([6500, 1700], [4400, 900])
  expect([...state().selection].sort()).toEqual(['head', 'room'])
})

test('a click chooses, Shift adds and takes away, Ctrl+A takes everything, a click beside lets go', () => {
  const { pen, keys, state } = openBench({ design: furnished })
  pen.click(1500, 1100).click(4500, 1100, { shift: true })
  expect([...state().selection].sort()).toEqual(['head', 'lamp'])
  pen.click(1500, 1100, { shift: true })
  expect([...state().selection]).toEqual(['head'])
  keys.press('KeyA', { ctrl: true })
  expect([...state().selection].sort()).toEqual(['head', 'lamp', 'room', 'width'])
  pen.click(8000, 5000)
  expect(state().selection.size).toBe(0)
  pen.click(3300, 700)
  expect([...state().selection][0]).toMatch(/^tile:/)
})

test.each([
  ['a corner', [6000, 0], [6600, 0], 'move corner'],
  ['a wall', [6000, 1000], [6600, 1000], 'move wall'],
  ['a fixture', [1500, 1100], [2100, 1700], 'move fixtures'],
  ['a dimension line', [2000, -700], [2000, -1000], 'move dimension'],
] as const)('moving %s is one step that undo takes back and redo brings again', (_, from, to, label) => {
  const { editor, pen, state } = openBench({ design: furnished })
  const before = state().design
  pen.drag(from, to)
  const after = state().design
  expect(after).not.toEqual(before)
  expect(state()).toMatchObject({ undoLabel: label, canUndo: true, changeCount: 1 })
  editor.undo()
  expect(state()).toMatchObject({ canUndo: false, canRedo: true, redoLabel: label, changeCount: 2 })
  expect(state().design).toEqual(before)
  editor.redo()
  expect(state().design).toEqual(after)
})

test('a wall moves square to itself and its neighbours follow', () => {
  const { pen, outer } = openBench({ design: furnished })
  pen.drag([6000, 1000], [6600, 1300])
  expect(outer().slice(1, 3)).toEqual([
    [6600, 0],
    [6600, 2000],
  ])
})

test('a move that would cross the room is refused with a sentence and nothing changes', () => {
  const { pen, state } = openBench({ design: furnished })
  pen.drag([0, 0], [1000, 4800])
  expect(state().design).toEqual(furnished)
  expect(state()).toMatchObject({ canUndo: false, changeCount: 0, layoutStatus: 'current' })
  expect(state().message).toMatch(/Nothing was changed\.$/)
})

test('dragging the origin is one step, live figures equal computeLayout and differ from alternative 1', () => {
  const { pen, keys, state } = openBench({ design: furnished })
  const first = state().baseline
  keys.press('KeyO')
  pen.move(3000, 1000).down(3000, 1000).move(3050, 1000).move(3130, 1070)
  const { live, design, layout } = state()
  const answer = computeLayout({
    room: roomL,
    system: design.system,
    fixtures: Object.values(furnished.fixtures),
    catalogue,
    rates: { wasteRate: 0.15, labourRate: 0.25, taxRate: 0 },
    alternatives: 0,
  })
  if (answer.kind !== 'ok' || answer.value.kind !== 'grid' || layout?.kind !== 'grid' || !first) throw new Error('no layout')
  expect(layout.counts).toEqual(answer.value.counts)
  expect(live).toMatchObject({
    cuts: answer.value.counts.cut,
    smallestMm: answer.value.worstBorder,
    wasteRatio: answer.value.wasteRatio,
    price: answer.value.quantities.price.total,
    versus: { cuts: answer.value.counts.cut - first.counts.cut },
  })
  expect(state()).toMatchObject({ changeCount: 0, canUndo: false })
  pen.up()
  expect(state()).toMatchObject({ changeCount: 1, undoLabel: 'move grid origin', live: null })
  expect(state().design.system).toEqual(design.system)
})

test('typed dx and dy move the origin from where it lay, and Esc gives a drag up', () => {
  const { pen, keys, state } = openBench({ room: roomL })
  const start = state().layout?.kind === 'grid' ? (state().layout as { origin: readonly number[] }).origin : []
  keys.press('KeyO')
  pen.move(3000, 1000).down(3000, 1000).move(3130, 1070)
  keys.press('Escape')
  expect(state().design).toBe(state().committed)
  expect(state().layoutStatus).toBe('current')
  pen.up()
  pen.move(3000, 1000).down(3000, 1000).move(3100, 1000)
  keys.type('-48')
  keys.press('Tab')
  keys.type('12,5')
  keys.press('Enter')
  expect(state().design.system).toMatchObject({ origin: [(start[0] ?? 0) - 48, (start[1] ?? 0) + 12.5] })
})

test('Esc goes one step back: the value, the segment, the tool, the selection', () => {
  const { pen, keys, state } = openBench({ design: furnished })
  pen.click(1500, 1100)
  keys.press('KeyW')
  pen.click(7000, 1000).click(8000, 1000).move(8000, 2000)
  keys.type('12')
  const seen = [state()]
  for (let i = 0; i < 5; i++) {
    keys.press('Escape')
    seen.push(state())
  }
  expect(seen.map((s) => [s.typed?.text ?? '', s.toolPath, s.selection.size])).toEqual([
    ['12', 'outline.drawing', 1],
    ['', 'outline.drawing', 1],
    ['', 'outline.drawing', 1],
    ['', 'outline.idle', 1],
    ['', 'select.idle', 1],
    ['', 'select.idle', 0],
  ])
})

test('arrows nudge by one step, Shift by ten, Alt by a millimetre; Del deletes; Ctrl+D duplicates', () => {
  const { pen, keys, state } = openBench({ design: furnished })
  pen.click(1500, 1100)
  keys.press('ArrowRight')
  keys.press('ArrowUp', { shift: true })
  keys.press('ArrowLeft', { alt: true })
  expect(state().design.fixtures.lamp).toMatchObject({ xMm: 1509, yMm: 1200 })
  keys.press('KeyD', { ctrl: true })
  expect(Object.keys(state().design.fixtures)).toHaveLength(3)
  keys.press('Delete')
  expect(Object.keys(state().design.fixtures).sort()).toEqual(['head', 'lamp'])
  for (let i = 0; i < 5; i++) keys.press('KeyZ', { ctrl: true })
  expect(state().design).toEqual(furnished)
  keys.press('KeyZ', { ctrl: true, shift: true })
  keys.press('KeyY', { ctrl: true })
  expect(state().design.fixtures.lamp).toMatchObject({ xMm: 1510, yMm: 1200 })
})

test('a room keeps three corners when corners are deleted', () => {
  const triangle = {
    outer: [
      [0, 0],
      [4000, 0],
      [0, 3000],
    ] as const,
  }
  const { pen, keys, state } = openBench({ room: triangle })
  pen.click(4000, 0)
  keys.press('Delete')
  expect(state().design.room).toEqual(triangle)
  expect(state().message).toMatch(/three corners/)
})

test('snaps name themselves before the first click, and Ctrl or F3 turn them off', () => {
  const { pen, keys, state } = openBench({ room: roomL })
  keys.press('KeyW')
  const word = (x: number, y: number, held = {}) => {
    pen.move(x, y, held)
    return state().snap?.word ?? null
  }
  expect(word(40, 30)).toBe('End')
  expect(state().cursor).toEqual({ xMm: 0, yMm: 0 })
  expect(word(6020, 1030)).toBe('Middle')
  expect(word(6020, 740)).toBe('Edge')
  expect(word(1830, 1130)).toBe('Intersection')
  expect(word(1830, 1340)).toBe('Grid line')
  expect(word(2110, 1510)).toBe('Tile centre')
  expect(word(40, 30, { ctrl: true })).toBeNull()
  keys.press('F3')
  expect(word(40, 30)).toBeNull()
  keys.press('F3')
  pen.click(1510, 2610)
  expect(word(3020, 2610)).toBe('Perpendicular')
  expect(state().cursor).toEqual({ xMm: 3000, yMm: 2600 })
})

test('ortho keeps lines level or upright while F8 or Shift says so', () => {
  const { pen, keys, state } = openBench()
  keys.press('KeyM')
  pen.click(0, 0).move(4000, 900, { shift: true })
  expect(state().cursor).toEqual({ xMm: 4000, yMm: 0 })
  keys.press('F8')
  pen.move(700, 3000)
  expect(state().cursor).toEqual({ xMm: 0, yMm: 3000 })
  pen.move(700, 3000, { shift: true })
  expect(state().cursor).toEqual({ xMm: 700, yMm: 3000 })
})

test('a dimension takes two points and a place, or a typed distance', () => {
  const { pen, keys, state } = openBench({ room: roomL })
  keys.press('KeyD')
  pen.click(0, 0).click(6000, 0).click(3000, -900)
  pen.click(0, 0).click(0, 4000).move(-500, 2000)
  keys.type('600')
  keys.press('Enter')
  expect(Object.values(state().design.dimensions)).toEqual([
    { from: [0, 0], to: [6000, 0], offsetMm: -900 },
    { from: [0, 0], to: [0, 4000], offsetMm: 600 },
  ])
  expect(state()).toMatchObject({ undoLabel: 'add dimension', changeCount: 2 })
})

test('measuring says length and angle and leaves the design alone', () => {
  const { pen, keys, state } = openBench({ room: roomL })
  keys.press('KeyM')
  pen.click(0, 0).click(3000, 4000)
  expect(state().measured).toMatchObject({ from: [0, 0], to: [3000, 4000], lengthMm: 5000 })
  expect(state()).toMatchObject({ changeCount: 0, message: '5000, 53.13 degrees' })
})

test('views have a stack of their own and undo never touches them', () => {
  const { editor, pen, keys, state } = openBench({ room: roomL })
  const before = state().view
  pen.wheel(1000, 1000, -200)
  expect(state().view.pxPerMm).toBeGreaterThan(before.pxPerMm)
  keys.press('KeyZ', { ctrl: true })
  expect(state().view).not.toEqual(before)
  editor.undoView()
  expect(state().view).toEqual(before)
  editor.redoView()
  expect(state().view.pxPerMm).toBeGreaterThan(before.pxPerMm)
  keys.press('Digit1', { shift: true, key: '!' })
  keys.press('Digit0', { ctrl: true })
  expect(state().view.pxPerMm).toBeCloseTo(0.1, 12)
})

test('letter keys choose tools by their place and can be switched off', () => {
  const { editor, keys, state } = openBench({ room: roomL })
  keys.press('KeyZ', { key: 'y' })
  expect(state().tool).toBe('zoom')
  editor.setLetterKeys(false)
  expect(keys.press('KeyV')).toBe(false)
  expect(state().tool).toBe('zoom')
})
