// What a layout is: the types every back-end, the API and the canvas share. Lengths mm, areas mm2 unless the name says otherwise.
import type { PanelStrategy } from '../design.ts'
import type { Point, Ring } from '../geometry/point.ts'
import type { Healing } from '../problem.ts'
import type { Quantities } from '../takeoff.ts'

export interface RoomFacts {
  readonly areaMm2: number
  readonly perimeterMm: number
}

/** One connected piece of ceiling tile, in room coordinates. */
export interface Tile {
  readonly id: string
  readonly kind: 'full' | 'cut'
  readonly polygon: Ring
  readonly holes?: readonly Ring[]
  readonly areaMm2: number
}

export interface GridCounts {
  readonly full: number
  readonly cut: number
  readonly dropped: number
  readonly total: number
}

/** Smallest cell width at any edge facing that side; 0: all lie on a grid line; null: none faces it. */
export interface Borders {
  readonly left: number | null
  readonly right: number | null
  readonly bottom: number | null
  readonly top: number | null
}

/** The order of merit of ceiling.md section 2; every criterion is smaller-is-better, compared in this order. */
export interface GridMerit {
  readonly shortBorderMm: number
  readonly borderDifferenceMm: number
  readonly shortHoleBorderMm: number
  readonly cutPieces: number
  readonly fixturesOffModule: number
  readonly orderedTiles: number
}

/** A layout without its geometry. `why` is one line of plain English. */
export interface GridSummary {
  readonly origin: Point
  readonly counts: GridCounts
  readonly borders: Borders
  readonly worstBorder: number | null
  readonly merit: GridMerit
  readonly wasteRatio: number
  readonly why: string
}

export interface GridLayout extends GridSummary {
  readonly kind: 'grid'
  readonly room: RoomFacts
  readonly module: Point
  readonly rotationDeg: number
  readonly tiles: readonly Tile[]
  readonly droppedAreaMm2: number
  readonly proven: boolean
  readonly coverageM2: number
  readonly coverageRatio: number
  readonly quantities: Quantities
  /** Best first; the first is what 'best' would choose. */
  readonly alternatives: readonly GridSummary[]
  readonly healed: readonly Healing[]
}

export interface Panel {
  readonly id: string
  /** Lower left corner. */
  readonly xMm: number
  readonly yMm: number
  readonly widthMm: number
  readonly heightMm: number
}

export interface PanelCounts {
  readonly columns: number
  readonly rows: number
  /** Panels that hang: columns x rows less dropped. */
  readonly total: number
  readonly dropped: number
}

export interface PanelMerit {
  /** The chosen strategy's own figure; larger is better for balanced and widest-coverage, smaller for the others. */
  readonly score: number
  readonly panels: number
  readonly sawCuts: number
  readonly coverageRatio: number
  readonly aspectCloseness: number
  readonly wholeMm: boolean
}

export interface PanelSummary {
  readonly counts: PanelCounts
  readonly panelMm: Point
  /** Gap left at the walls, [along x, along y]; more than asked when panels were rounded down. */
  readonly perimeterMm: Point
  readonly coverageM2: number
  readonly gapM2: number
  readonly coverageRatio: number
  readonly merit: PanelMerit
  readonly why: string
}

export interface PanelLayout extends PanelSummary {
  readonly kind: 'panels'
  readonly room: RoomFacts
  readonly strategy: PanelStrategy
  readonly panels: readonly Panel[]
  readonly proven: boolean
  readonly quantities: Quantities
  readonly alternatives: readonly PanelSummary[]
  readonly healed: readonly Healing[]
}

export type Layout = GridLayout | PanelLayout
