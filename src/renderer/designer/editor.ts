// The editor's facade: one document, one set of tools, one canvas. React reads `store` and calls these functions.
// It must not know React; it runs without a DOM until attach() is called.
import type { Editor, EditorOptions } from './engine/editor-state.ts'

export type {
  Editor,
  EditorOptions,
  EditorState,
  KeyStroke,
  LayerName,
  LayerVisibility,
  LayoutWorker,
  LiveFigures,
  Measured,
  ModeName,
  Modes,
  Palette,
  PenEvent,
  Pricing,
  Snap,
  ToolId,
  Translate,
  Typed,
  Units,
  View,
  ZoomTarget,
} from './engine/editor-state.ts'
export { layerNames, modeNames, toolIds } from './engine/editor-state.ts'

/** Opens an editor on a design. */
export function createEditor(_options: EditorOptions): Editor {
  throw new Error('the engine is being mounted')
}
