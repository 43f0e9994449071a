// The seam for Monitor: while a live layer is on, the plan is shown and not edited. Ground (heat) is painted below the plan, marks over it;
// the plan between them is the static layer, painted once and reused.
import type { EditorState, KeyStroke, LayerVisibility, PenEvent } from './editor-state.ts'
import type { Frame } from './paint/frame.ts'
import type { Scene } from './scene.ts'

export interface LivePicture {
  readonly state: EditorState
  readonly scene: Scene
  readonly density: number
}

export interface LiveLayer {
  /** What the plan shows while this layer is on. */
  layers(): LayerVisibility
  /** Paper, room and whatever lies under the plan's lines. */
  paintGround(frame: Frame, picture: LivePicture): void
  /** Over the plan, on a cleared canvas. */
  paintMarks(frame: Frame, picture: LivePicture): void
  /** The pen over the plan with the select tool; true when something was picked by it. */
  pen(event: PenEvent, picture: Pick<LivePicture, 'state' | 'scene'>): boolean
  cursor(): string
}

/** Keys that look and measure; every other key waits until the plan is edited again. */
export function isLookingKey(stroke: KeyStroke, tool: EditorState['tool']): boolean {
  const { code } = stroke
  if (code === 'Space' || code === 'Escape') return true
  if (stroke.ctrl) return !stroke.shift && ['Digit0', 'Numpad0', 'Equal', 'NumpadAdd', 'Minus', 'NumpadSubtract'].includes(code)
  if (stroke.shift && /^Digit[1-4]$/.test(code)) return true
  if (stroke.shift || stroke.alt) return tool === 'measure' && code.startsWith('Arrow')
  if (['KeyV', 'KeyM', 'KeyZ', 'KeyH'].includes(code)) return true
  return tool === 'measure' && (code.startsWith('Arrow') || code === 'Enter' || code === 'F3' || code === 'F8')
}
