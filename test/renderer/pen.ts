// Drives the headless editor as a hand does: pen.down(x, y).move(...).up(), keys.press('KeyR'), keys.type('4000'). Millimetres in, no DOM.
import { readFileSync } from 'node:fs'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { createDesign, type Design, type RoomInput, type System } from '../../src/domain/design.ts'
import { createEditor, type Editor, type EditorOptions, type EditorState, type PenEvent } from '../../src/renderer/designer/editor.ts'
import { screenFromWorld } from '../../src/renderer/designer/engine/view.ts'

export const catalogue = JSON.parse(readFileSync(new URL('../../resources/catalogues/generic.json', import.meta.url), 'utf8')) as Catalogue

export const grid600: System = { kind: 'grid', module: [600, 600] }

/** An L of 6 x 4 m less 3 x 2 m at the top right. */
export const roomL: RoomInput = {
  outer: [
    [0, 0],
    [6000, 0],
    [6000, 2000],
    [3000, 2000],
    [3000, 4000],
    [0, 4000],
  ],
}

type Held = Pick<PenEvent, 'shift' | 'ctrl' | 'alt' | 'button'>

export interface Pen {
  down(xMm: number, yMm: number, held?: Held): Pen
  move(xMm: number, yMm: number, held?: Held): Pen
  up(held?: Held): Pen
  click(xMm: number, yMm: number, held?: Held): Pen
  drag(from: readonly [number, number], to: readonly [number, number], held?: Held): Pen
  wheel(xMm: number, yMm: number, deltaY: number): Pen
}

export interface Keys {
  press(code: string, held?: { shift?: boolean; ctrl?: boolean; alt?: boolean; key?: string }): boolean
  release(code: string): void
  type(text: string): void
}

export interface Bench {
  readonly editor: Editor
  readonly pen: Pen
  readonly keys: Keys
  state(): EditorState
  /** Outer ring as plain points. */
  outer(): readonly (readonly number[])[]
}

/** An editor with a 1000 x 700 px canvas showing 0..12 m by 0..8.4 m. */
export function openBench(
  given: { design?: Design; room?: RoomInput | null; system?: System; options?: Partial<EditorOptions> } = {},
): Bench {
  const design = given.design ?? createDesign(given.system ?? grid600, given.room ?? null)
  const editor = createEditor({ design, pricing: { catalogue, wasteRate: 0.15, labourRate: 0.25, taxRate: 0 }, ...given.options })
  const { view } = editor.store.getState()
  editor.store.setState({ view: { ...view, centreXMm: 5000, centreYMm: 3000, pxPerMm: 0.08, widthPx: 1000, heightPx: 700 } })
  let last: readonly [number, number] = [0, 0]
  const send = (kind: PenEvent['kind'], at: readonly [number, number], held: Held = {}) => {
    last = at
    const [xPx, yPx] = screenFromWorld(editor.store.getState().view, at)
    editor.pointer({ kind, xPx, yPx, ...held })
  }
  const pen: Pen = {
    down(x, y, held) {
      send('down', [x, y], held)
      return pen
    },
    move(x, y, held) {
      send('move', [x, y], held)
      return pen
    },
    up(held) {
      send('up', last, held)
      return pen
    },
    click: (x, y, held) => pen.move(x, y, held).down(x, y, held).up(held),
    drag(from, to, held) {
      const middle: readonly [number, number] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
      return pen
        .move(...from, held)
        .down(...from, held)
        .move(...middle, held)
        .move(...to, held)
        .up(held)
    },
    wheel(x, y, deltaY) {
      const [xPx, yPx] = screenFromWorld(editor.store.getState().view, [x, y])
      editor.pointer({ kind: 'wheel', xPx, yPx, deltaY })
      return pen
    },
  }
  const named: Readonly<Record<string, string>> = { Space: ' ' }
  const keys: Keys = {
    press: (code, held = {}) =>
      editor.key({ kind: 'down', code, key: named[code] ?? code.replace(/^(Key|Digit)/, '').toLowerCase(), ...keyFix(code), ...held }),
    release: (code) => void editor.key({ kind: 'up', code, key: named[code] ?? code }),
    type(text) {
      for (const key of text) editor.key({ kind: 'down', code: codeOf(key), key })
    },
  }
  return {
    editor,
    pen,
    keys,
    state: editor.store.getState,
    outer: () => editor.store.getState().design.room?.outer ?? [],
  }
}

/** Keys with names of their own keep them. */
function keyFix(code: string): { key?: string } {
  return /^(Enter|Tab|Escape|Backspace|Delete|F\d+|Arrow\w+)$/.test(code) ? { key: code } : {}
}

function codeOf(key: string): string {
  if (/[0-9]/.test(key)) return `Digit${key}`
  if (/[a-z]/i.test(key)) return `Key${key.toUpperCase()}`
  return key === ' ' ? 'Space' : 'Period'
}
