// The field as pictures of the raster's size: colours with their trust as opacity, and a mask of what is stale. Pure.
import type { HeatField } from './heat-field.ts'
import type { HeatGrid } from './heat-grid.ts'

export type Rgb = readonly [number, number, number]

export interface HeatScale {
  readonly lo: number
  readonly hi: number
}

/** How strong the colour is where it is fully trusted: the plan stays readable through it. */
export const strength = 0.78
/** A boolean's flat fill is paler: it isn't a measure. */
const flatStrength = 0.45

/** A share of the scale, 0 to 1, as a colour between the stops. */
export function colourAt(stops: readonly Rgb[], share: number): Rgb {
  const last = stops.length - 1
  const at = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * last
  const low = Math.min(last - 1, Math.floor(at))
  const [a, b] = [stops[Math.max(0, low)] ?? [0, 0, 0], stops[low + 1] ?? stops[last] ?? [0, 0, 0]]
  return [0, 1, 2].map((k) => Math.round((a[k] ?? 0) + ((b[k] ?? 0) - (a[k] ?? 0)) * (at - low))) as unknown as Rgb
}

export interface HeatPictures {
  readonly columns: number
  readonly rows: number
  readonly colours: Uint8ClampedArray<ArrayBuffer>
  /** Opaque where stale. */
  readonly stale: Uint8ClampedArray<ArrayBuffer>
  /** Cells of the room with colour, and stale ones. */
  readonly colouredCells: number
  readonly staleCells: number
}

/** Paints both. Beyond the room the pictures go on for two cells, so that the room's own outline can cut them cleanly. */
export function paintField(
  grid: HeatGrid,
  field: HeatField,
  look: { readonly stops: readonly Rgb[]; readonly scale: HeatScale },
): HeatPictures {
  const { columns, rows } = grid
  const cells = columns * rows
  const colours = new Uint8ClampedArray(cells * 4)
  const stale = new Uint8ClampedArray(cells * 4)
  const ramp = rampOf(look.stops)
  const span = look.scale.hi - look.scale.lo || 1
  const painted = new Uint8Array(cells)
  const ways = new Int32Array(4)
  let [colouredCells, staleCells] = [0, 0]
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column
      if (!grid.inside[cell]) continue
      const found = nodesOf(grid, field, { column, row, into: ways })
      if (found === 0) continue
      let [sum, trusted, trust, isStale, lead] = [0, 0, 0, 0, 0]
      for (let k = 0; k < found; k++) {
        const node = ways[k] ?? 0
        const share = field.trust[node] ?? 0
        trust += share
        lead += field.lead[node] ?? 0
        if ((field.staleMm[node] ?? 0) < (field.freshMm[node] ?? 0)) isStale++
        if (share > 0) {
          sum += field.value[node] ?? 0
          trusted++
        }
      }
      if (2 * isStale > found) {
        stale[4 * cell + 3] = 255
        painted[cell] = 2
        staleCells++
      } else if (trusted > 0) {
        const mean = field.kind === 'boolean' ? Number(lead > 0) : sum / trusted
        const alpha = (trust / found) * (field.kind === 'boolean' ? flatStrength : strength)
        const at = field.kind === 'boolean' ? mean : (mean - look.scale.lo) / span
        put(colours, ramp, { cell, at, alpha })
        painted[cell] = 1
        colouredCells++
      }
    }
  }
  for (let pass = 0; pass < 2; pass++) spread({ grid, painted, colours, stale })
  return { columns, rows, colours, stale, colouredCells, staleCells }
}

function rampOf(stops: readonly Rgb[]): Uint8Array {
  const ramp = new Uint8Array(256 * 3)
  for (let k = 0; k < 256; k++) ramp.set(colourAt(stops, k / 255), 3 * k)
  return ramp
}

function put(image: Uint8ClampedArray, ramp: Uint8Array, { cell, at, alpha }: { cell: number; at: number; alpha: number }): void {
  const step = 3 * Math.round(255 * Math.min(1, Math.max(0, at)))
  image[4 * cell] = ramp[step] ?? 0
  image[4 * cell + 1] = ramp[step + 1] ?? 0
  image[4 * cell + 2] = ramp[step + 2] ?? 0
  image[4 * cell + 3] = Math.round(255 * alpha)
}

interface CellPlace {
  readonly column: number
  readonly row: number
  readonly into: Int32Array
}

/** The nodes a cell lies between and can be reached from without crossing a wall: itself, two, or four. Answers how many. */
function nodesOf(grid: HeatGrid, field: HeatField, { column, row, into }: CellPlace): number {
  const { columns, right, down, inside } = grid
  const wide = field.lattice.columns
  const cell = row * columns + column
  const node = (row >> 1) * wide + (column >> 1)
  let found = 0
  if (!(column & 1) && !(row & 1)) {
    into[found++] = node
  } else if (!(row & 1)) {
    if (right[cell - 1]) into[found++] = node
    if (right[cell]) into[found++] = node + 1
  } else if (!(column & 1)) {
    if (down[cell - columns]) into[found++] = node
    if (down[cell]) into[found++] = node + wide
  } else {
    const [up, under, left, onRight] = [down[cell - columns], down[cell], right[cell - 1], right[cell]]
    // Either way round the corner will do.
    if ((up && right[cell - columns - 1]) || (left && down[cell - columns - 1])) into[found++] = node
    if ((up && right[cell - columns]) || (onRight && down[cell - columns + 1])) into[found++] = node + 1
    if ((under && right[cell + columns - 1]) || (left && down[cell - 1])) into[found++] = node + wide
    if ((under && right[cell + columns]) || (onRight && down[cell + 1])) into[found++] = node + wide + 1
  }
  return inside[cell] ? found : 0
}

/** Cells outside take over what the neighbour inside has. */
function spread(given: { grid: HeatGrid; painted: Uint8Array; colours: Uint8ClampedArray; stale: Uint8ClampedArray }): void {
  const { grid, painted, colours, stale } = given
  const { columns, rows } = grid
  const before = painted.slice()
  for (let cell = 0; cell < before.length; cell++) {
    if (before[cell] || grid.inside[cell]) continue
    const column = cell % columns
    const row = (cell - column) / columns
    const from =
      column > 0 && before[cell - 1]
        ? cell - 1
        : column + 1 < columns && before[cell + 1]
          ? cell + 1
          : row > 0 && before[cell - columns]
            ? cell - columns
            : row + 1 < rows && before[cell + columns]
              ? cell + columns
              : -1
    if (from < 0) continue
    painted[cell] = before[from] ?? 0
    for (let k = 0; k < 4; k++) {
      colours[4 * cell + k] = colours[4 * from + k] ?? 0
      stale[4 * cell + k] = stale[4 * from + k] ?? 0
    }
  }
}
