// Plain geometric data, in millimetres unless a name says otherwise. Types only: no behaviour lives here.

/** A point or vector [x, y] in millimetres. */
export type Point = readonly [number, number]

/** A closed ring of points, first point not repeated. Outer rings run counter-clockwise, holes clockwise. */
export type Ring = readonly Point[]

/** A region: one outer ring less its holes. */
export interface Polygon {
  readonly outer: Ring
  readonly holes: readonly Ring[]
}

/** An axis-parallel box, min <= max. */
export interface Bounds {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
}
