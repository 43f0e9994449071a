// The inside of a thumbnail as SVG path data: where tiles, panels and fixtures really lie, as the server lays them out.
import type { LayoutReply } from '../../contract/schemas/layout.ts'
import type { Design } from '../../domain/design.ts'
import type { Ring } from '../../domain/geometry/point.ts'

export interface ThumbnailDrawing {
  readonly full: string
  readonly cut: string
  readonly panels: string
  readonly fixtures: string
}

const mostCells = 3_000

/** False for rooms with more cells than a small picture can show: those keep their outline and fixtures. */
export function isSmallEnough(design: Design): boolean {
  const { room, system } = design
  if (room === null) return false
  if (system.kind === 'panels') return true
  const xs = room.outer.map((v) => v[0])
  const ys = room.outer.map((v) => v[1])
  const areaMm2 = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys))
  return areaMm2 / (system.module[0] * system.module[1]) <= mostCells
}

/** Paths of a design with its layout, or of its fixtures alone. */
export function drawThumbnail(design: Design, layout: LayoutReply | null): ThumbnailDrawing {
  const fixtures = Object.values(design.fixtures)
    .map((f) => box({ x: f.xMm - (f.widthMm ?? 300) / 2, y: f.yMm - (f.heightMm ?? 300) / 2, w: f.widthMm ?? 300, h: f.heightMm ?? 300 }))
    .join('')
  const tiles = layout?.kind === 'grid' ? layout.tiles : []
  const paths = (kind: 'full' | 'cut') =>
    tiles
      .filter((t) => t.kind === kind)
      .map((t) => [t.polygon, ...(t.holes ?? [])].map(ring).join(''))
      .join('')
  const panels =
    layout?.kind === 'panels' ? layout.panels.map((p) => box({ x: p.xMm, y: p.yMm, w: p.widthMm, h: p.heightMm })).join('') : ''
  return { full: paths('full'), cut: paths('cut'), panels, fixtures }
}

function ring(points: Ring): string {
  return `M${points.map(([x, y]) => `${Math.round(x)} ${-Math.round(y)}`).join('L')}Z`
}

function box({ x, y, w, h }: { x: number; y: number; w: number; h: number }): string {
  return `M${x} ${-y}h${w}v${-h}h${-w}Z`
}
