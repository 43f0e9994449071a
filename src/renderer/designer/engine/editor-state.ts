// What the designer's editor shows and takes: state, pen, keys, options. Types only; React and the tools share them.
// Screen lengths are CSS pixels from the canvas' top left corner; everything else is millimetres, y up.
import type { StoreApi } from 'zustand/vanilla'
import type { Catalogue } from '../../../domain/catalogue.ts'
import type { Design, FixtureKind } from '../../../domain/design.ts'
import type { Edit } from '../../../domain/edits.ts'
import type { Point } from '../../../domain/geometry/point.ts'
import type { GridSummary, Layout } from '../../../domain/layout/layout.ts'
import type { Outcome, Problem } from '../../../domain/problem.ts'
import type { LiveLayer } from './live-layer.ts'

export const toolIds = ['select', 'outline', 'rectangle', 'dimension', 'measure', 'fixture', 'sensor', 'origin', 'pan', 'zoom'] as const
export type ToolId = (typeof toolIds)[number]

export const layerNames = ['tiles', 'grid', 'fixtures', 'dimensions', 'rulers', 'walls', 'labels'] as const
export type LayerName = (typeof layerNames)[number]
export type LayerVisibility = Readonly<Record<LayerName, boolean>>

export const modeNames = ['snap', 'ortho', 'grid', 'polar'] as const
export type ModeName = (typeof modeNames)[number]
export type Modes = Readonly<Record<ModeName, boolean>>

/** Where the drawing lies on the screen: pxPerMm zooms; the millimetre point (centreXMm, centreYMm) is in the canvas' middle. */
export interface View {
  readonly centreXMm: number
  readonly centreYMm: number
  readonly pxPerMm: number
  readonly widthPx: number
  readonly heightPx: number
}

export const snapKinds = [
  'end',
  'middle',
  'intersection',
  'perpendicular',
  'gridLine',
  'tileCentre',
  'edge',
  'equalGap',
  'first',
  'axis',
  'step',
] as const
export type SnapKind = (typeof snapKinds)[number]

/** The snap in force, with the translated word drawn beside its glyph. */
export interface Snap {
  readonly kind: SnapKind
  readonly word: string
  readonly at: Point
}

export const typedFields = ['length', 'angle', 'dx', 'dy', 'width', 'height', 'offset', 'radius'] as const
export type TypedField = (typeof typedFields)[number]

/** What is being typed beside the cursor. Text is kept exactly as typed; `error` is a sentence after a refused commit. */
export interface Typed {
  readonly field: TypedField
  readonly text: string
  readonly locked: Readonly<Partial<Record<TypedField, number>>>
  /** What is locked, in the words it was typed with: shown instead of a printed number. */
  readonly texts: Readonly<Partial<Record<TypedField, string>>>
  readonly error: string | null
}

/** Figures beside the cursor while the grid's origin is dragged; `versus` is this minus alternative 1. */
export interface LiveFigures {
  readonly cuts: number
  readonly smallestMm: number | null
  readonly wasteRatio: number
  readonly price: number
  readonly currency: string
  readonly versus: { readonly cuts: number; readonly smallestMm: number | null; readonly wasteRatio: number; readonly price: number } | null
}

/** What the measure tool found last. angleDeg is counter-clockwise from +x. */
export interface Measured {
  readonly from: Point
  readonly to: Point
  readonly lengthMm: number
  readonly angleDeg: number
}

export interface EditorState {
  /** What is shown: during a gesture it already holds the preview. */
  readonly design: Design
  /** Without the preview: what autosave saves. */
  readonly committed: Design
  /** Ids: a fixture's or dimension's own id, 'room', 'room:v:RING:INDEX', 'room:e:RING:INDEX', 'origin', 'tile:ID', 'panel:ID'. */
  readonly selection: ReadonlySet<string>
  readonly hover: string | null
  readonly tool: ToolId
  /** What the tool is doing, for the status line: 'select.idle', 'outline.drawing', 'select.origin' ... */
  readonly toolPath: string
  readonly canUndo: boolean
  readonly undoLabel?: string
  readonly canRedo: boolean
  readonly redoLabel?: string
  readonly canUndoView: boolean
  /** While a gesture runs (layoutStatus 'computing' or 'refused') a grid lists its cut tiles only; counts and prices are whole. */
  readonly layout: Layout | null
  readonly layoutStatus: 'none' | 'current' | 'computing' | 'refused'
  readonly problems: readonly Problem[]
  /** Alternative 1 of the last full answer. */
  readonly baseline: GridSummary | null
  readonly cursor: { readonly xMm: number; readonly yMm: number } | null
  readonly snap: Snap | null
  readonly typed: Typed | null
  readonly live: LiveFigures | null
  readonly measured: Measured | null
  /** What the fixture tool places. */
  readonly placing: FixtureKind
  /** The fixture placed or taken last by the fixture or sensor tool; a new object each time. */
  readonly placed: { readonly fixtureId: string } | null
  /** One plain sentence for a live region: what just happened or what is expected next. */
  readonly message: string
  readonly view: View
  readonly layers: LayerVisibility
  readonly modes: Modes
  /** Letter keys choose tools only while this is on. */
  readonly letterKeys: boolean
  /** Grows with every committed, undone or redone step: autosave watches it. */
  readonly changeCount: number
}

/** One move of a mouse, pen or finger over the canvas, already in canvas pixels. */
export interface PenEvent {
  readonly kind: 'down' | 'move' | 'up' | 'leave' | 'cancel' | 'wheel' | 'double'
  readonly xPx: number
  readonly yPx: number
  readonly button?: 0 | 1 | 2
  readonly shift?: boolean
  readonly ctrl?: boolean
  readonly alt?: boolean
  /** Wheel only, in pixels. */
  readonly deltaX?: number
  readonly deltaY?: number
}

/** One key, named by its place on the keyboard (`code`) and by what it writes (`key`). */
export interface KeyStroke {
  readonly kind: 'down' | 'up'
  readonly code: string
  readonly key: string
  readonly shift?: boolean
  readonly ctrl?: boolean
  readonly alt?: boolean
}

export interface Units {
  readonly system: 'metric' | 'imperial'
  readonly decimal: '.' | ','
}

export interface Pricing {
  readonly catalogue: Catalogue
  readonly wasteRate: number
  readonly labourRate: number
  readonly taxRate: number
}

export interface LayoutQuestion {
  readonly design: Design
  readonly pricing: Pricing
  /** 0: no alternatives and a pinned origin, fast enough for each frame. */
  readonly alternatives: number
  /** false in the hand: full tiles are counted, not listed, so that frames leave little behind to collect. */
  readonly fullTiles: boolean
}

export type LayoutAnswer = Outcome<Layout>

/** Answers full questions off the main thread; `dispose` ends the worker. */
export interface LayoutWorker {
  layOut(question: LayoutQuestion): Promise<LayoutAnswer>
  dispose(): void
}

/** Turns a phrase key of engine-words.ts into the person's language. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string

export interface EditorOptions {
  readonly design: Design
  readonly pricing: Pricing
  readonly units?: Units
  /** Missing: full questions are answered on the spot, as headless tests want. */
  readonly openLayoutWorker?: () => LayoutWorker
  /** Missing: English. */
  readonly translate?: Translate
  /** New ids for fixtures and dimensions; missing: counts up from what the design holds. */
  readonly createId?: (kind: 'fixture' | 'dimension') => string
  /** Formats money beside the cursor; missing: Intl in English. */
  readonly formatMoney?: (amount: number, currency: string) => string
  /** How many alternatives a full answer brings; default 5. */
  readonly alternatives?: number
}

/** Every colour the canvas uses, as CSS colour text, named like the tokens in the style sheet. */
export interface Palette {
  readonly canvas: string
  readonly tile: string
  readonly cut: string
  readonly cutLine: string
  readonly tee: string
  readonly wall: string
  readonly onWall: string
  readonly wallLine: string
  readonly dim: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly control: string
  readonly surface: string
  readonly surface2: string
  readonly accent: string
  readonly accentWeak: string
  readonly onAccent: string
  readonly guide: string
  readonly alarm: string
  readonly paperDot: string
  readonly lite: string
  readonly liteFill: string
  readonly hvac: string
  readonly hvacFill: string
  readonly fire: string
  readonly fireFill: string
  readonly access: string
  /** Hairline width in pixels: 1, or 1.5 in the high-contrast theme. */
  readonly lineWidthPx: number
  readonly fontFamily: string
}

export type ZoomTarget = 'all' | 'selection' | '100' | 'in' | 'out'

export interface Editor {
  readonly store: StoreApi<EditorState>
  /** Makes one undo step; a refused edit changes nothing and its problems are returned (and shown in `message`). */
  commit(label: string, edit: Edit): readonly Problem[]
  undo(): void
  redo(): void
  undoView(): void
  redoView(): void
  setTool(tool: ToolId): void
  /** What the fixture tool places from now on. */
  setPlacing(kind: FixtureKind): void
  select(ids: Iterable<string>, mode?: 'replace' | 'add' | 'toggle'): void
  selectAll(): void
  /** Adds everything of the same kind as what is chosen. */
  selectSimilar(): void
  deleteSelection(): void
  duplicateSelection(): void
  setLayer(name: LayerName, on: boolean): void
  setMode(name: ModeName, on: boolean): void
  setLetterKeys(on: boolean): void
  zoomTo(target: ZoomTarget): void
  /** Replaces the document and forgets the history; changeCount is not touched. */
  load(design: Design): void
  setPricing(pricing: Pricing): void
  setUnits(units: Units): void
  /** Takes over an alternative's origin as one step. */
  applyAlternative(origin: Point): void
  pointer(event: PenEvent): void
  /** True when the editor used the key; the host then prevents the default. */
  key(stroke: KeyStroke): boolean
  /** Size of the drawing area; attach does this by itself. */
  resize(widthPx: number, heightPx: number): void
  /** Mounts the three canvases into host; returns the undo. */
  attach(host: HTMLElement, palette: Palette): () => void
  /** Repaints with other colours (theme changed). */
  setPalette(palette: Palette): void
  /** Shows the plan live and takes no edits from the canvas until it is called with null. */
  watch(layer: LiveLayer | null): void
  /** What the live layer paints has changed; `withPlan`: which layers of the plan it shows, too. */
  repaintLive(how?: { readonly withPlan: boolean }): void
  dispose(): void
}
