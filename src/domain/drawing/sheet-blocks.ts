// What fills the boxes of a sheet: legend, specification, quantities, notes, title block. Paper millimetres, y up, drawn from the top down.
import type { Design } from '../design.ts'
import type { Bounds } from '../geometry/point.ts'
import type { Layout } from '../layout/layout.ts'
import { formatArea, formatLength, formatNumber, formatRatio } from '../units.ts'
import { type LengthStyle, printLength, printModule } from './dimension-chain.ts'
import type { DrawItem, DrawList, LayerRole } from './draw-list.ts'
import { explodeSymbol } from './place-symbol.ts'
import { sanitiseParagraphs, sanitiseText } from './sanitise-text.ts'
import { symbolNames, symbolSizesMm } from './symbols.ts'
import { fitText, measureText, wrapText } from './text-width.ts'

/** Draws below `top` between the box's sides; answers how far down it came, or null when it does not fit above `floor`. */
export type Block = (area: {
  readonly box: Bounds
  readonly top: number
  readonly size: number
}) => { items: DrawItem[]; heightMm: number } | null

const pad = 2.5

/** A line of text on paper. */
export function paperText(input: {
  x: number
  y: number
  text: string
  heightMm: number
  layer?: LayerRole
  align?: 'left' | 'centre' | 'right'
  bold?: boolean
}): DrawItem {
  const { x, y, text, heightMm, layer = 'titleBlock', align = 'left', bold = false } = input
  return { kind: 'text', layer, at: [x, y], text, heightMm, rotationDeg: 0, align, valign: 'base', ...(bold ? { bold } : {}) }
}

function heading(text: string, area: Parameters<Block>[0], layer: LayerRole = 'titleBlock'): DrawItem {
  return paperText({ x: area.box.minX + pad, y: area.top - pad - 2 * area.size, text, heightMm: 2 * area.size, layer, bold: true })
}

const headHeight = (size: number): number => pad + 2 * size + 1.6 * size

function rowsBlock(title: string, rows: readonly (readonly [string, string])[]): Block {
  return (area) => {
    const { box, top, size } = area
    const step = 3.6 * size
    const heightMm = headHeight(size) + rows.length * step + pad
    if (rows.length === 0 || top - heightMm < box.minY) return null
    const items: DrawItem[] = [heading(title, area)]
    const room = box.maxX - box.minX - 2 * pad
    rows.forEach(([label, value], index) => {
      const y = top - headHeight(size) - (index + 0.7) * step
      const shown = fitText(value, 1.75 * size, room * 0.62)
      items.push(paperText({ x: box.maxX - pad, y, text: shown, heightMm: 1.75 * size, align: 'right' }))
      const left = room - measureText(shown, 1.75 * size) - 2
      items.push(paperText({ x: box.minX + pad, y, text: fitText(label, 1.75 * size, left), heightMm: 1.75 * size }))
    })
    return { items, heightMm }
  }
}

/** The symbols that occur on the plan, each once, and what a cut tile looks like. */
export function legendBlock(list: DrawList): Block {
  const kinds = [...new Set(list.items.flatMap((item) => (item.kind === 'symbol' ? [item.symbol] : [])))]
  return (area) => {
    const { box, top, size } = area
    const step = 6 * size
    const entries = list.counts.cut > 0 ? [...kinds, 'cut' as const] : kinds
    const columns = 2
    const heightMm = headHeight(size) + Math.ceil(entries.length / columns) * step + pad
    if (entries.length === 0 || top - heightMm < box.minY) return null
    const items: DrawItem[] = [heading('Legend', area)]
    const width = (box.maxX - box.minX - 2 * pad) / columns
    entries.forEach((entry, index) => {
      const x = box.minX + pad + (index % columns) * width + 3 * size
      const y = top - headHeight(size) - (Math.floor(index / columns) + 0.5) * step
      const side = 4.4 * size
      const name = entry === 'cut' ? 'Cut tile' : symbolNames[entry]
      if (entry === 'cut') {
        const points = [
          [x - side / 2, y - side / 2],
          [x + side / 2, y - side / 2],
          [x + side / 2, y + side / 2],
          [x - side / 2, y + side / 2],
        ] as const
        items.push({ kind: 'polyline', layer: 'titleBlock', points, closed: true })
        items.push({ kind: 'line', layer: 'titleBlock', from: points[0], to: points[2] })
      } else {
        const [w, h] = symbolSizesMm[entry]
        const k = side / Math.max(w, h)
        const symbol = {
          kind: 'symbol',
          layer: 'titleBlock',
          id: '',
          symbol: entry,
          at: [x, y],
          widthMm: w * k,
          heightMm: h * k,
          rotationDeg: 0,
          label: '',
        } as const
        items.push(...explodeSymbol(symbol))
      }
      items.push(
        paperText({ x: x + 4 * size, y: y - 0.85 * size, text: fitText(name, 1.7 * size, width - 8 * size), heightMm: 1.7 * size }),
      )
    })
    return { items, heightMm }
  }
}

/** System, module or panel, finish, borders: what the ceiling is made of. */
export function specificationBlock(design: Design, layout: Layout | null, style: LengthStyle): Block {
  const rows: [string, string][] = []
  const unit = style.units === 'metric' ? ' mm' : ''
  const finish = layout?.quantities.items[0]?.name
  if (design.system.kind === 'grid') rows.push(['System', `Lay-in grid ${printModule(design.system, style)}${unit}`])
  else rows.push(['System', 'Free-hanging panels'])
  if (finish) rows.push([design.system.kind === 'grid' ? 'Tile' : 'Panel', sanitiseText(finish)])
  if (layout?.kind === 'grid') {
    const { left, right, bottom, top } = layout.borders
    const sides = (a: number | null, b: number | null) =>
      `${[a, b].map((value) => (value === null ? '–' : printLength(value, style))).join(', ')}${unit}`
    rows.push(['Grid origin x, y', layout.origin.map((value) => formatLength(value, { system: style.units })).join(', ')])
    if (layout.rotationDeg !== 0) rows.push(['Grid turned by', `${formatNumber(layout.rotationDeg, { decimals: 2 })}°`])
    if (left !== null || right !== null) rows.push(['Borders left, right', sides(left, right)])
    if (bottom !== null || top !== null) rows.push(['Borders bottom, top', sides(bottom, top)])
  }
  if (layout?.kind === 'panels') {
    rows.push(['Panel size', `${layout.panelMm.map((value) => printLength(value, style)).join(' × ')}${unit}`])
    rows.push(['Perimeter gap x, y', `${layout.perimeterMm.map((value) => printLength(value, style)).join(', ')}${unit}`])
    rows.push(['Columns × rows', `${layout.counts.columns} × ${layout.counts.rows}`])
  }
  return rowsBlock('Specification', rows)
}

/** Areas, counts and what to order. */
export function quantitiesBlock(layout: Layout | null, style: LengthStyle): Block {
  if (layout === null) return () => null
  const q = layout.quantities
  const perimeter = formatLength(
    q.perimeterM * 1000,
    style.units === 'metric' ? { system: 'metric', unit: 'm', decimals: 2, withUnit: true } : { system: 'imperial' },
  )
  const rows: [string, string][] = [
    ['Ceiling area', formatArea(q.areaM2, { system: style.units })],
    ['Perimeter', perimeter],
  ]
  if (layout.kind === 'grid')
    rows.push(['Full tiles', String(q.tilesFull)], ['Cut pieces', String(q.tilesCut)], ['Tiles to order', String(q.tilesOrdered)])
  else rows.push(['Panels', String(q.panels)])
  rows.push(['Coverage', formatRatio(q.coverageRatio)])
  if (layout.kind === 'grid') rows.push(['Waste', formatRatio(q.wasteRatio)])
  for (const item of q.items.slice(0, 6)) {
    const need =
      item.unit === 'piece'
        ? `${formatNumber(item.need)} pcs`
        : `${formatNumber(item.need, { decimals: 2 })} ${item.unit === 'm2' ? 'm²' : 'm'}`
    rows.push([sanitiseText(item.name), item.packs > 0 ? `${need}, ${item.packs} packs` : need])
  }
  return rowsBlock('Quantities', rows)
}

/** Free text, wrapped; what does not fit is cut with an ellipsis and reported through `onCut`. */
export function notesBlock(notes: string, onCut: (leftOut: number) => void): Block {
  return (area) => {
    const { box, top, size } = area
    const heightMm = 1.75 * size
    const step = 3.3 * size
    const lines = sanitiseParagraphs(notes).flatMap((paragraph) => wrapText(paragraph, heightMm, box.maxX - box.minX - 2 * pad))
    if (lines.every((line) => line === '')) return null
    const capacity = Math.floor((top - box.minY - headHeight(size) - pad) / step)
    if (capacity < 1) {
      onCut(lines.join(' ').length)
      return null
    }
    const shown = lines.slice(0, capacity)
    if (lines.length > capacity) {
      onCut(lines.slice(capacity).join(' ').length)
      shown[capacity - 1] = `${(shown[capacity - 1] ?? '').slice(0, -2)}…`
    }
    const items: DrawItem[] = [heading('Notes', area, 'notes')]
    shown.forEach((text, index) => {
      if (text !== '')
        items.push(paperText({ x: box.minX + pad, y: top - headHeight(size) - (index + 0.7) * step, text, heightMm, layer: 'notes' }))
    })
    return { items, heightMm: headHeight(size) + shown.length * step + pad }
  }
}
