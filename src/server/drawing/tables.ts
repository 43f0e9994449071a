// The drawing as tables: CSV of pieces and quantities, and the plain-text report. Every number carries its unit.
import type { Design } from '../../domain/design.ts'
import { printLength } from '../../domain/drawing/dimension-chain.ts'
import { sanitiseParagraphs, sanitiseText } from '../../domain/drawing/sanitise-text.ts'
import { symbolNames } from '../../domain/drawing/symbols.ts'
import type { Layout } from '../../domain/layout/layout.ts'
import { formatArea, formatLength, formatMoney, formatNumber, formatRatio } from '../../domain/units.ts'

export interface TableInput {
  readonly design: Design
  readonly layout: Layout
  readonly designName: string
  readonly projectName: string
  readonly units: 'metric' | 'imperial'
}

type Cell = string | number

/** RFC 4180: quoted where needed. Text a person typed that a spreadsheet would run as a formula gets an apostrophe. */
export function csvCell(value: Cell): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(Math.round(value * 1e6) / 1e6) : ''
  const clean = sanitiseText(value)
  const guarded = /^[=+\-@\t\r]/.test(clean) ? `'${clean}` : clean
  return /[",\r\n]/.test(guarded) || guarded !== guarded.trim() ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

function boxOf(ring: readonly (readonly [number, number])[]): readonly [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of ring) {
    minX = Math.min(minX, x)
    minY = Math.min(minY, y)
    maxX = Math.max(maxX, x)
    maxY = Math.max(maxY, y)
  }
  return [minX, minY, maxX - minX, maxY - minY]
}

const header = [
  'section',
  'id',
  'kind',
  'x_mm',
  'y_mm',
  'width_mm',
  'height_mm',
  'rotation_deg',
  'area_mm2',
  'name',
  'need',
  'unit',
  'packs',
  'unit_price',
  'cost',
  'currency',
] as const
type Column = (typeof header)[number]

function pieceRows(layout: Layout): Partial<Record<Column, Cell>>[] {
  if (layout.kind === 'panels') {
    return layout.panels.map((panel) => ({
      section: 'panel',
      id: panel.id,
      kind: 'panel',
      x_mm: panel.xMm,
      y_mm: panel.yMm,
      width_mm: panel.widthMm,
      height_mm: panel.heightMm,
      area_mm2: panel.widthMm * panel.heightMm,
    }))
  }
  return layout.tiles.map((tile) => {
    const [x, y, width, height] = boxOf(tile.polygon)
    return { section: 'tile', id: tile.id, kind: tile.kind, x_mm: x, y_mm: y, width_mm: width, height_mm: height, area_mm2: tile.areaMm2 }
  })
}

/** One table, CRLF: a row per tile or panel (x, y: lower left of its box), per fixture (its centre), per product and per sum. */
export function writeCsv({ design, layout }: TableInput): string {
  const q = layout.quantities
  const currency = q.price.currency
  const rows = pieceRows(layout)
  for (const [id, fixture] of Object.entries(design.fixtures)) {
    rows.push({
      section: 'fixture',
      id,
      kind: fixture.kind,
      x_mm: fixture.xMm,
      y_mm: fixture.yMm,
      ...(fixture.widthMm === undefined ? {} : { width_mm: fixture.widthMm }),
      ...(fixture.heightMm === undefined ? {} : { height_mm: fixture.heightMm }),
      rotation_deg: fixture.rotationDeg ?? 0,
      name: fixture.label ?? '',
    })
  }
  for (const item of q.items) {
    rows.push({
      section: 'product',
      id: item.code,
      name: item.name,
      need: item.need,
      unit: item.unit,
      packs: item.packs,
      unit_price: item.unitPrice,
      cost: item.cost,
      currency,
    })
  }
  const sums: readonly (readonly [string, number, string])[] = [
    ['area', q.areaM2, 'm2'],
    ['perimeter', q.perimeterM, 'm'],
    ['coverage', q.coverageM2, 'm2'],
    ['tiles full', q.tilesFull, 'piece'],
    ['tiles cut', q.tilesCut, 'piece'],
    ['tiles ordered', q.tilesOrdered, 'piece'],
    ['panels', q.panels, 'piece'],
    ['waste', q.wasteRatio, 'ratio'],
  ]
  for (const [name, need, unit] of sums) rows.push({ section: 'quantity', name, need, unit })
  for (const name of ['material', 'waste', 'labour', 'tax', 'total'] as const)
    rows.push({ section: 'price', name, cost: q.price[name], currency })
  const lines = rows.map((row) => header.map((column) => csvCell(row[column] ?? '')).join(','))
  return `${[header.join(','), ...lines].join('\r\n')}\r\n`
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.max(0, ...rows.map(([label]) => [...label].length))
  const right = Math.max(0, ...rows.map(([, value]) => [...value].length))
  return rows.map(([label, value]) => `  ${label.padEnd(left)}  ${value.padStart(right)}`)
}

function layoutRows(layout: Layout, style: { units: 'metric' | 'imperial' }): [string, string][] {
  const size = (mm: number) => formatLength(mm, { system: style.units, withUnit: true })
  if (layout.kind === 'panels') {
    return [
      ['Strategy', layout.strategy],
      ['Columns x rows', `${layout.counts.columns} x ${layout.counts.rows}`],
      ['Panels', formatNumber(layout.counts.total)],
      ['Left out at the room edge', formatNumber(layout.counts.dropped)],
      ['Panel size', layout.panelMm.map(size).join(' x ')],
      ['Perimeter gap x, y', layout.perimeterMm.map(size).join(', ')],
      ['Open gap', formatArea(layout.gapM2, { system: style.units })],
    ]
  }
  const side = (mm: number | null) => (mm === null ? 'none' : size(mm))
  return [
    ['Module', layout.module.map(size).join(' x ')],
    ['Grid origin x, y', layout.origin.map(size).join(', ')],
    ['Grid turned by', `${formatNumber(layout.rotationDeg, { decimals: 2 })} degrees`],
    ['Border left', side(layout.borders.left)],
    ['Border right', side(layout.borders.right)],
    ['Border bottom', side(layout.borders.bottom)],
    ['Border top', side(layout.borders.top)],
    ['Smallest border', side(layout.worstBorder)],
    ['Full tiles', `${formatNumber(layout.counts.full)} pcs`],
    ['Cut pieces', `${formatNumber(layout.counts.cut)} pcs`],
    ['Slivers left out', `${formatNumber(layout.counts.dropped)} pcs`],
    ['Best origin', layout.proven ? 'proven' : 'best found'],
  ]
}

function quantityRows({ layout, units }: TableInput): [string, string][] {
  const q = layout.quantities
  const metres =
    units === 'metric' ? `${formatNumber(q.perimeterM, { decimals: 2 })} m` : formatLength(q.perimeterM * 1000, { system: 'imperial' })
  const rows: [string, string][] = [
    ['Ceiling area', formatArea(q.areaM2, { system: units })],
    ['Perimeter', metres],
    ['Covered', `${formatArea(q.coverageM2, { system: units })} (${formatRatio(q.coverageRatio)})`],
  ]
  if (layout.kind === 'grid') rows.push(['Tiles to order', `${formatNumber(q.tilesOrdered)} pcs`], ['Waste', formatRatio(q.wasteRatio)])
  const words = { piece: 'pcs', m2: 'm2', m: 'm' } as const
  for (const item of q.items) {
    const need = `${formatNumber(item.need, { decimals: item.unit === 'piece' ? 0 : 2 })} ${words[item.unit]}`
    rows.push([
      sanitiseText(item.name),
      item.packs > 0 ? `${need} = ${formatNumber(item.packs)} packs of ${formatNumber(item.packSize)}` : need,
    ])
  }
  return rows
}

/** The report: plain text, a column of labels and a column of figures per part. */
export function writeReport(input: TableInput): string {
  const { design, layout, designName, projectName, units } = input
  const { price } = layout.quantities
  const money = (amount: number) => formatMoney(amount, { currency: price.currency })
  const t = design.titleBlock
  const title: [string, string][] = [
    ['Project', sanitiseText(t.project || projectName)],
    ['Drawing', sanitiseText(t.drawing || designName)],
    ['Drawing number', sanitiseText(t.drawingNumber)],
    ['Revision', sanitiseText(t.revision)],
    ['Date', sanitiseText(t.date)],
    ['Drawn', sanitiseText(t.drawnBy)],
    ['Checked', sanitiseText(t.checkedBy)],
    ['Level', sanitiseText(t.level)],
  ]
  const labelWidth = Math.max(...title.map(([label]) => label.length))
  const counts = new Map<string, number>()
  for (const fixture of Object.values(design.fixtures)) {
    const name = symbolNames[fixture.kind]
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const lines = ['PLENUM CEILING REPORT', '']
  for (const [label, value] of title) if (value !== '') lines.push(`  ${label.padEnd(labelWidth)}  ${value}`)
  lines.push('', layout.kind === 'grid' ? 'GRID' : 'PANELS', ...aligned(layoutRows(layout, { units })), `  ${sanitiseText(layout.why)}`)
  lines.push('', 'QUANTITIES', ...aligned(quantityRows(input)))
  if (counts.size > 0) lines.push('', 'FIXTURES', ...aligned([...counts].map(([name, count]) => [name, `${count} pcs`])))
  lines.push('', 'PRICE (examples of the catalogue, not advice)')
  lines.push(
    ...aligned([
      ['Material', money(price.material)],
      [`Waste ${formatRatio(price.wasteRate)}`, money(price.waste)],
      [`Labour ${formatRatio(price.labourRate)}`, money(price.labour)],
      [`Tax ${formatRatio(price.taxRate)}`, money(price.tax)],
      ['Total', money(price.total)],
    ]),
  )
  const dimensions = Object.values(design.dimensions)
  if (dimensions.length > 0) {
    const rows = dimensions.map((d, index): [string, string] => {
      const length = Math.hypot(d.to[0] - d.from[0], d.to[1] - d.from[1])
      return [`Dimension ${index + 1}`, `${printLength(length, { units })}${units === 'metric' ? ' mm' : ''}`]
    })
    lines.push('', 'DIMENSIONS', ...aligned(rows))
  }
  const notes = sanitiseParagraphs(t.notes)
  if (notes.length > 0) lines.push('', 'NOTES', ...notes.map((line) => `  ${line}`.trimEnd()))
  return `${lines.join('\n')}\n`
}
