// The honest field: what each node of the room can be said to be, how far that is to be trusted, and where nothing is known. Pure.
// Values are inverse-distance means of the nearest fresh sensors, by the way round the walls; colour fades with the distance to the
// nearest one and ends at `noTrustMm`; what lies nearer to a stale sensor than to a fresh one is left uncoloured.
import type { HeatLattice } from './heat-lattice.ts'
import { nodeNear } from './heat-lattice.ts'
import { findNearest, type HeatSource, type Nearest } from './heat-nearest.ts'

/** One sensor of the shown type. */
export interface HeatSample {
  readonly xMm: number
  readonly yMm: number
  /** null: nothing has ever come. */
  readonly value: number | boolean | null
  readonly isFresh: boolean
}

/** Within this of a fresh sensor the colour is full. */
export const fullTrustMm = 1_200
/** From here on there is none: half the spacing a ceiling's sensors are hung at, and the spread the legend names. */
export const noTrustMm = 3_800
/** Isolines are drawn only where at least this much is trusted. */
export const isolineTrust = 0.4
/** Distance under which two sensors count alike, so that a sensor's own point has no pole. */
const softMm = 200
/** A cell's value is the mean of so many sensors; the next one's distance is where weights end, so that the field has no steps. */
const mixed = 6
/** A symbol in a wall or a little outside stands for the nearest part of the room, no farther than this. */
const outsideMm = 600

export interface HeatField {
  readonly lattice: HeatLattice
  readonly kind: 'number' | 'boolean'
  /** NaN where nothing fresh reaches. For booleans 1 and 0, never between. */
  readonly value: Float32Array
  /** 0 to 1. */
  readonly trust: Float32Array
  /** Booleans: how much nearer the nearest sensor that says yes is than the nearest that says no, in mm; empty for numbers. */
  readonly lead: Float32Array
  /** To the nearest fresh sensor, and to the nearest stale one; Infinity when there is none. */
  readonly freshMm: Float32Array
  readonly staleMm: Float32Array
}

/** 1 near a fresh sensor, 0 from noTrustMm on. */
export function trustAt(distanceMm: number): number {
  if (!(distanceMm < noTrustMm)) return 0
  return Math.min(1, (noTrustMm - distanceMm) / (noTrustMm - fullTrustMm))
}

/** Flat to its end, which is only as soft as keeps it from looking torn. */
function flatTrustAt(distanceMm: number): number {
  return Math.min(1, Math.max(0, (noTrustMm - distanceMm) / 300))
}

/** Works the field out. Samples of the other kind, and numbers that aren't finite, count as stale: they say where, not what. */
export function createField(lattice: HeatLattice, samples: readonly HeatSample[], kind: 'number' | 'boolean'): HeatField {
  const isUsable = ({ value, isFresh }: HeatSample) =>
    isFresh && (kind === 'boolean' ? typeof value === 'boolean' : typeof value === 'number' && Number.isFinite(value))
  const place = (list: readonly HeatSample[]) =>
    list.flatMap((sample) => {
      const node = nodeNear(lattice, sample, outsideMm)
      return node < 0 ? [] : [{ sample, source: { xMm: sample.xMm, yMm: sample.yMm, node } satisfies HeatSource }]
    })
  const fresh = place(samples.filter(isUsable))
  const stale = place(samples.filter((sample) => !isUsable(sample)))
  const nodes = lattice.inside.length
  const value = new Float32Array(nodes).fill(Number.NaN)
  const trust = new Float32Array(nodes)
  const freshMm = new Float32Array(nodes).fill(Number.POSITIVE_INFINITY)
  const staleMm = new Float32Array(nodes).fill(Number.POSITIVE_INFINITY)
  const values = fresh.map(({ sample }) => Number(sample.value))
  const most = kind === 'boolean' ? 1 : Math.min(mixed + 1, Math.max(1, fresh.length))
  const near = findNearest(
    lattice,
    fresh.map(({ source }) => source),
    most,
  )
  const lead = kind === 'boolean' ? leadOf(lattice, fresh) : new Float32Array()
  const nearStale = findNearest(
    lattice,
    stale.map(({ source }) => source),
    1,
  )
  for (let node = 0; node < nodes; node++) {
    if (!lattice.inside[node]) continue
    if (nearStale.count[node]) staleMm[node] = nearStale.distanceMm[node] ?? 0
    if (!near.count[node]) continue
    const nearestMm = near.distanceMm[node * near.most] ?? 0
    freshMm[node] = nearestMm
    value[node] = kind === 'boolean' ? (values[near.source[node] ?? 0] ?? 0) : meanAt(near, node, values)
    if (nearestMm <= (staleMm[node] ?? 0)) trust[node] = kind === 'boolean' ? flatTrustAt(nearestMm) : trustAt(nearestMm)
  }
  return { lattice, kind, value, trust, lead, freshMm, staleMm }
}

/** Positive where a sensor that says yes is the nearest. Where only one kind can be reached it leads by far. */
function leadOf(lattice: HeatLattice, fresh: readonly { readonly sample: HeatSample; readonly source: HeatSource }[]): Float32Array {
  const far = 1e9
  const [yes, no] = [true, false].map((value) =>
    findNearest(
      lattice,
      fresh.filter(({ sample }) => sample.value === value).map(({ source }) => source),
      1,
    ),
  )
  return Float32Array.from(lattice.inside, (_, node) => {
    const toYes = yes?.count[node] ? (yes.distanceMm[node] ?? far) : far
    const toNo = no?.count[node] ? (no.distanceMm[node] ?? far) : far
    return toNo - toYes
  })
}

function meanAt(near: Nearest, node: number, values: readonly number[]): number {
  const base = node * near.most
  const count = near.count[node] ?? 0
  const weigh = (index: number) => 1 / ((near.distanceMm[base + index] ?? 0) ** 2 + softMm ** 2)
  const isCut = count > mixed
  const least = isCut ? weigh(count - 1) : 0
  let [sum, weights] = [0, 0]
  for (let i = 0; i < (isCut ? count - 1 : count); i++) {
    // The floor keeps sensors that are all equally far from cancelling each other out.
    const weight = Math.max(weigh(i) - least, 1e-18)
    sum += weight * (values[near.source[base + i] ?? 0] ?? 0)
    weights += weight
  }
  return sum / weights
}
