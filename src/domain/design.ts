// The ceiling document: what a person draws and decides. Plain data; every change goes through edits.ts.
// Lengths are millimetres. Nothing derived (tiles, counts, prices) is ever stored in it.
import type { Point } from './geometry/point.ts'

/** A room vertex as written: [x, y] or [x, y, bulge]; bulge = tan(a quarter of the arc's angle) of the edge that starts here, positive to the left of travel (DXF). */
export type RoomVertex = readonly [number, number] | readonly [number, number, number]

/** A room as drawn or imported: any turn, open or closed rings. */
export interface RoomInput {
  readonly outer: readonly RoomVertex[]
  readonly holes?: readonly (readonly RoomVertex[])[]
}

/** Lay-in tiles on T-bars. Only kind and module are required. */
export interface GridSystem {
  readonly kind: 'grid'
  /** [along x, along y], never turned. */
  readonly module: readonly [number, number]
  /** Counter-clockwise, about the origin; default 0. */
  readonly rotationDeg?: number
  /** A crossing of two grid lines, or 'best' (default). */
  readonly origin?: 'best' | Point
  /** First main tee from the wall; kept for the members, which come later. */
  readonly firstMainLimitMm?: number
  /** Catalogue id; default 'generic'. */
  readonly catalogue?: string
  /** Product code of the tile's finish in the catalogue. */
  readonly finish?: string
}

export const panelStrategies = ['balanced', 'fewest-panels', 'fewest-cuts', 'widest-coverage'] as const
export type PanelStrategy = (typeof panelStrategies)[number]

/** Free-hanging panels. Only kind is required; defaults in defaultPanels. */
export interface PanelSystem {
  readonly kind: 'panels'
  readonly perimeterGapMm?: number
  readonly panelGapMm?: number
  readonly minMm?: number
  readonly maxMm?: number
  readonly sheetMm?: readonly [number, number]
  readonly aspect?: number
  readonly wholeMm?: boolean
  readonly strategy?: PanelStrategy
  /** Fixed [columns, rows]; columns run along x. */
  readonly grid?: readonly [number, number]
  readonly catalogue?: string
  readonly finish?: string
}

export type System = GridSystem | PanelSystem

export const defaultPanels = {
  perimeterGapMm: 200,
  panelGapMm: 200,
  minMm: 300,
  maxMm: 2400,
  sheetMm: [1200, 2400],
  aspect: 1,
  wholeMm: false,
  strategy: 'balanced',
} as const

export const defaultGrid = { rotationDeg: 0, origin: 'best', firstMainLimitMm: 600, catalogue: 'generic' } as const

export const fixtureKinds = [
  'luminaire',
  'diffuser',
  'grille',
  'sprinkler',
  'smoke',
  'heat',
  'speaker',
  'access',
  'emergency',
  'sensor',
] as const
export type FixtureKind = (typeof fixtureKinds)[number]

/** Something that hangs in the ceiling; x, y is its centre. */
export interface Fixture {
  readonly kind: FixtureKind
  readonly xMm: number
  readonly yMm: number
  readonly widthMm?: number
  readonly heightMm?: number
  readonly rotationDeg?: number
  readonly label?: string
}

/** A dimension placed by hand: measured points and the offset of its line, positive to the left of from -> to. */
export interface Dimension {
  readonly from: Point
  readonly to: Point
  readonly offsetMm: number
}

/** What the drawing's title block says; empty strings are left blank. */
export interface TitleBlock {
  readonly project: string
  readonly drawing: string
  readonly drawingNumber: string
  readonly revision: string
  readonly date: string
  readonly drawnBy: string
  readonly checkedBy: string
  readonly level: string
  readonly notes: string
}

/** One ceiling of one room or zone. room is null until something is drawn. Maps are by id. */
export interface Design {
  readonly format: 'plenum.design'
  readonly version: 1
  readonly room: RoomInput | null
  readonly system: System
  readonly fixtures: Readonly<Record<string, Fixture>>
  readonly dimensions: Readonly<Record<string, Dimension>>
  readonly titleBlock: TitleBlock
}

/** Limits of interface.md, checked before any geometry runs. */
export const limits = { cells: 250_000, vertices: 2_000, panelsPerAxis: 200, fixtures: 5_000, dimensions: 5_000 } as const

export const emptyTitleBlock: TitleBlock = {
  project: '',
  drawing: '',
  drawingNumber: '',
  revision: '',
  date: '',
  drawnBy: '',
  checkedBy: '',
  level: '',
  notes: '',
}

/** A design with nothing drawn. */
export function createDesign(system: System, room: RoomInput | null = null): Design {
  return { format: 'plenum.design', version: 1, room, system, fixtures: {}, dimensions: {}, titleBlock: emptyTitleBlock }
}
