// design + layout -> the one DrawList behind canvas, SVG, PDF, PNG and DXF. Pure; nothing is rounded and nothing is shifted.
import type { Design } from '../design.ts'
import type { Layout } from '../layout/layout.ts'
import type { PreparedRoom } from '../layout/room.ts'
import type { DrawList } from './draw-list.ts'

export interface DrawOptions {
  /** 50 means 1:50: sizes text, ticks and offsets of dimensions so they measure right on paper. Default: by the room's size. */
  readonly scale?: number
  /** How dimension figures are printed; default metric. */
  readonly units?: 'metric' | 'imperial'
  /** Automatic dimension chains; default true. */
  readonly chains?: boolean
}

/** Everything a back-end needs. `layout` may be null (room only); an empty design gives an empty list. */
export function buildDrawList(_input: {
  readonly design: Design
  readonly layout: Layout | null
  readonly room?: PreparedRoom
  readonly options?: DrawOptions
}): DrawList {
  throw new Error('not written yet')
}
