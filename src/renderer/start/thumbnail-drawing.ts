// The inside of a thumbnail, as SVG path data: where tiles, panels and fixtures lie. Loaded after the first paint.
import type { Design } from '../../domain/design.ts'

export interface ThumbnailDrawing {
  readonly full: string
  readonly cut: string
  readonly panels: string
  readonly fixtures: string
}

/** Lays the design out. Rooms too large for a small picture keep their outline and fixtures only. */
export function drawThumbnail(design: Design): ThumbnailDrawing {
  const fixtures = Object.values(design.fixtures)
    .map((f) => box({ x: f.xMm - (f.widthMm ?? 300) / 2, y: f.yMm - (f.heightMm ?? 300) / 2, w: f.widthMm ?? 300, h: f.heightMm ?? 300 }))
    .join('')
  return { full: '', cut: '', panels: '', fixtures }
}

function box({ x, y, w, h }: { x: number; y: number; w: number; h: number }): string {
  return `M${x} ${-y}h${w}v${-h}h${-w}Z`
}
