// Hanging fixtures and sensors by pen and by keys, and the plan that is watched: nothing on it can be changed by hand.
import { describe, expect, it } from 'vitest'
import type { LiveLayer } from '../../src/renderer/designer/engine/live-layer.ts'
import { openBench, roomL } from './pen.ts'

const fixturesOf = (bench: ReturnType<typeof openBench>) => Object.entries(bench.state().committed.fixtures)

describe('placing', () => {
  it('S and a click hang a sensor symbol with the next label, chosen and told', () => {
    const bench = openBench({ room: roomL })
    bench.keys.press('KeyS')
    bench.pen.click(1000, 1000, { ctrl: true }).click(2000, 1000, { ctrl: true })
    const placed = fixturesOf(bench)
    expect(placed.map(([, { kind, xMm, yMm, label }]) => [kind, Math.round(xMm), Math.round(yMm), label])).toEqual([
      ['sensor', 1000, 1000, 'N1'],
      ['sensor', 2000, 1000, 'N2'],
    ])
    const last = placed[1]?.[0] ?? ''
    expect([...bench.state().selection]).toEqual([last])
    expect(bench.state().placed).toEqual({ fixtureId: last })
  })

  it('a click on a sensor symbol takes it instead of hanging a second one there', () => {
    const bench = openBench({ room: roomL })
    bench.keys.press('KeyS')
    bench.pen.click(1000, 1000, { ctrl: true })
    const before = bench.state().placed
    bench.pen.click(1060, 1040, { ctrl: true })
    expect(fixturesOf(bench)).toHaveLength(1)
    expect(bench.state().placed).toEqual(before)
    expect(bench.state().placed).not.toBe(before)
  })

  it('F hangs what was chosen, as large as a tile where it fills one, and the crosshair does it without a pen', () => {
    const bench = openBench({ room: roomL })
    bench.keys.press('KeyF')
    bench.pen.click(1500, 1500, { ctrl: true })
    bench.editor.setPlacing('sprinkler')
    bench.keys.press('ArrowRight')
    bench.keys.press('Enter', { key: 'Enter' })
    const placed = fixturesOf(bench).map(([, fixture]) => fixture)
    expect(placed.map(({ kind, label }) => [kind, label])).toEqual([
      ['luminaire', 'L1'],
      ['sprinkler', 'K1'],
    ])
    expect(placed[0]).toMatchObject({ widthMm: 600, heightMm: 600 })
    expect(placed[1]?.widthMm).toBeLessThan(300)
    bench.editor.undo()
    expect(fixturesOf(bench)).toHaveLength(1)
  })
})

describe('the watched plan', () => {
  const seen: string[] = []
  const layer: LiveLayer = {
    layers: () => openBench().state().layers,
    paintGround: () => undefined,
    paintMarks: () => undefined,
    pen: (event) => {
      seen.push(event.kind)
      return false
    },
    cursor: () => 'grab',
  }

  it('takes no edit from pen or keys, looks and measures, and is edited again afterwards', () => {
    const bench = openBench({ room: roomL })
    bench.keys.press('KeyS')
    bench.pen.click(1000, 1000, { ctrl: true })
    const { committed, view } = bench.state()
    bench.editor.select(['room'])
    bench.editor.watch(layer)
    expect(bench.state().selection.size).toBe(0)
    expect(bench.state().tool).toBe('select')
    bench.pen.drag([1000, 1000], [3000, 1500]).click(1000, 1000).drag([0, 0], [-500, -500])
    for (const key of ['KeyW', 'KeyR', 'KeyF', 'KeyS', 'KeyO', 'KeyD', 'Delete', 'Backspace', 'ArrowLeft', 'Digit5'])
      bench.keys.press(key, { key: key.slice(-1) })
    for (const key of ['KeyZ', 'KeyY', 'KeyA', 'KeyD']) bench.keys.press(key, { ctrl: true })
    expect(bench.state().committed).toBe(committed)
    expect(bench.state().tool).toBe('select')
    expect(seen).toContain('down')
    expect(bench.state().view.centreXMm).not.toBe(view.centreXMm)
    bench.keys.press('KeyM')
    expect(bench.state().tool).toBe('measure')
    bench.pen.click(0, 0).click(1000, 0)
    expect(bench.state().measured?.lengthMm).toBeCloseTo(1000, 0)
    expect(bench.state().committed).toBe(committed)
    bench.editor.watch(null)
    bench.keys.press('KeyS')
    bench.pen.click(2500, 1000, { ctrl: true })
    expect(fixturesOf(bench)).toHaveLength(2)
  })
})
