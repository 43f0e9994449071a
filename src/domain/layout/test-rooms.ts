// Rooms that several layout tests share. Test data only; nothing in the product imports it.
import type { RoomInput } from '../design.ts'
import type { Outcome } from '../problem.ts'
import { type PreparedRoom, prepareRoom } from './room.ts'

/** A rectangle from the origin. */
export function rectangle(widthMm: number, heightMm: number): RoomInput {
  return {
    outer: [
      [0, 0],
      [widthMm, 0],
      [widthMm, heightMm],
      [0, heightMm],
    ],
  }
}

/** A regular polygon about the origin. */
export function regularPolygon(corners: number, radiusMm: number): RoomInput {
  return {
    outer: Array.from(
      { length: corners },
      (_, i) => [radiusMm * Math.cos((i * 2 * Math.PI) / corners), radiusMm * Math.sin((i * 2 * Math.PI) / corners)] as const,
    ),
  }
}

/** A comb of thin teeth: the most boundary 2,000 vertices can make. */
export function comb(teeth: number): RoomInput {
  const outer: [number, number][] = [
    [0, 0],
    [teeth * 200, 0],
  ]
  for (let i = teeth - 1; i >= 0; i -= 1) outer.push([i * 200 + 100, 1000], [i * 200 + 100, 60000], [i * 200, 60000], [i * 200, 1000])
  return { outer }
}

/** A star of thin slanted rays. */
export function star(rays: number): RoomInput {
  return {
    outer: Array.from({ length: 2 * rays }, (_, i) => {
      const radius = i % 2 === 0 ? 20_000 : 45_000
      return [radius * Math.cos((i * Math.PI) / rays), radius * Math.sin((i * Math.PI) / rays)] as const
    }),
  }
}

export const sampleRooms = {
  rectangle: rectangle(8000, 5000),
  L: {
    outer: [
      [0, 0],
      [8000, 0],
      [8000, 3000],
      [4100, 3000],
      [4100, 6150],
      [0, 6150],
    ],
  },
  T: {
    outer: [
      [0, 0],
      [9000, 0],
      [9000, 2200],
      [6100, 2200],
      [6100, 7000],
      [3000, 7000],
      [3000, 2200],
      [0, 2200],
    ],
  },
  U: {
    outer: [
      [0, 0],
      [9050, 0],
      [9050, 6000],
      [6500, 6000],
      [6500, 2500],
      [2450, 2500],
      [2450, 6000],
      [0, 6000],
    ],
  },
  sixtyGon: regularPolygon(60, 6000),
  columns: {
    ...rectangle(8000, 5000),
    holes: [
      [
        [1500, 1500],
        [1900, 1500],
        [1900, 1900],
        [1500, 1900],
      ],
      [
        [4050, 2050],
        [4250, 2050],
        [4250, 2350],
        [4050, 2350],
      ],
    ],
  },
  triangle: {
    outer: [
      [0, 0],
      [8000, 0],
      [3000, 6000],
    ],
  },
  cupboard: rectangle(500, 500),
  hall: rectangle(120_000, 119_500),
  circle: {
    outer: [
      [0, 0, 1],
      [8000, 0, 1],
    ],
  },
  apse: {
    outer: [
      [0, 0],
      [6000, 0],
      [6000, 4000, 1],
      [0, 4000],
    ],
  },
} satisfies Record<string, RoomInput>

/** The value of an outcome; throws with its problems when there is none. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'ok') return outcome.value
  throw new Error(outcome.problems.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('\n'))
}

/** A room that must be sound. */
export function roomOf(input: RoomInput): PreparedRoom {
  return unwrap(prepareRoom(input))
}
