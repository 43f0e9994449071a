// The rooms the claims are made on: plain arithmetic, no randomness, so every run measures the same thing.
import type { Fixture, RoomInput } from '../src/domain/design.ts'

/** A room of n corners on an ellipse, rx by ry millimetres from its centre; every edge is slanted. */
export function roundRoom(corners: number, rx: number, ry: number): RoomInput {
  const outer = Array.from({ length: corners }, (_, i) => {
    const turn = ((i + 0.5) / corners) * 2 * Math.PI
    return [Math.round((rx + rx * Math.cos(turn)) * 100) / 100, Math.round((ry + ry * Math.sin(turn)) * 100) / 100] as const
  })
  return { outer }
}

/** A rectangle from the origin. */
export function rectangleRoom(widthMm: number, heightMm: number): RoomInput {
  return {
    outer: [
      [0, 0],
      [widthMm, 0],
      [widthMm, heightMm],
      [0, heightMm],
    ],
  }
}

/** About 10,000 tiles of 600 x 600 in a 60-gon: pi rx ry / 0.36 m2. */
export const tenThousandTileRoom = roundRoom(60, 33_900, 33_900)

/** `count` luminaires and sensors on a regular net inside the round room. */
export function netOfFixtures(count: number, rx: number, ry: number): Record<string, Fixture> {
  const side = Math.ceil(Math.sqrt(count))
  const kinds = ['luminaire', 'diffuser', 'sprinkler', 'smoke', 'sensor'] as const
  const at = (i: number, r: number) => r + ((i + 0.5) / side - 0.5) * r * 1.35
  const list = Array.from({ length: count }, (_, i) => {
    const kind = kinds[i % kinds.length] ?? 'luminaire'
    const fixture: Fixture = { kind, xMm: Math.round(at(i % side, rx)), yMm: Math.round(at(Math.floor(i / side), ry)) }
    return [`f${i}`, fixture] as const
  })
  return Object.fromEntries(list)
}
