// One question about a room's heat map -> its pictures and lines. Pure; the worker calls it, and so do tests.
import type { Bounds, Polygon } from '../../../domain/geometry/point.ts'
import { createField, type HeatSample } from './heat-field.ts'
import { boundsOfGrid, createHeatGrid, type HeatGrid } from './heat-grid.ts'
import { type HeatPictures, type HeatScale, paintField, type Rgb } from './heat-image.ts'
import { createLattice, type HeatLattice } from './heat-lattice.ts'
import { type HeatLine, isolinesOf, staleEdgesOf, zoneEdgesOf } from './heat-lines.ts'

export interface HeatQuestion {
  readonly room: Polygon
  readonly samples: readonly HeatSample[]
  readonly kind: 'number' | 'boolean'
  readonly scale: HeatScale
  /** Levels to draw isolines at. */
  readonly levels: readonly number[]
  readonly stops: readonly Rgb[]
}

export interface HeatResult extends HeatPictures {
  readonly bounds: Bounds
  readonly isolines: readonly HeatLine[]
  readonly staleEdges: readonly HeatLine[]
  readonly zoneEdges: readonly HeatLine[]
}

/** Rasters of rooms, made again only when the room changes. */
export interface HeatRooms {
  of(room: Polygon): { readonly grid: HeatGrid; readonly lattice: HeatLattice } | null
}

/** Keeps the last room's raster. */
export function createHeatRooms(): HeatRooms {
  let key = ''
  let held: ReturnType<HeatRooms['of']> = null
  return {
    of(room) {
      const next = JSON.stringify(room)
      if (next === key) return held
      key = next
      const grid = createHeatGrid(room)
      held = grid && { grid, lattice: createLattice(grid) }
      return held
    },
  }
}

/** Answers a question; null when the room has no size. */
export function answerHeat(question: HeatQuestion, rooms: HeatRooms = createHeatRooms()): HeatResult | null {
  const place = rooms.of(question.room)
  if (!place) return null
  const field = createField(place.lattice, question.samples, question.kind)
  return {
    ...paintField(place.grid, field, question),
    bounds: boundsOfGrid(place.grid),
    isolines: isolinesOf(field, question.levels),
    staleEdges: staleEdgesOf(field),
    zoneEdges: zoneEdgesOf(field),
  }
}
