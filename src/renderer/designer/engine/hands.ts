// The hands: pen and keys in, tools and core moved. Panning with Space or the middle button never reaches the running tool.
import type { Point } from '../../../domain/geometry/point.ts'
import { formatLength } from '../../../domain/units.ts'
import { aimAt } from './aim.ts'
import type { Core } from './core.ts'
import type { EditorOptions, KeyStroke, PenEvent, ToolId, Units } from './editor-state.ts'
import { createReader, tentativeValues } from './read-typed.ts'
import { createRetakes } from './retakes.ts'
import { readCopyRow } from './tools/afterthought.ts'
import { createDimensionTool } from './tools/dimension.ts'
import { createMeasureTool } from './tools/measure.ts'
import { createOriginTool } from './tools/origin.ts'
import { createOutlineTool } from './tools/outline.ts'
import { createPanTool } from './tools/pan.ts'
import { createPlaceTool } from './tools/place.ts'
import { createRectangleTool } from './tools/rectangle.ts'
import { createSelectTool } from './tools/select.ts'
import type { Aim, Sketch, Tool, ToolContext } from './tools/tool.ts'
import { createZoomTool } from './tools/zoom.ts'
import { clearEntry, createEntry, type Entry, type TypingOutcome, typedFromEntry, typeKey } from './typing.ts'
import { panBy, screenFromWorld, wheelZoomPerPx, worldFromScreen, zoomAt } from './view.ts'

export interface Hands {
  readonly context: ToolContext
  tool(): Tool
  setTool(id: ToolId): void
  setUnits(units: Units): void
  pointer(event: PenEvent): void
  /** Whether typed numbers have a place to go. */
  takesNumbers(): boolean
  /** A key for the number field; what came of it. */
  typeKey(stroke: KeyStroke): TypingOutcome
  /** One step back inside the number field or the tool; false when there was none. */
  escape(): boolean
  holdSpace(on: boolean): void
  sketch(): Sketch
  cssCursor(): string
}

/** Connects the core with its tools. `repaint` is called when only the overlay has changed. */
export function createHands(given: { readonly core: Core; readonly options: EditorOptions; readonly repaint: () => void }): Hands {
  const { core, options, repaint } = given
  const { store } = core
  let units: Units = options.units ?? { system: 'metric', decimal: '.' }
  let read = createReader(units)
  let entry: Entry = createEntry(['length'])
  let cursor: Point = [0, 0]
  let panning: { xPx: number; yPx: number } | null = null
  let spaceHeld = false

  const context: ToolContext = {
    get: store.getState,
    scene: core.scene,
    units: () => units,
    say: core.say,
    translate: core.translate,
    locked: () => entry.locked,
    tentative: () => tentativeValues(entry, read),
    refuseTyped(sentence) {
      setEntry({ ...entry, error: sentence })
      store.setState({ message: sentence })
    },
    clearTyped: () => setEntry(createEntry(fieldsNow())),
    commit: (key, edit) => core.commit(core.translate(key), edit),
    preview: core.preview,
    offerRetake: (thought) => retakes.offer(thought),
    setLive: (live) => store.setState({ live }),
    setSelection: core.select,
    setSnap: (snap) => store.setState({ snap }),
    setMeasured: (measured) => store.setState({ measured }),
    setPlaced: (fixtureId) => store.setState({ placed: { fixtureId } }),
    setHover(hover) {
      if (store.getState().hover !== hover) store.setState({ hover })
    },
    changed,
    pan: (dxPx, dyPx) => core.setView(panBy(store.getState().view, dxPx, dyPx)),
    zoomAt: (xPx, yPx, factor) => core.setView(zoomAt(store.getState().view, { xPx, yPx, factor })),
    zoomToBounds: core.zoomToBounds,
    setTool,
    createId: createIds(core, options),
    cursor: () => cursor,
    moveCursor,
    toleranceMm: (px) => px / store.getState().view.pxPerMm,
    formatLength: (mm) => formatLength(mm, units),
    firstAlternative() {
      const first = core.feed.firstAlternative()
      if (!first) return null
      return { cuts: first.counts.cut, smallestMm: first.worstBorder, wasteRatio: first.wasteRatio, price: first.quantities.price.total }
    },
  }
  const retakes = createRetakes({
    core,
    createId: context.createId,
    refuse: context.refuseTyped,
    startEntry: (fields) => setEntry(createEntry(fields)),
  })
  const tools: Readonly<Record<ToolId, Tool>> = {
    select: createSelectTool(context),
    outline: createOutlineTool(context),
    rectangle: createRectangleTool(context),
    dimension: createDimensionTool(context),
    measure: createMeasureTool(context),
    fixture: createPlaceTool(context, 'fixture'),
    sensor: createPlaceTool(context, 'sensor'),
    origin: createOriginTool(context),
    pan: createPanTool(context),
    zoom: createZoomTool(context),
  }
  let tool = tools.select

  function fieldsNow(): Entry['fields'] & readonly [Entry['field'], ...Entry['field'][]] {
    const [first = 'length', ...rest] = tool?.fields() ?? []
    return [first, ...rest]
  }

  function setEntry(next: Entry) {
    entry = next
    store.setState({ typed: typedFromEntry(entry) })
    repaint()
  }

  function changed() {
    const toolPath = `${tool.id}.${tool.state()}`
    if (store.getState().toolPath !== toolPath) store.setState({ toolPath })
    repaint()
  }

  function setTool(id: ToolId) {
    if (tool.id === id) return
    tool.exit?.()
    retakes.forget()
    tool = tools[id]
    entry = createEntry(fieldsNow())
    store.setState({ tool: id, typed: null, snap: null, hover: null })
    tool.enter?.()
    changed()
  }

  function moveCursor(to: Point) {
    cursor = to
    const { view, modes } = store.getState()
    const [x, y] = screenFromWorld(view, to)
    const found = aimAt({ raw: to, scene: core.scene(), modes, rules: tool.aimRules(), view, shift: false, ctrl: false })
    const on = found.snap && Math.hypot(found.snap.at[0] - to[0], found.snap.at[1] - to[1]) < 0.5 ? found.snap : null
    store.setState({ cursor: { xMm: to[0], yMm: to[1] }, snap: on ? { ...on, word: core.translate(`snap.${on.kind}`) } : null })
    // The keyboard's crosshair never leaves the sight.
    const margin = 48
    const dx = x < margin ? margin - x : x > view.widthPx - margin ? view.widthPx - margin - x : 0
    const dy = y < margin ? margin - y : y > view.heightPx - margin ? view.heightPx - margin - y : 0
    if (dx !== 0 || dy !== 0) core.setView(panBy(view, dx, dy), { remember: false })
    repaint()
  }

  function aimOf(event: PenEvent): Aim {
    const { view, modes } = store.getState()
    const raw = worldFromScreen(view, event.xPx, event.yPx)
    const { shift = false, ctrl = false, alt = false } = event
    const rules = tool.aimRules()
    const { at, snap } = aimAt({ raw, scene: core.scene(), modes, rules, view, shift, ctrl })
    return {
      raw,
      at,
      snap: snap ? { ...snap, word: core.translate(`snap.${snap.kind}`) } : null,
      xPx: event.xPx,
      yPx: event.yPx,
      shift,
      ctrl,
      alt,
    }
  }

  function follow(aim: Aim) {
    cursor = aim.at
    store.setState({ cursor: { xMm: aim.at[0], yMm: aim.at[1] }, snap: aim.snap })
  }

  function startPanning(event: PenEvent): boolean {
    if (event.button !== 1 && !(spaceHeld && (event.button ?? 0) === 0)) return false
    panning = { xPx: event.xPx, yPx: event.yPx }
    return true
  }

  function wheel(event: PenEvent) {
    const factor = Math.exp(-(event.deltaY ?? 0) * wheelZoomPerPx)
    context.zoomAt(event.xPx, event.yPx, Math.min(4, Math.max(0.25, factor)))
  }

  // Figures beside the cursor belong to what was just moved: they go with the next step, choice or tool.
  store.subscribe((now, before) => {
    if (now.live && before.live && (now.committed !== before.committed || now.selection !== before.selection || now.tool !== before.tool)) {
      store.setState({ live: null })
    }
  })

  return {
    context,
    tool: () => tool,
    setTool,
    setUnits(next) {
      units = next
      read = createReader(next)
    },
    pointer(event) {
      if (event.kind === 'wheel') return wheel(event)
      if (event.kind === 'leave') {
        store.setState({ cursor: null, snap: null, hover: null })
        return repaint()
      }
      if (event.kind === 'cancel') {
        panning = null
        tool.escape()
        return changed()
      }
      if (event.kind === 'down' && startPanning(event)) return repaint()
      if (panning) {
        if (event.kind === 'up') panning = null
        else if (event.kind === 'move') {
          context.pan(event.xPx - panning.xPx, event.yPx - panning.yPx)
          panning = { xPx: event.xPx, yPx: event.yPx }
        }
        return repaint()
      }
      if (event.button === 2) return
      const aim = aimOf(event)
      follow(aim)
      if (event.kind === 'down') {
        // Numbers meant for the last step, and refused ones, don't follow the hand into the next gesture.
        if (entry.error !== null || (retakes.now() && entry.text !== '')) setEntry(createEntry(fieldsNow()))
        retakes.forget()
      }
      if (event.kind === 'down') tool.down(aim)
      else if (event.kind === 'up') tool.up(aim)
      else if (event.kind === 'double') tool.double?.(aim)
      else tool.move(aim)
      repaint()
    },
    takesNumbers: () => retakes.now() !== null || tool.fields().length > 0,
    typeKey(stroke) {
      const thought = retakes.now()
      const fields = thought?.fields ?? fieldsNow()
      if (!thought && tool.fields().length === 0) return 'ignored'
      if (entry.fields.join() !== fields.join()) entry = createEntry(fields)
      const row = thought?.rows && stroke.key === 'Enter' ? readCopyRow(entry.text) : null
      if (row) {
        retakes.take(entry.locked, row)
        return 'enter'
      }
      const { entry: next, outcome } = typeKey(entry, stroke, read)
      if (outcome === 'ignored') return outcome
      setEntry(next)
      if (outcome === 'refused' && next.error) store.setState({ message: next.error })
      if (outcome === 'changed' && thought) retakes.show(tentativeValues(entry, read), thought.rows ? readCopyRow(entry.text) : null)
      else if (outcome === 'changed') tool.typing?.()
      if (outcome === 'enter' && thought && Object.keys(next.locked).length > 0) retakes.take(next.locked, null)
      else if (outcome === 'enter') tool.enterValues(next.locked)
      return outcome
    },
    escape() {
      const cleared = clearEntry(entry)
      if (cleared) {
        setEntry(cleared)
        if (retakes.now()) core.preview(null)
        else tool.typing?.()
        return true
      }
      retakes.forget()
      return tool.escape()
    },
    holdSpace(on) {
      spaceHeld = on
      repaint()
    },
    sketch: () => tool.sketch(),
    cssCursor: () => (panning ? 'grabbing' : spaceHeld ? 'grab' : tool.cursor()),
  }
}

/** Counts on from the ids a design has: 'fixture-3', 'dimension-1'. */
function createIds(core: Core, options: EditorOptions): ToolContext['createId'] {
  let count = 0
  return (
    options.createId ??
    ((kind) => {
      const { fixtures, dimensions } = core.store.getState().committed
      let id = ''
      do id = `${kind}-${++count}`
      while (Object.hasOwn(fixtures, id) || Object.hasOwn(dimensions, id))
      return id
    })
  )
}
