// What a selection means in a design: which ids still exist, what they cover. Pure.
import type { Design } from '../../../domain/design.ts'
import type { Bounds, Point } from '../../../domain/geometry/point.ts'
import { boundsOfPoints } from '../../../domain/geometry/polygon.ts'
import { ringsOf, type Scene } from './scene.ts'
import { readRoomId } from './tools/drag-things.ts'

/** The ids that a changed design still has. Tiles and panels are let go: they are new after every change. */
export function stillThere(design: Design, ids: ReadonlySet<string>): ReadonlySet<string> {
  const kept = [...ids].filter((id) => {
    if (id === 'origin') return design.system.kind === 'grid' && design.room !== null
    if (id === 'room') return design.room !== null
    const part = readRoomId(id)
    if (part) return ringsOf(design)[part.ring]?.[part.index] !== undefined
    return Object.hasOwn(design.fixtures, id) || Object.hasOwn(design.dimensions, id)
  })
  return kept.length === ids.size ? ids : new Set(kept)
}

/** Everything that can be selected at once: the room, fixtures, dimensions. */
export function allIds(design: Design): string[] {
  return [...(design.room ? ['room'] : []), ...Object.keys(design.fixtures), ...Object.keys(design.dimensions)]
}

/** Everything of the same kind as something chosen: fixtures by kind, dimensions, corners, walls, tiles cut or full, panels by size. */
export function similarIds(scene: Scene, ids: ReadonlySet<string>): Set<string> {
  const { design, layout } = scene
  const found = new Set(ids)
  const has = (start: string) => [...ids].some((id) => id.startsWith(start))
  const kinds = new Set([...ids].flatMap((id) => (Object.hasOwn(design.fixtures, id) ? [design.fixtures[id]?.kind] : [])))
  for (const [id, fixture] of Object.entries(design.fixtures)) if (kinds.has(fixture.kind)) found.add(id)
  if ([...ids].some((id) => Object.hasOwn(design.dimensions, id))) for (const id of Object.keys(design.dimensions)) found.add(id)
  if (has('room:v:')) for (const { id } of scene.vertices) found.add(id)
  if (has('room:e:')) for (const { id } of scene.edges) found.add(id)
  if (layout?.kind === 'grid' && has('tile:')) {
    const cut = new Set(layout.tiles.filter((tile) => ids.has(`tile:${tile.id}`)).map((tile) => tile.kind))
    for (const tile of layout.tiles) if (cut.has(tile.kind)) found.add(`tile:${tile.id}`)
  }
  if (layout?.kind === 'panels' && has('panel:')) {
    const size = (panel: { widthMm: number; heightMm: number }) => `${panel.widthMm.toFixed(3)} ${panel.heightMm.toFixed(3)}`
    const sizes = new Set(layout.panels.filter((panel) => ids.has(`panel:${panel.id}`)).map(size))
    for (const panel of layout.panels) if (sizes.has(size(panel))) found.add(`panel:${panel.id}`)
  }
  return found
}

/** The box round the selection, or null when it covers nothing. */
export function selectionBounds(scene: Scene, ids: ReadonlySet<string>): Bounds | null {
  const points: Point[] = []
  const take = (...more: readonly Point[]) => points.push(...more)
  if (ids.has('room') && scene.room) take(...scene.room.polygon.outer)
  if (ids.has('origin') && scene.handle) take(scene.handle)
  for (const vertex of scene.vertices) if (ids.has(vertex.id)) take(vertex.at)
  for (const edge of scene.edges) if (ids.has(edge.id)) take(...edge.path)
  for (const { id, bounds: b } of scene.fixtures) if (ids.has(id)) take([b.minX, b.minY], [b.maxX, b.maxY])
  for (const { id, lineFrom, lineTo, dimension } of scene.dimensions) if (ids.has(id)) take(lineFrom, lineTo, dimension.from, dimension.to)
  if (scene.layout?.kind === 'grid') for (const tile of scene.layout.tiles) if (ids.has(`tile:${tile.id}`)) take(...tile.polygon)
  if (scene.layout?.kind === 'panels') {
    for (const p of scene.layout.panels) if (ids.has(`panel:${p.id}`)) take([p.xMm, p.yMm], [p.xMm + p.widthMm, p.yMm + p.heightMm])
  }
  return points.length > 0 ? boundsOfPoints(points) : null
}
