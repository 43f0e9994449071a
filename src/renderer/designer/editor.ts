// The editor's facade: one document, one set of tools, one canvas. React reads `store` and calls these functions.
// It must not know React; it runs without a DOM until attach() is called.
import { calmStore } from './engine/calm-store.ts'
import { createCore } from './engine/core.ts'
import type { Editor, EditorOptions, Palette, PenEvent } from './engine/editor-state.ts'
import { createHands } from './engine/hands.ts'
import { takeKey } from './engine/keyboard.ts'
import { listenToHost } from './engine/listen-to-host.ts'
import { isLookingKey, type LiveLayer } from './engine/live-layer.ts'
import { createStage, type Stage } from './engine/paint/stage.ts'
import { allIds, similarIds } from './engine/selection.ts'
import { rethinkCopies } from './engine/tools/afterthought.ts'
import { planCopies, planDelete } from './engine/tools/drag-things.ts'

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

/** How far a duplicate stands from its original. */
const copyOffsetMm = 100

/** Opens an editor on a design; dispose() ends its worker and takes the canvases down. */
export function createEditor(options: EditorOptions): Editor {
  const core = createCore(options)
  const { store } = core
  const hands = createHands({ core, options, repaint: () => stage?.repaintOverlay() })
  let stage: Stage | null = null
  let detach: (() => void) | null = null
  let live: LiveLayer | null = null

  /** In Monitor the select tool picks sensors and pans; the other tools that are left change nothing. */
  function watchPointer(layer: LiveLayer, event: PenEvent) {
    if (store.getState().tool !== 'select' || event.kind === 'wheel' || event.button === 1) return hands.pointer(event)
    const isPicked = layer.pen(event, { state: store.getState(), scene: core.scene() })
    if (event.kind === 'double' || (event.kind === 'down' && isPicked)) return
    hands.pointer(event.kind === 'down' ? { ...event, button: 1 } : event)
    stage?.repaintOverlay()
  }

  const editor: Editor = {
    store: calmStore(store),
    commit: core.commit,
    undo() {
      // In the middle of a drawing, undo takes back its last point.
      if (!hands.escape()) core.undo()
    },
    redo: core.redo,
    undoView: core.backView,
    redoView: core.forwardView,
    setTool: hands.setTool,
    setPlacing: (placing) => store.setState({ placing }),
    select(ids, mode = 'replace') {
      if (mode === 'replace') return core.select(ids)
      const next = new Set(store.getState().selection)
      for (const id of ids) if (mode === 'add' || !next.delete(id)) next.add(id)
      core.select(next)
    },
    selectAll: () => core.select(allIds(store.getState().committed)),
    selectSimilar() {
      const { selection } = store.getState()
      if (selection.size === 0) return core.say('say.nothingSelected')
      const ids = similarIds(core.scene(), selection)
      core.select(ids)
      core.say('say.selected', { count: ids.size })
    },
    deleteSelection() {
      const { committed, selection } = store.getState()
      if (selection.size === 0) return core.say('say.nothingSelected')
      const edit = planDelete(committed, selection)
      if (edit === 'three') return core.say('say.roomStaysThree')
      if (!edit) return core.say('say.notDeletable')
      core.commit(core.translate('step.delete'), edit)
    },
    duplicateSelection() {
      const { committed, selection } = store.getState()
      const { createId, offerRetake, translate } = hands.context
      const by = [copyOffsetMm, -copyOffsetMm] as const
      const copies = planCopies(committed, { ids: selection, by, createId })
      if (!copies) return core.say(selection.size === 0 ? 'say.nothingSelected' : 'say.notDuplicable')
      core.commit(translate('step.duplicate'), copies.edit)
      core.select(copies.ids)
      offerRetake(rethinkCopies({ before: committed, ids: selection, by, row: null, translate }))
    },
    setLayer: (name, on) => store.setState(({ layers }) => ({ layers: { ...layers, [name]: on } })),
    setMode: (name, on) => store.setState(({ modes }) => ({ modes: { ...modes, [name]: on } })),
    setLetterKeys: (letterKeys) => store.setState({ letterKeys }),
    zoomTo: core.zoomTo,
    load: core.load,
    setPricing: core.feed.setPricing,
    setUnits: hands.setUnits,
    applyAlternative: (origin) => void core.commit(core.translate('step.applyAlternative'), { kind: 'pinOrigin', origin }),
    pointer: (event) => (live ? watchPointer(live, event) : hands.pointer(event)),
    key: (stroke) =>
      live !== null && !isLookingKey(stroke, store.getState().tool) ? false : takeKey({ core, hands, deeds: editor, stroke }),
    resize(widthPx, heightPx) {
      const { view } = store.getState()
      if (view.widthPx !== widthPx || view.heightPx !== heightPx) core.setView({ ...view, widthPx, heightPx }, { remember: false })
    },
    attach(host: HTMLElement, palette: Palette) {
      detach?.()
      const mounted = createStage({ host, palette, store, scene: core.scene, hands, translate: core.translate, options })
      stage = mounted
      if (live) mounted.watch(live)
      const unlisten = listenToHost(host, editor)
      detach = () => {
        unlisten()
        mounted.dispose()
        if (stage === mounted) stage = null
        detach = null
      }
      return detach
    },
    setPalette: (palette) => stage?.setPalette(palette),
    watch(layer) {
      hands.escape()
      hands.setTool('select')
      core.select([])
      live = layer
      stage?.watch(layer)
    },
    repaintLive: (how) => stage?.repaintLive(how?.withPlan === true),
    dispose() {
      detach?.()
      core.feed.dispose()
    },
  }
  return editor
}
