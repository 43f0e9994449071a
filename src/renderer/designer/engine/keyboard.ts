// Keys to deeds, in one fixed order: modes, Ctrl keys, typed numbers, Esc, the tool's own keys, arrows, deletion, tool letters.
// Keys are named by their place (event.code), so they stay where they are on every keyboard.
import type { Point } from '../../../domain/geometry/point.ts'
import type { Core } from './core.ts'
import type { Editor, KeyStroke, ModeName, ToolId } from './editor-state.ts'
import type { Hands } from './hands.ts'
import { moveSelectionBy } from './tools/select.ts'

export const toolKeys: Readonly<Record<string, ToolId>> = {
  KeyV: 'select',
  KeyW: 'outline',
  KeyR: 'rectangle',
  KeyD: 'dimension',
  KeyM: 'measure',
  KeyF: 'fixture',
  KeyS: 'sensor',
  KeyO: 'origin',
  KeyH: 'pan',
  KeyZ: 'zoom',
}

const modeKeys: Readonly<Record<string, ModeName>> = { F3: 'snap', F7: 'grid', F8: 'ortho', F10: 'polar' }

const arrows: Readonly<Record<string, Point>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

/** One step of an arrow key: nudging what is selected, or moving the crosshair of a drawing tool. */
const nudgeStepMm = 10
const crosshairStepMm = 100

export type KeyDeeds = Pick<
  Editor,
  | 'undo'
  | 'redo'
  | 'undoView'
  | 'redoView'
  | 'setTool'
  | 'setMode'
  | 'selectAll'
  | 'selectSimilar'
  | 'deleteSelection'
  | 'duplicateSelection'
  | 'zoomTo'
>

/** Takes one key; true when it was used. */
export function takeKey(given: {
  readonly core: Core
  readonly hands: Hands
  readonly deeds: KeyDeeds
  readonly stroke: KeyStroke
}): boolean {
  const { core, hands, deeds, stroke } = given
  const state = core.store.getState()
  if (stroke.code === 'Space' && !stroke.ctrl && (stroke.kind === 'up' || !state.typed?.text)) {
    hands.holdSpace(stroke.kind === 'down')
    return true
  }
  if (stroke.kind === 'up') return false

  const mode = modeKeys[stroke.code]
  if (mode && !stroke.ctrl && !stroke.alt) {
    deeds.setMode(mode, !state.modes[mode])
    return true
  }
  if (stroke.ctrl) return takeCtrlKey(deeds, stroke)

  if (stroke.key === 'Enter' && !hands.takesNumbers()) {
    hands.tool().enterValues({})
    return true
  }
  if (hands.typeKey(stroke) !== 'ignored') return true
  if (stroke.code === 'Escape') return goBack({ core, hands, deeds })
  if (stroke.shift && takeViewKey(deeds, stroke)) return true
  if (hands.tool().key?.(stroke)) return true

  const arrow = arrows[stroke.code]
  if (arrow) return takeArrow({ core, hands, stroke, arrow })
  if (stroke.code === 'Delete' || stroke.code === 'Backspace') {
    deeds.deleteSelection()
    return true
  }
  const tool = stroke.shift || stroke.alt || !state.letterKeys ? undefined : toolKeys[stroke.code]
  if (!tool) return false
  deeds.setTool(tool)
  return true
}

function takeCtrlKey(deeds: KeyDeeds, stroke: KeyStroke): boolean {
  const key = `${stroke.shift ? 'Shift+' : ''}${stroke.code}`
  if (key === 'KeyZ') deeds.undo()
  else if (key === 'Shift+KeyZ' || key === 'KeyY') deeds.redo()
  else if (key === 'KeyA') deeds.selectAll()
  else if (key === 'Shift+KeyA') deeds.selectSimilar()
  else if (key === 'KeyD') deeds.duplicateSelection()
  else if (key === 'Digit0' || key === 'Numpad0') deeds.zoomTo('100')
  else if (key === 'Equal' || key === 'NumpadAdd') deeds.zoomTo('in')
  else if (key === 'Minus' || key === 'NumpadSubtract') deeds.zoomTo('out')
  else return false
  return true
}

function takeViewKey(deeds: KeyDeeds, stroke: KeyStroke): boolean {
  if (stroke.code === 'Digit1') deeds.zoomTo('all')
  else if (stroke.code === 'Digit2') deeds.zoomTo('selection')
  else if (stroke.code === 'Digit3') deeds.undoView()
  else if (stroke.code === 'Digit4') deeds.redoView()
  else return false
  return true
}

/** Esc, one step: the value, the segment, the tool, the selection. */
function goBack({ core, hands, deeds }: { core: Core; hands: Hands; deeds: KeyDeeds }): boolean {
  if (hands.escape()) return true
  const state = core.store.getState()
  if (state.tool !== 'select') {
    deeds.setTool('select')
    return true
  }
  if (state.selection.size === 0) return false
  core.select([])
  return true
}

function takeArrow(given: { core: Core; hands: Hands; stroke: KeyStroke; arrow: Point }): boolean {
  const { core, hands, stroke, arrow } = given
  const state = core.store.getState()
  const crosshair = hands.tool().usesCrosshair()
  const imperial = hands.context.units().system === 'imperial'
  const base = (crosshair ? crosshairStepMm : nudgeStepMm) * (imperial ? 1.27 : 1)
  const step = stroke.alt ? 1 : stroke.shift ? base * 10 : base
  const by: Point = [arrow[0] * step, arrow[1] * step]
  if (crosshair) {
    const from = state.cursor ? hands.context.cursor() : firstCrosshair(core, base)
    const to: Point = state.cursor ? [from[0] + by[0], from[1] + by[1]] : from
    hands.context.moveCursor(to)
    core.say('say.at', { x: hands.context.formatLength(to[0]), y: hands.context.formatLength(to[1]) })
    return true
  }
  if (state.selection.size === 0) return false
  moveSelectionBy(hands.context, { values: { dx: by[0], dy: by[1] }, typed: false })
  return true
}

/** Where the crosshair appears when no pen has been over the canvas: the middle of the sight, on a whole step. */
function firstCrosshair(core: Core, stepMm: number): Point {
  const { view } = core.store.getState()
  return [Math.round(view.centreXMm / stepMm) * stepMm, Math.round(view.centreYMm / stepMm) * stepMm]
}
