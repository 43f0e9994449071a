// Three stacked canvases and one animation frame: plan, selection, overlay. Each is repainted only when something of its own has changed.
// While the view moves, a plan that is dear to paint is moved as a bitmap and painted crisp once the hand rests.
import type { StoreApi } from 'zustand/vanilla'
import { formatMoney } from '../../../../domain/units.ts'
import type { EditorOptions, EditorState, Palette, Translate, View } from '../editor-state.ts'
import type { Hands } from '../hands.ts'
import type { LiveLayer } from '../live-layer.ts'
import type { Scene } from '../scene.ts'
import { paintDynamic } from './dynamic-layer.ts'
import type { Frame } from './frame.ts'
import { paintOverlay } from './overlay.ts'
import { createPictureCache } from './picture-cache.ts'
import { paintStatic } from './static-layer.ts'

export interface Stage {
  setPalette(palette: Palette): void
  repaintOverlay(): void
  /** Shows the plan with a live layer under and over it, or as it is edited. */
  watch(layer: LiveLayer | null): void
  /** What is live has changed. */
  repaintLive(withPlan: boolean): void
  dispose(): void
}

export interface StageOptions {
  readonly host: HTMLElement
  readonly palette: Palette
  readonly store: StoreApi<EditorState>
  readonly scene: () => Scene
  readonly hands: Hands
  readonly translate: Translate
  readonly options: EditorOptions
}

const layerCount = 3
/** A plan that paints faster than this is simply painted again on each frame of a pan or zoom. */
const cheapPaintMs = 5
const restMs = 90

/** Mounts the canvases into the host and follows the store until dispose. */
export function createStage(given: StageOptions): Stage {
  const { host, store, hands, translate } = given
  let { palette } = given
  const canvases = Array.from({ length: layerCount }, () => {
    const canvas = document.createElement('canvas')
    canvas.setAttribute('aria-hidden', 'true')
    canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block;touch-action:none'
    host.append(canvas)
    return canvas
  })
  const contexts = canvases.map((canvas) => canvas.getContext('2d'))
  const bitmap = document.createElement('canvas')
  const ground = document.createElement('canvas')
  let live: LiveLayer | null = null
  let dirty = { plan: true, dynamic: true, overlay: true }
  let asked = 0
  let rest: ReturnType<typeof setTimeout> | undefined
  let paintedView: View | null = null
  let bitmapView: View | null = null
  let planMs = 0
  const pictures = createPictureCache()
  let density = 1

  function request(parts: Partial<typeof dirty>) {
    dirty = { plan: dirty.plan || !!parts.plan, dynamic: dirty.dynamic || !!parts.dynamic, overlay: dirty.overlay || !!parts.overlay }
    asked ||= requestAnimationFrame(paint)
  }

  function frameOn(context: CanvasRenderingContext2D, view: View): Frame {
    context.setTransform(density, 0, 0, density, 0, 0)
    return { context, view, palette }
  }

  function paintPlan(state: EditorState) {
    const [context] = contexts
    if (!context) return
    const { view } = state
    const moved = paintedView !== null && paintedView !== view && planOnlyMoved
    if (moved && planMs > cheapPaintMs && sameSize(paintedView, view)) return movePlan(context, view)
    const startMs = performance.now()
    const scene = given.scene()
    paintStatic(frameOn(context, view), {
      scene,
      drawing: pictures.ceiling(scene),
      paintFixtures: (frame) => pictures.paintFixtures(frame, { scene, labels: (live?.layers() ?? state.layers).labels, density }),
      layers: live?.layers() ?? state.layers,
      units: hands.context.units(),
      dots: state.modes.grid,
      overGround: live !== null,
    })
    planMs = performance.now() - startMs
    paintedView = view
    bitmapView = null
  }

  /** Shows the last painted plan shifted and scaled; the crisp one follows when the hand rests. */
  function movePlan(context: CanvasRenderingContext2D, view: View) {
    if (bitmapView === null) {
      bitmap.width = context.canvas.width
      bitmap.height = context.canvas.height
      bitmap.getContext('2d')?.drawImage(context.canvas, 0, 0)
      bitmapView = paintedView
    }
    const from = bitmapView
    if (!from) return
    const factor = view.pxPerMm / from.pxPerMm
    const left = (from.centreXMm - view.centreXMm) * view.pxPerMm + view.widthPx / 2 - (from.widthPx / 2) * factor
    const top = (view.centreYMm - from.centreYMm) * view.pxPerMm + view.heightPx / 2 - (from.heightPx / 2) * factor
    context.setTransform(density, 0, 0, density, 0, 0)
    context.clearRect(0, 0, view.widthPx, view.heightPx)
    if (!live) {
      context.fillStyle = palette.canvas
      context.fillRect(0, 0, view.widthPx, view.heightPx)
    }
    context.drawImage(bitmap, left, top, from.widthPx * factor, from.heightPx * factor)
    clearTimeout(rest)
    rest = setTimeout(() => {
      planOnlyMoved = false
      paintedView = null
      request({ plan: true })
    }, restMs)
  }

  let planOnlyMoved = false

  function paint() {
    asked = 0
    const state = store.getState()
    const now = dirty
    dirty = { plan: false, dynamic: false, overlay: false }
    if (now.plan) paintPlan(state)
    const [, dynamic, overlay] = contexts
    if (now.dynamic && live) paintLive(live, state)
    else if (now.dynamic && dynamic)
      paintDynamic(frameOn(dynamic, state.view), { state, scene: given.scene(), units: hands.context.units() })
    if (now.overlay && overlay) {
      const money = given.options.formatMoney ?? ((amount: number, currency: string) => formatMoney(amount, { currency }))
      paintOverlay(frameOn(overlay, state.view), {
        state,
        sketch: hands.sketch(),
        units: hands.context.units(),
        words: { translate, formatMoney: money },
        crosshair: hands.tool().usesCrosshair(),
      })
      const cursor = live && state.tool === 'select' ? live.cursor() : hands.cssCursor()
      if (host.style.cursor !== cursor) host.style.cursor = cursor
    }
  }

  function paintLive(layer: LiveLayer, state: EditorState) {
    const [, dynamic] = contexts
    const under = ground.getContext('2d')
    if (!dynamic || !under) return
    const picture = { state, scene: given.scene(), density }
    layer.paintGround(frameOn(under, state.view), picture)
    const over = frameOn(dynamic, state.view)
    dynamic.clearRect(0, 0, state.view.widthPx, state.view.heightPx)
    layer.paintMarks(over, picture)
  }

  function measure() {
    const { clientWidth: width, clientHeight: height } = host
    density = window.devicePixelRatio || 1
    if (width === 0 || height === 0) return
    for (const canvas of [ground, ...canvases]) {
      canvas.width = Math.round(width * density)
      canvas.height = Math.round(height * density)
    }
    const { view } = store.getState()
    paintedView = null
    if (view.widthPx !== width || view.heightPx !== height) store.setState({ view: { ...view, widthPx: width, heightPx: height } })
    request({ plan: true, dynamic: true, overlay: true })
  }

  const unsubscribe = store.subscribe((state, before) => {
    const view = state.view !== before.view
    const content =
      state.design !== before.design ||
      state.layout !== before.layout ||
      state.layers !== before.layers ||
      state.modes.grid !== before.modes.grid
    if (content) planOnlyMoved = false
    else if (view && !dirty.plan) planOnlyMoved = true
    request({
      plan: view || content,
      dynamic: view || content || state.selection !== before.selection || state.hover !== before.hover || state.tool !== before.tool,
      overlay: true,
    })
  })
  const observer = new ResizeObserver(measure)
  observer.observe(host)
  window.addEventListener('resize', measure)
  measure()

  return {
    setPalette(next) {
      palette = next
      planOnlyMoved = false
      paintedView = null
      request({ plan: true, dynamic: true, overlay: true })
    },
    repaintOverlay: () => request({ overlay: true }),
    watch(layer) {
      live = layer
      ground.remove()
      ground.style.cssText = canvases[0]?.style.cssText ?? ''
      ground.setAttribute('aria-hidden', 'true')
      if (layer) host.prepend(ground)
      planOnlyMoved = false
      paintedView = null
      request({ plan: true, dynamic: true, overlay: true })
    },
    repaintLive(withPlan) {
      if (withPlan) {
        planOnlyMoved = false
        paintedView = null
      }
      request({ plan: withPlan, dynamic: true })
    },
    dispose() {
      unsubscribe()
      observer.disconnect()
      window.removeEventListener('resize', measure)
      clearTimeout(rest)
      if (asked) cancelAnimationFrame(asked)
      for (const canvas of [ground, ...canvases]) canvas.remove()
    },
  }
}

function sameSize(a: View | null, b: View): boolean {
  return a !== null && a.widthPx === b.widthPx && a.heightPx === b.heightPx
}
