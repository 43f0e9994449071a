// Rooms and grids at the limits: up to 2,000 vertices and 250,000 cells, shaped to make layouts dear.
// Test data only; nothing in the product imports it.
import type { GridSystem, RoomInput, RoomVertex } from '../design.ts'
import { comb, rectangle, regularPolygon, star } from './test-rooms.ts'

interface HostileCase {
  readonly room: RoomInput
  readonly module: GridSystem['module']
  readonly rotationDeg?: number
}

const turn = ({ outer, holes = [] }: RoomInput, angle: number): RoomInput => {
  const turned = ([x, y, bulge]: RoomVertex): RoomVertex => {
    const at = [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)] as const
    return bulge === undefined ? at : [...at, bulge]
  }
  return { outer: outer.map(turned), holes: holes.map((hole) => hole.map(turned)) }
}

/** A corridor wound inwards, half a pitch wide: its two walls are one spiral at two distances. */
function spiral(legs: number, pitchMm: number): RoomInput {
  const widthMm = pitchMm / 2
  const line = (insetMm: number): RoomVertex[] =>
    Array.from({ length: legs }, (_, i): RoomVertex => {
      // Each leg lies further out than the one before the last by a whole pitch.
      const reach = (k: number) => (Math.floor(k / 4) + 1) * pitchMm - insetMm
      const [even, odd] = i % 2 === 0 ? [i, i + 1] : [i + 1, i]
      const x = reach(even) * (even % 4 === 0 ? 1 : -1)
      const y = reach(odd) * (odd % 4 === 1 ? 1 : -1)
      return [x, y]
    })
  return { outer: [...line(0), ...line(widthMm).toReversed()] }
}

/** Two nearly straight walls of a thousand corners each. */
function zigzag(corners: number, stepMm: number, depthMm: number): RoomInput {
  const lower = Array.from({ length: corners }, (_, i): RoomVertex => [i * stepMm, i % 2 === 0 ? 0 : depthMm])
  const upper = Array.from({ length: corners }, (_, i): RoomVertex => [(corners - 1 - i) * stepMm, 60_000 + (i % 2 === 0 ? 0 : depthMm)])
  return { outer: [...lower, ...upper] }
}

/** A hall with a field of columns; `sides` corners each. */
function columns(args: { readonly count: number; readonly sides: number; readonly pitchMm: number; readonly radiusMm: number }): RoomInput {
  const across = Math.ceil(Math.sqrt(args.count))
  const holes = Array.from({ length: args.count }, (_, n): RoomVertex[] => {
    const [cx, cy] = [((n % across) + 1) * args.pitchMm, (Math.floor(n / across) + 1) * args.pitchMm]
    return Array.from({ length: args.sides }, (__, i): RoomVertex => {
      const angle = ((i + 0.5) * 2 * Math.PI) / args.sides
      return [cx + args.radiusMm * Math.cos(angle), cy + args.radiusMm * Math.sin(angle)]
    })
  })
  const size = (across + 1) * args.pitchMm
  return { ...rectangle(size, size), holes }
}

/** Steps of every size along two walls: as many different wall coordinates as vertices allow. */
function staircase(steps: number): RoomInput {
  const outer: RoomVertex[] = [[0, 0]]
  let [x, y] = [0, 0]
  for (let i = 0; i < steps; i += 1) {
    x += 40 + ((i * 7919) % 97) * 1.01
    outer.push([x, y])
    y += 40 + ((i * 104_729) % 89) * 1.03
    outer.push([x, y])
  }
  outer.push([0, y])
  return { outer }
}

function fan(rays: number): RoomInput {
  const outer: RoomVertex[] = [[0, 0]]
  for (let i = 0; i < rays; i += 1) outer.push([100_000, i * 100], [100_000, i * 100 + 50], [2000 + i, i * 2 + 1])
  return { outer }
}

const arcs = (corners: number, radiusMm: number, bulge: number): RoomInput => ({
  outer: regularPolygon(corners, radiusMm).outer.map(([x, y]): RoomVertex => [x, y, bulge]),
})

/** Arcs that need more chords than are laid out. */
export const tooManyArcs = arcs(2000, 60_000, 0.9)

/** Every hostile case by name. */
export const hostileCases: Record<string, HostileCase> = {
  'a comb of 499 thin teeth': { room: comb(499), module: [200, 200] },
  'a comb turned askew': { room: turn(comb(499), 0.3), module: [300, 300] },
  'a comb under a turned grid': { room: comb(499), module: [250, 250], rotationDeg: 45 },
  'a star of 1,000 thin rays': { room: star(1000), module: [200, 200] },
  'a star on large tiles': { room: star(1000), module: [600, 600] },
  'a star on huge tiles': { room: star(1000), module: [5000, 5000] },
  'a spiral corridor': { room: spiral(990, 100), module: [200, 200] },
  'a spiral corridor turned askew': { room: turn(spiral(990, 100), 0.7), module: [300, 300] },
  'a near-straight zigzag': { room: zigzag(1000, 90, 0.4), module: [200, 200] },
  'a deep zigzag': { room: zigzag(1000, 90, 900), module: [200, 200] },
  'a fan of 660 rays': { room: fan(660), module: [300, 200] },
  '499 square columns': { room: columns({ count: 499, sides: 4, pitchMm: 1000, radiusMm: 300 }), module: [60, 60] },
  '499 columns off the grid': { room: columns({ count: 499, sides: 4, pitchMm: 987.654, radiusMm: 212.3 }), module: [600, 600] },
  '499 columns in one cell': { room: columns({ count: 499, sides: 4, pitchMm: 100, radiusMm: 20 }), module: [6000, 6000] },
  '99 round columns': { room: columns({ count: 99, sides: 20, pitchMm: 3000, radiusMm: 500 }), module: [100, 100] },
  'a staircase of 999 steps': { room: staircase(999), module: [600, 600] },
  'a staircase of tiny tiles': { room: staircase(999), module: [197, 203] },
  'a staircase turned askew': { room: turn(staircase(999), 1), module: [600, 600] },
  '2,000 arcs': { room: arcs(2000, 8000, 0.1), module: [100, 100] },
  '500 arcs of many chords': { room: arcs(500, 8000, 0.9), module: [100, 100] },
  'a 2,000-gon': { room: regularPolygon(2000, 50_000), module: [300, 300] },
  'a hall of 250,000 cells': { room: rectangle(120_000, 119_900), module: [300, 200] },
  'a hall turned askew': { room: turn(rectangle(100_000, 50_000), 0.1), module: [300, 200] },
  'tiles of 1 mm': { room: rectangle(490, 490.3), module: [1, 1] },
  'a triangle of tiny tiles': { room: { outer: regularPolygon(3, 500).outer }, module: [2, 2] },
  'tiles of 1 mm on a star': { room: { outer: star(500).outer.map(([x, y]): RoomVertex => [x / 200, y / 200]) }, module: [1, 1] },
}
