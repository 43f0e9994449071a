// The seam between the editor and its tools. A tool is a small tree of states named for what the hand does; it knows no DOM and no canvas.
// It reads and changes the editor only through ToolContext, so each tool is one file and can be tested with a pen.
import type { Edit } from '../../../../domain/edits.ts'
import type { Bounds, Point } from '../../../../domain/geometry/point.ts'
import type { Problem } from '../../../../domain/problem.ts'
import type { EditorState, KeyStroke, LiveFigures, Snap, ToolId, Translate, TypedField, Units } from '../editor-state.ts'
import type { Scene } from '../scene.ts'
import type { Afterthought } from './afterthought.ts'

/** A pen event with the point it means: `raw` under the pen, `at` after snap, ortho, polar and step. */
export interface Aim {
  readonly raw: Point
  readonly at: Point
  readonly snap: Snap | null
  readonly xPx: number
  readonly yPx: number
  readonly shift: boolean
  readonly ctrl: boolean
  readonly alt: boolean
}

/** How a tool wants the next points to be understood. */
export interface AimRules {
  /** Snap at all; default true. */
  readonly snap?: boolean
  /** Ortho, polar and perpendiculars work from here. */
  readonly from?: Point
  readonly drawn?: readonly Point[]
  readonly ignore?: ReadonlySet<string>
  /** Half the size of the fixture in the hand: equal gaps are looked for round it. */
  readonly half?: Point
}

/** What the overlay canvas shows for the running tool, as data. */
export interface Sketch {
  readonly lines?: readonly (readonly Point[])[]
  readonly closed?: readonly Point[]
  readonly brush?: { readonly box: Bounds; readonly crossing: boolean }
  readonly points?: readonly Point[]
  /** Measured lines: text stands at the middle. */
  readonly labels?: readonly { readonly from: Point; readonly to: Point; readonly text: string }[]
  /** How far the hand has moved something: shown as dx and dy. */
  readonly moved?: Point
  /** The point the chip hangs from; default the cursor. */
  readonly anchor?: Point
}

export interface Tool {
  readonly id: ToolId
  /** 'idle', 'drawing', 'origin' ... for toolPath. */
  state(): string
  enter?(): void
  exit?(): void
  aimRules(): AimRules
  down(aim: Aim): void
  move(aim: Aim): void
  up(aim: Aim): void
  double?(aim: Aim): void
  /** A key that is neither a number nor a shortcut; true when used. */
  key?(stroke: KeyStroke): boolean
  /** The fields numbers go to right now; empty: numbers aren't taken. */
  fields(): readonly TypedField[]
  /** Something was typed: show what it would give. */
  typing?(): void
  /** Enter, with the locked values; empty when nothing was typed. */
  enterValues(values: Readonly<Partial<Record<TypedField, number>>>): void
  /** Esc, after typed text is gone; true when a step back was taken. */
  escape(): boolean
  /** The keyboard's crosshair acts for this tool (arrow keys move it). */
  usesCrosshair(): boolean
  sketch(): Sketch
  /** CSS cursor. */
  cursor(): string
}

export interface ToolContext {
  get(): EditorState
  scene(): Scene
  units(): Units
  say(key: string, values?: Readonly<Record<string, string | number>>): void
  translate: Translate
  /** Typed values locked so far. */
  locked(): Readonly<Partial<Record<TypedField, number>>>
  /** Values locked or being typed, as far as the text can be read. */
  tentative(): Readonly<Partial<Record<TypedField, number>>>
  refuseTyped(sentence: string): void
  clearTyped(): void
  commit(labelKey: string, edit: Edit): readonly Problem[]
  preview(edit: Edit | null): void
  /** Numbers typed from now on change the step just made, until the hand does something else. */
  offerRetake(afterthought: Afterthought): void
  setLive(live: LiveFigures | null): void
  setSelection(ids: Iterable<string>): void
  setSnap(snap: Snap | null): void
  setMeasured(measured: EditorState['measured']): void
  setPlaced(fixtureId: string): void
  setHover(id: string | null): void
  /** The toolPath or the sketch changed. */
  changed(): void
  pan(dxPx: number, dyPx: number): void
  zoomAt(xPx: number, yPx: number, factor: number): void
  zoomToBounds(bounds: Bounds): void
  setTool(tool: ToolId): void
  createId(kind: 'fixture' | 'dimension'): string
  /** Last crosshair or pen position, snapped. */
  cursor(): Point
  moveCursor(to: Point): void
  toleranceMm(px: number): number
  formatLength(mm: number): string
  /** Alternative 1 with its price, for the differences beside the cursor. */
  firstAlternative(): {
    readonly cuts: number
    readonly smallestMm: number | null
    readonly wasteRatio: number
    readonly price: number
  } | null
}
