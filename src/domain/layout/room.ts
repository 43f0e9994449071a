// A room as drawn -> a healed region with arcs made into chords. Everything downstream works on this.
import type { RoomInput } from '../design.ts'
import type { Bounds, Polygon } from '../geometry/point.ts'
import type { Healing, Outcome } from '../problem.ts'

/** A room ready for layout, in its own coordinates: nothing is shifted or turned. */
export interface PreparedRoom {
  /** Outer counter-clockwise, holes clockwise, arcs as chords. */
  readonly polygon: Polygon
  readonly areaMm2: number
  readonly perimeterMm: number
  readonly bounds: Bounds
  readonly healed: readonly Healing[]
}

/** Heals and checks a room (ceiling.md, opening paragraph). Pointers start at `/room`. */
export function prepareRoom(_room: RoomInput): Outcome<PreparedRoom> {
  throw new Error('replaced by the kernel')
}
