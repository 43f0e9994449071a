// The box round drawn items, text included. Pure.
import type { Bounds, Point } from '../geometry/point.ts'
import type { DrawItem } from './draw-list.ts'
import { boundsOfRings } from './outline.ts'
import { measureText } from './text-width.ts'

/** Grows with every point it is given; `box` is null until then. */
export function createBox() {
  let box: { minX: number; minY: number; maxX: number; maxY: number } | null = null
  return {
    take([x, y]: Point): void {
      if (!box) box = { minX: x, minY: y, maxX: x, maxY: y }
      if (x < box.minX) box.minX = x
      if (x > box.maxX) box.maxX = x
      if (y < box.minY) box.minY = y
      if (y > box.maxY) box.maxY = y
    },
    get box(): Bounds | null {
      return box
    },
  }
}

function textCorners(item: Extract<DrawItem, { kind: 'text' }>): Point[] {
  const width = measureText(item.text, item.heightMm)
  const start = item.align === 'left' ? 0 : item.align === 'centre' ? -width / 2 : -width
  const low = item.valign === 'middle' ? -item.heightMm * 0.8 : -item.heightMm * 0.3
  const angle = (item.rotationDeg * Math.PI) / 180
  const corner = (x: number, y: number): Point => [
    item.at[0] + x * Math.cos(angle) - y * Math.sin(angle),
    item.at[1] + x * Math.sin(angle) + y * Math.cos(angle),
  ]
  const high = low + item.heightMm * 1.6
  return [corner(start, low), corner(start + width, low), corner(start, high), corner(start + width, high)]
}

/** Every point that bounds an item; symbols by the circle that holds them however they are turned. */
export function extremesOf(item: DrawItem): readonly Point[] {
  switch (item.kind) {
    case 'line':
      return [item.from, item.to]
    case 'tile':
      return item.polygon
    case 'panel':
      return [item.at, [item.at[0] + item.widthMm, item.at[1] + item.heightMm]]
    case 'polyline': {
      const box = item.bulges ? boundsOfRings([{ points: item.points, bulges: item.bulges, hole: false }]) : null
      return box
        ? [
            [box.minX, box.minY],
            [box.maxX, box.maxY],
          ]
        : item.points
    }
    case 'symbol': {
      const angle = (item.rotationDeg * Math.PI) / 180
      const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
      const halfX = (item.widthMm * cos + item.heightMm * sin) / 2
      const halfY = (item.widthMm * sin + item.heightMm * cos) / 2
      return [
        [item.at[0] - halfX, item.at[1] - halfY],
        [item.at[0] + halfX, item.at[1] + halfY],
      ]
    }
    case 'circle':
      return [
        [item.centre[0] - item.radiusMm, item.centre[1] - item.radiusMm],
        [item.centre[0] + item.radiusMm, item.centre[1] + item.radiusMm],
      ]
    case 'text':
      return textCorners(item)
  }
}

/** The box round all items; null for none. */
export function boundsOfItems(items: readonly DrawItem[]): Bounds | null {
  const box = createBox()
  for (const item of items) for (const point of extremesOf(item)) box.take(point)
  return box.box
}
