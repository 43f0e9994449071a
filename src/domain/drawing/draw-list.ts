// One drawing, as data: canvas, SVG, DXF, PDF and PNG all read this, so they can't disagree.
// Coordinates are the room's own millimetres, y up. Colours and weights belong to the back-ends, by layer role.
import type { FixtureKind } from '../design.ts'
import type { Bounds, Point, Ring } from '../geometry/point.ts'

/** What a line means; layer sets map each role to a CAD layer name, themes map it to a colour and weight. */
export const layerRoles = [
  'outline',
  'grid',
  'tees',
  'pattern',
  'openings',
  'hangers',
  'accessories',
  'lighting',
  'hvac',
  'sprinklers',
  'alarms',
  'dimensions',
  'notes',
  'titleBlock',
  'noPlot',
] as const
export type LayerRole = (typeof layerRoles)[number]

export type DrawItem =
  /** A straight line. */
  | {
      readonly kind: 'line'
      readonly layer: LayerRole
      readonly from: Point
      readonly to: Point
      readonly dashed?: boolean
      readonly weight?: 'thin' | 'thick'
    }
  /** An open or closed polyline; bulges (same length as points) make arcs. */
  | {
      readonly kind: 'polyline'
      readonly layer: LayerRole
      readonly points: Ring
      readonly closed: boolean
      readonly bulges?: readonly number[]
      readonly weight?: 'thin' | 'thick'
    }
  /** A tile piece: back-ends choose lines, polylines, blocks and hatch for cut pieces. */
  | {
      readonly kind: 'tile'
      readonly layer: 'grid'
      readonly id: string
      readonly cut: boolean
      readonly polygon: Ring
      readonly holes: readonly Ring[]
    }
  /** A free-hanging panel, lower left and size. */
  | {
      readonly kind: 'panel'
      readonly layer: 'grid'
      readonly id: string
      readonly at: Point
      readonly widthMm: number
      readonly heightMm: number
    }
  /** A fixture symbol, told apart by shape first. */
  | {
      readonly kind: 'symbol'
      readonly layer: LayerRole
      readonly id: string
      readonly symbol: FixtureKind
      readonly at: Point
      readonly widthMm: number
      readonly heightMm: number
      readonly rotationDeg: number
      readonly label: string
    }
  | { readonly kind: 'circle'; readonly layer: LayerRole; readonly centre: Point; readonly radiusMm: number }
  /** One line of text, never containing a control character; height is the cap height on the drawing. */
  | {
      readonly kind: 'text'
      readonly layer: LayerRole
      readonly at: Point
      readonly text: string
      readonly heightMm: number
      readonly rotationDeg: number
      readonly align: 'left' | 'centre' | 'right'
      readonly valign: 'base' | 'middle'
      readonly bold?: boolean
    }

/** A dimension already broken into lines, 45-degree ticks and text carries its parts in `items`; this keeps its measured length for checks. */
export interface DrawnDimension {
  readonly from: Point
  readonly to: Point
  readonly lengthMm: number
  readonly text: string
}

export interface DrawList {
  readonly kind: 'drawing'
  /** Of the room's outline only. */
  readonly roomBounds: Bounds
  /** Of everything drawn. */
  readonly bounds: Bounds
  /** Grid lines merged into the longest straight runs inside the room, for the lines flavour and the canvas. */
  readonly gridLines: readonly (readonly [Point, Point])[]
  readonly items: readonly DrawItem[]
  readonly dimensions: readonly DrawnDimension[]
  readonly counts: { readonly full: number; readonly cut: number; readonly panels: number; readonly symbols: number }
  readonly areaMm2: number
}
