// Symbol strokes turned and placed on the plan, and symbols taken apart into plain items for formats without symbols.
import type { Point } from '../geometry/point.ts'
import type { DrawItem, LayerRole } from './draw-list.ts'
import { type SymbolStroke, symbolStrokes } from './symbols.ts'

export type SymbolItem = Extract<DrawItem, { kind: 'symbol' }>

/** Strokes of a symbol in drawing coordinates. Letters stay upright. */
export function placeSymbol(item: SymbolItem): SymbolStroke[] {
  const angle = (item.rotationDeg * Math.PI) / 180
  const [cos, sin] = item.rotationDeg === 0 ? [1, 0] : [Math.cos(angle), Math.sin(angle)]
  const place = ([x, y]: Point): Point => [item.at[0] + x * cos - y * sin, item.at[1] + x * sin + y * cos]
  return symbolStrokes(item.symbol, item.widthMm, item.heightMm).map((stroke): SymbolStroke => {
    if (stroke.kind === 'path') return { ...stroke, points: stroke.points.map(place) }
    if (stroke.kind === 'circle') return { ...stroke, centre: place(stroke.centre) }
    return { ...stroke, at: place(stroke.at) }
  })
}

/** A symbol as lines, circles and texts on one layer. */
export function explodeSymbol(item: SymbolItem, layer: LayerRole = item.layer): DrawItem[] {
  return placeSymbol(item).map((stroke): DrawItem => {
    if (stroke.kind === 'circle') return { kind: 'circle', layer, centre: stroke.centre, radiusMm: stroke.radiusMm }
    if (stroke.kind === 'letters') {
      return {
        kind: 'text',
        layer,
        at: stroke.at,
        text: stroke.text,
        heightMm: stroke.heightMm,
        rotationDeg: 0,
        align: 'centre',
        valign: 'middle',
      }
    }
    const [from, to] = stroke.points
    if (!stroke.closed && stroke.points.length === 2 && from && to) return { kind: 'line', layer, from, to }
    return { kind: 'polyline', layer, points: stroke.points, closed: stroke.closed }
  })
}

/** Where a symbol's name is centred: inside a luminaire, which is empty; below every other symbol. `dropMm` is from its centre to its lower edge. */
export function placeLabel(item: Pick<SymbolItem, 'symbol' | 'widthMm' | 'heightMm' | 'rotationDeg'>): {
  readonly inside: boolean
  readonly dropMm: number
} {
  const angle = (item.rotationDeg * Math.PI) / 180
  const dropMm = (item.widthMm * Math.abs(Math.sin(angle)) + item.heightMm * Math.abs(Math.cos(angle))) / 2
  return { inside: item.symbol === 'luminaire', dropMm }
}
