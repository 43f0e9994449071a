// DrawList (+ sheet) -> SVG text. One unit is one millimetre of the room, y turned to point down; on a sheet the page size is the paper's,
// so it prints at true scale. Same input, same text; nothing is fetched and no script or style sheet is in it.
import type { Bounds, Point, Ring } from '../geometry/point.ts'
import { defaultScale } from './build-draw-list.ts'
import { cutDiagonal } from './cut-marks.ts'
import { type DrawItem, type DrawList, type LayerRole, layerRoles } from './draw-list.ts'
import { arcOf } from './outline.ts'
import { placeSymbol } from './place-symbol.ts'
import type { Sheet } from './sheet.ts'
import { capRatio } from './text-width.ts'
import { type Theme, type ThemeName, themes } from './theme.ts'

const number = (value: number): string => {
  const rounded = Math.round(value * 1000) / 1000
  return Object.is(rounded, -0) ? '0' : String(rounded)
}
const x = number
const y = (value: number): string => number(-value)
const pair = (point: Point): string => `${x(point[0])} ${y(point[1])}`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text made safe for XML content and attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

function ringPath(ring: Ring): string {
  return `M${ring.map(pair).join('L')}Z`
}

function polylinePath(item: Extract<DrawItem, { kind: 'polyline' }>): string {
  const { points, bulges, closed } = item
  const first = points[0]
  if (!first) return ''
  let d = `M${pair(first)}`
  const edges = closed ? points.length : points.length - 1
  for (let index = 0; index < edges; index++) {
    const a = points[index]
    const b = points[(index + 1) % points.length]
    if (!a || !b) continue
    const arc = arcOf(a, b, bulges?.[index] ?? 0)
    if (arc) {
      // y points down here, so a counter-clockwise arc sweeps the other way.
      const large = Math.abs(arc.sweepRad) > Math.PI ? 1 : 0
      d += `A${number(arc.radiusMm)} ${number(arc.radiusMm)} 0 ${large} ${arc.sweepRad > 0 ? 0 : 1} ${pair(b)}`
    } else if (!closed || index < edges - 1) d += `L${pair(b)}`
  }
  return closed ? `${d}Z` : d
}

function textElement(
  item: { at: Point; text: string; heightMm: number; rotationDeg: number; align: string; valign: string; bold?: boolean },
  fill: string,
): string {
  const turn = item.rotationDeg === 0 ? '' : ` transform="rotate(${number(-item.rotationDeg)} ${pair(item.at)})"`
  const down = item.valign === 'middle' ? item.heightMm / 2 : 0
  const anchor = item.align === 'left' ? '' : ` text-anchor="${item.align === 'centre' ? 'middle' : 'end'}"`
  const bold = item.bold ? ' font-weight="600"' : ''
  const at = `x="${x(item.at[0])}" y="${number(-item.at[1] + down)}"`
  return `<text ${at} font-size="${number(item.heightMm / capRatio)}"${anchor}${bold}${turn} fill="${fill}" stroke="none">${escapeXml(item.text)}</text>`
}

function symbolElement(item: Extract<DrawItem, { kind: 'symbol' }>, theme: Theme): string {
  const ink = theme.inks[item.layer]
  const parts = placeSymbol(item).map((stroke) => {
    if (stroke.kind === 'letters')
      return textElement({ ...stroke, rotationDeg: 0, align: 'centre', valign: 'middle', bold: true }, ink.line)
    if (stroke.kind === 'circle') {
      const fill = stroke.solid ? ` fill="${ink.line}"` : stroke.body ? ` fill="${ink.fill}"` : ''
      return `<circle cx="${x(stroke.centre[0])}" cy="${y(stroke.centre[1])}" r="${number(stroke.radiusMm)}"${fill}/>`
    }
    const fill = stroke.body ? ` fill="${ink.fill}"` : ''
    const dash = stroke.dashed ? ` stroke-dasharray="${number(item.widthMm / 15)} ${number(item.widthMm / 20)}"` : ''
    return `<path d="M${stroke.points.map(pair).join('L')}${stroke.closed ? 'Z' : ''}"${fill}${dash}/>`
  })
  return `<g class="symbol ${item.symbol}" data-id="${escapeXml(item.id)}">${parts.join('')}</g>`
}

function itemElement(item: DrawItem, theme: Theme, thickMm: number): string {
  const ink = theme.inks[item.layer]
  const weight = 'weight' in item && item.weight === 'thick' ? ` stroke-width="${number(thickMm)}"` : ''
  switch (item.kind) {
    case 'tile': {
      const d = [item.polygon, ...item.holes].map(ringPath).join('')
      return `<path class="tile ${item.cut ? 'cut' : 'full'}"${item.cut ? ` fill="${theme.cut}" fill-rule="evenodd"` : ''} d="${d}"/>`
    }
    case 'panel':
      return `<rect class="panel" x="${x(item.at[0])}" y="${y(item.at[1] + item.heightMm)}" width="${number(item.widthMm)}" height="${number(item.heightMm)}"/>`
    case 'polyline':
      return `<path d="${polylinePath(item)}"${weight}/>`
    case 'line':
      return `<path d="M${pair(item.from)}L${pair(item.to)}"${weight}/>`
    case 'circle':
      return `<circle cx="${x(item.centre[0])}" cy="${y(item.centre[1])}" r="${number(item.radiusMm)}"/>`
    case 'text':
      return textElement(item, ink.line)
    case 'symbol':
      return symbolElement(item, theme)
  }
}

const paintOrder: readonly LayerRole[] = ['grid', 'pattern', ...layerRoles.filter((role) => role !== 'grid' && role !== 'pattern')]

function layerGroups(items: readonly DrawItem[], theme: Theme, scale: number): string {
  const byLayer = new Map<LayerRole, string[]>()
  const add = (role: LayerRole, element: string) => {
    const group = byLayer.get(role)
    if (group) group.push(element)
    else byLayer.set(role, [element])
  }
  for (const item of items) {
    add(item.layer, itemElement(item, theme, theme.inks[item.layer].widthMm * (item.layer === 'titleBlock' ? 2.5 : 1) * scale))
    if (item.kind === 'tile' && item.cut) {
      const d = cutDiagonal(item.polygon, item.holes)
        .map(([from, to]) => `M${pair(from)}L${pair(to)}`)
        .join('')
      if (d !== '') add('pattern', `<path d="${d}"/>`)
    }
  }
  return paintOrder
    .flatMap((role) => {
      const elements = byLayer.get(role)
      if (!elements) return []
      const ink = theme.inks[role]
      const fill = role === 'grid' ? ink.fill : 'none'
      const attributes = `id="layer-${role}" fill="${fill}" stroke="${ink.line}" stroke-width="${number(ink.widthMm * scale)}"`
      return [`<g ${attributes}>\n${elements.join('\n')}\n</g>`]
    })
    .join('\n')
}

function viewOf(list: DrawList, sheet: Sheet | null, scale: number): Bounds {
  if (sheet) return sheet.frame
  const margin = 3 * scale
  const { minX, minY, maxX, maxY } = list.bounds
  return { minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin }
}

/** The drawing as an SVG document; without a sheet it is the plan alone at true size. */
export function drawSvg(list: DrawList, sheet: Sheet | null = null, themeName: ThemeName = 'print'): string {
  const theme = themes[themeName]
  const scale = sheet?.scale ?? defaultScale(list.roomBounds)
  const view = viewOf(list, sheet, scale)
  const [width, height] = [view.maxX - view.minX, view.maxY - view.minY]
  const size = sheet ? [sheet.widthMm, sheet.heightMm] : [width, height]
  const box = `${x(view.minX)} ${y(view.maxY)} ${number(width)} ${number(height)}`
  const fonts = `font-family="Inter, 'Noto Sans CJK SC', sans-serif"`
  const opening = `<svg xmlns="http://www.w3.org/2000/svg" width="${number(size[0] ?? 0)}mm" height="${number(size[1] ?? 0)}mm" viewBox="${box}" ${fonts} stroke-linejoin="round" xml:space="preserve">`
  const paper = `<rect id="paper" x="${x(view.minX)}" y="${y(view.maxY)}" width="${number(width)}" height="${number(height)}" fill="${theme.background}"/>`
  const items = sheet ? [...list.items, ...sheet.items] : list.items
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opening}\n${paper}\n${layerGroups(items, theme, scale)}\n</svg>\n`
}
