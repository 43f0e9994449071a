// Rings as SVG paths, y turned down. Pure.
import type { RoomVertex } from '../../domain/design.ts'

/** A closed ring as path data; a bulge becomes an arc. */
export function ringPath(ring: readonly RoomVertex[]): string {
  const first = ring[0]
  if (!first) return ''
  const parts = [`M${first[0]} ${-first[1]}`]
  ring.forEach((from, n) => {
    const to = ring[(n + 1) % ring.length] ?? first
    const bulge = from[2] ?? 0
    if (bulge === 0) parts.push(`L${to[0]} ${-to[1]}`)
    else {
      const chord = Math.hypot(to[0] - from[0], to[1] - from[1])
      const radius = (chord * (1 + bulge * bulge)) / (4 * Math.abs(bulge))
      parts.push(`A${radius} ${radius} 0 ${Math.abs(bulge) > 1 ? 1 : 0} ${bulge > 0 ? 0 : 1} ${to[0]} ${-to[1]}`)
    }
  })
  return `${parts.join('')}Z`
}

/** The box of rings in SVG coordinates, arcs judged by their vertices and bulge height. */
export function outlineBox(rings: readonly (readonly RoomVertex[])[]): { x: number; y: number; width: number; height: number } {
  let [minX, minY, maxX, maxY] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const add = (x: number, y: number) => {
    minX = Math.min(minX, x)
    maxX = Math.max(maxX, x)
    minY = Math.min(minY, y)
    maxY = Math.max(maxY, y)
  }
  for (const ring of rings)
    ring.forEach((from, n) => {
      add(from[0], from[1])
      const to = ring[(n + 1) % ring.length]
      const bulge = from[2] ?? 0
      if (to && bulge !== 0) {
        // The arc's summit lies to the right of travel for a positive bulge.
        add((from[0] + to[0]) / 2 + (bulge * (to[1] - from[1])) / 2, (from[1] + to[1]) / 2 - (bulge * (to[0] - from[0])) / 2)
      }
    })
  return minX > maxX
    ? { x: 0, y: 0, width: 1, height: 1 }
    : { x: minX, y: -maxY, width: Math.max(1, maxX - minX), height: Math.max(1, maxY - minY) }
}
