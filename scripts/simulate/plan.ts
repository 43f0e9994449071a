// Which nodes a run has: names, places, types and period. The first four stand at the sample office's symbols, the others between them. Pure.
import type { Place } from './curves.ts'
import { type DeviceType, deviceTypes } from './device.ts'

export interface NodePlan {
  readonly nodeId: string
  readonly name: string
  readonly types: readonly DeviceType[]
  readonly place: Place
  /** The sample office's symbol, or a point of it in mm; null where the room has no more room. */
  readonly fixtureId: string | null
  readonly pointMm: readonly [number, number] | null
  readonly intervalMs: number
}

const ceilingMm = 2700
const officePlaces: readonly (Place & { readonly fixtureId: string; readonly name: string; readonly at: readonly [number, number] })[] = [
  { fixtureId: 'N1', name: 'Office, west wall', orientation: 'west', use: 'office', depth: 0.1, biasC: -0.8, at: [1260, 2700] },
  { fixtureId: 'N2', name: 'Office, middle', orientation: 'south', use: 'office', depth: 0.6, biasC: 0, at: [4260, 2700] },
  { fixtureId: 'N3', name: 'Office, east corner', orientation: 'east', use: 'office', depth: 0.1, biasC: 1.3, at: [7260, 3900] },
  { fixtureId: 'N4', name: 'Office, printer bay', orientation: 'north', use: 'office', depth: 0.4, biasC: 0.5, at: [2460, 5700] },
]

/** Points of the sample office on a lattice, away from its symbols; each as far as can be from those before it. */
const freePoints = ((): readonly (readonly [number, number])[] => {
  const far = (a: readonly number[], b: readonly number[]) => Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0))
  const lattice = Array.from({ length: 6 }, (_, i) => i)
    .flatMap((i) => Array.from({ length: 5 }, (_, j) => [860 + i * 1500, 900 + j * 1500] as const))
    .filter(([x, y]) => (x < 9000 && y < 5200) || (x < 4200 && y < 7700))
    .filter((point) => officePlaces.every(({ at }) => far(at, point) > 700))
  const taken: (readonly [number, number])[] = officePlaces.map(({ at }) => at)
  const nearest = (point: readonly [number, number]) => Math.min(...taken.map((one) => far(one, point)))
  for (let left = [...lattice]; left.length > 0; ) {
    const next = left.reduce((best, point) => (nearest(point) > nearest(best) ? point : best))
    taken.push(next)
    left = left.filter((point) => point !== next)
  }
  return taken.slice(officePlaces.length)
})()
const orientations = ['south', 'west', 'north', 'east', 'inside'] as const
const uses = ['office', 'office', 'meeting', 'corridor'] as const

/** `nodes` nodes that send `rate` readings a second together. */
export function planFleet({ nodes, rate }: { readonly nodes: number; readonly rate: number }): readonly NodePlan[] {
  const typesOf = (index: number) => deviceTypes.filter((type) => type !== 'energy_consumption' || index % 4 === 0)
  const sensors = Array.from({ length: nodes }, (_, index) => typesOf(index).length).reduce((sum, count) => sum + count, 0)
  const intervalMs = Math.max(1, Math.round((sensors / rate) * 1000))
  return Array.from({ length: nodes }, (_, index): NodePlan => {
    const office = officePlaces[index]
    const point = office?.at ?? freePoints[index - officePlaces.length] ?? null
    const place = office ?? {
      orientation: orientations[index % orientations.length] ?? 'inside',
      use: point === null ? (uses[index % uses.length] ?? 'office') : 'office',
      depth: ((index * 7) % 10) / 10,
      biasC: (((index * 13) % 11) - 5) / 6,
    }
    const number = String(index + 1).padStart(2, '0')
    return {
      nodeId: `office-${number}`,
      name: office?.name ?? `Simulated ${number}`,
      types: typesOf(index),
      place,
      fixtureId: office?.fixtureId ?? null,
      pointMm: point,
      intervalMs,
    }
  })
}

/** As a registration says it, in mm. */
export function locationOf({ pointMm }: NodePlan): { x: number; y: number; z: number } {
  return { x: pointMm?.[0] ?? 0, y: pointMm?.[1] ?? 0, z: ceilingMm }
}
