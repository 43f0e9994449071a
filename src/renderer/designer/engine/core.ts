// The editor without hands: document, history, layout, views, selection and the state that React and the canvas read.
// Every change of the document goes through commit or preview here.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Design } from '../../../domain/design.ts'
import { applyEdit, type Edit } from '../../../domain/edits.ts'
import type { Bounds } from '../../../domain/geometry/point.ts'
import { type PreparedRoom, prepareRoom } from '../../../domain/layout/room.ts'
import type { Outcome, Problem } from '../../../domain/problem.ts'
import { createDocument } from './document.ts'
import type { EditorOptions, EditorState, LayerName, LayerVisibility, Translate, View, ZoomTarget } from './editor-state.ts'
import { layerNames } from './editor-state.ts'
import { translateToEnglish } from './engine-words.ts'
import { createLayoutFeed, type LayoutFeed } from './layout-feed.ts'
import { createScene, type Scene } from './scene.ts'
import { selectionBounds, stillThere } from './selection.ts'
import { fitBounds, fullScalePxPerMm, zoomAt } from './view.ts'
import { createViewStack } from './view-stack.ts'

export interface Core {
  readonly store: StoreApi<EditorState>
  readonly feed: LayoutFeed
  readonly translate: Translate
  scene(): Scene
  say(key: string, values?: Readonly<Record<string, string | number>>): void
  commit(label: string, edit: Edit): readonly Problem[]
  /** Replaces the last step by this one. */
  amend(label: string, edit: Edit): readonly Problem[]
  preview(edit: Edit | null): void
  /** Shows this edit in the place of the last step. */
  previewAmended(edit: Edit): void
  undo(): void
  redo(): void
  load(design: Design): void
  select(ids: Iterable<string>): void
  /** remember: false for views that no hand has chosen (first size, resize). */
  setView(view: View, how?: { readonly remember: boolean }): void
  backView(): void
  forwardView(): void
  zoomTo(target: ZoomTarget): void
  zoomToBounds(bounds: Bounds): void
}

const startView: View = { centreXMm: 4000, centreYMm: 3000, pxPerMm: 0.08, widthPx: 1000, heightPx: 700 }
const emptySheet: Bounds = { minX: 0, minY: 0, maxX: 8000, maxY: 6000 }

/** Opens the core on the options' design. */
export function createCore(options: EditorOptions): Core {
  const translate = options.translate ?? translateToEnglish
  const document = createDocument(options.design)
  const views = createViewStack()
  const store = createStore<EditorState>()(() => initialState(options.design))
  const feed = createLayoutFeed({
    pricing: options.pricing,
    alternatives: options.alternatives ?? 5,
    worker: options.openLayoutWorker?.() ?? null,
    show: (part) => store.setState(part),
  })
  let prepared: { readonly room: Design['room']; readonly outcome: Outcome<PreparedRoom> | null } = { room: null, outcome: null }
  let scene: Scene | null = null

  function prepare(design: Design): Outcome<PreparedRoom> | null {
    if (prepared.room !== design.room) prepared = { room: design.room, outcome: design.room ? prepareRoom(design.room) : null }
    return prepared.outcome
  }

  function sceneNow(): Scene {
    const { design, layout } = store.getState()
    if (!scene || scene.design !== design || scene.layout !== layout) {
      const outcome = prepare(design)
      scene = createScene({ design, layout, room: outcome?.kind === 'ok' ? outcome.value : null }, scene)
    }
    return scene
  }

  const say: Core['say'] = (key, values) => store.setState({ message: translate(key, values) })

  /** After the document has changed for good. */
  function settle(before: Design) {
    const design = document.committed()
    const undoLabel = document.undoLabel()
    const redoLabel = document.redoLabel()
    store.setState(
      (state) => ({
        ...without(state, 'undoLabel', 'redoLabel'),
        design,
        committed: design,
        selection: stillThere(design, state.selection),
        canUndo: undoLabel !== undefined,
        canRedo: redoLabel !== undefined,
        ...(undoLabel === undefined ? {} : { undoLabel }),
        ...(redoLabel === undefined ? {} : { redoLabel }),
        changeCount: state.changeCount + 1,
      }),
      true,
    )
    if (touchesLayout(before, design)) feed.settle(design)
    else feed.restore(design)
  }

  function step(take: () => string | null, key: string): void {
    const before = document.committed()
    document.preview(null)
    const label = take()
    if (label === null) return
    settle(before)
    say(key, { label })
  }

  const setView: Core['setView'] = (view, how = { remember: true }) => {
    if (how.remember) views.remember(store.getState().view, performance.now())
    store.setState({ view, canUndoView: views.canGoBack() })
  }

  const zoomToBounds = (bounds: Bounds) => setView(fitBounds(store.getState().view, bounds))

  /** One way in for new steps and for steps put in the place of the last one. */
  function decide(step: { readonly label: string; readonly edit: Edit; readonly amends: boolean }): readonly Problem[] {
    const { label, edit, amends } = step
    const before = document.committed()
    const back = amends ? document.lastInverse() : null
    const next = applyEdit(before, back ? { kind: 'all', edits: [back, edit] } : edit).design
    if (next.room !== null && next.room !== before.room) {
      const outcome = prepareRoom(next.room)
      if (outcome.kind === 'refused') {
        document.preview(null)
        store.setState({ design: before })
        feed.restore(before)
        say('say.refused', { detail: outcome.problems[0]?.detail ?? '' })
        return outcome.problems
      }
    }
    if (amends) document.amend(label, edit)
    else document.commit(label, edit)
    settle(before)
    say('say.done', { label })
    return []
  }

  function preview(edit: Edit | null) {
    const before = store.getState().design
    document.preview(edit)
    const design = document.shown()
    if (design === before) return
    store.setState({ design })
    if (edit === null) feed.restore(design)
    else if (touchesLayout(before, design)) feed.follow(design)
  }

  feed.settle(options.design)

  return {
    store,
    feed,
    translate,
    scene: sceneNow,
    say,
    commit: (label, edit) => decide({ label, edit, amends: false }),
    amend: (label, edit) => decide({ label, edit, amends: true }),
    preview,
    previewAmended(edit) {
      const back = document.lastInverse()
      preview(back ? { kind: 'all', edits: [back, edit] } : edit)
    },
    undo: () => step(document.undo, 'say.undone'),
    redo: () => step(document.redo, 'say.redone'),
    load(design) {
      document.load(design)
      store.setState(
        (state) => ({
          ...without(state, 'undoLabel', 'redoLabel'),
          design,
          committed: design,
          selection: stillThere(design, state.selection),
          canUndo: false,
          canRedo: false,
        }),
        true,
      )
      feed.settle(design)
    },
    select(ids) {
      store.setState({ selection: new Set(ids) })
    },
    setView,
    backView() {
      const view = views.back(store.getState().view)
      if (view) setView({ ...view, ...sizeOf(store.getState().view) }, { remember: false })
    },
    forwardView() {
      const view = views.forward(store.getState().view)
      if (view) setView({ ...view, ...sizeOf(store.getState().view) }, { remember: false })
    },
    zoomTo(target) {
      const { view, selection } = store.getState()
      const middle = { xPx: view.widthPx / 2, yPx: view.heightPx / 2 }
      if (target === 'in') setView(zoomAt(view, { ...middle, factor: 1.25 }))
      else if (target === 'out') setView(zoomAt(view, { ...middle, factor: 0.8 }))
      else if (target === '100') setView(zoomAt(view, { ...middle, factor: fullScalePxPerMm / view.pxPerMm }))
      else if (target === 'all') zoomToBounds(sceneNow().bounds ?? emptySheet)
      else {
        const bounds = selectionBounds(sceneNow(), selection)
        if (bounds) zoomToBounds(bounds)
        else say('say.nothingSelected')
      }
    },
    zoomToBounds,
  }
}

function initialState(design: Design): EditorState {
  return {
    design,
    committed: design,
    selection: new Set(),
    hover: null,
    tool: 'select',
    toolPath: 'select.idle',
    canUndo: false,
    canRedo: false,
    canUndoView: false,
    layout: null,
    layoutStatus: 'none',
    problems: [],
    baseline: null,
    cursor: null,
    snap: null,
    typed: null,
    live: null,
    measured: null,
    placing: 'luminaire',
    placed: null,
    message: '',
    view: startView,
    layers: Object.fromEntries(layerNames.map((name): [LayerName, boolean] => [name, true])) as LayerVisibility,
    modes: { snap: true, ortho: false, grid: true, polar: false },
    letterKeys: true,
    changeCount: 0,
  }
}

function touchesLayout(a: Design, b: Design): boolean {
  return a.room !== b.room || a.system !== b.system || a.fixtures !== b.fixtures
}

function sizeOf(view: View): Pick<View, 'widthPx' | 'heightPx'> {
  return { widthPx: view.widthPx, heightPx: view.heightPx }
}

function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  const copy = { ...value }
  for (const key of keys) delete copy[key]
  return copy
}
