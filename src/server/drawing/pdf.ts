// DrawList + sheet -> PDF: vectors at true scale on the sheet's paper, bundled fonts embedded. The same input gives the same bytes.
import PDFDocument from 'pdfkit'
import { cutDiagonal } from '../../domain/drawing/cut-marks.ts'
import { type DrawItem, type DrawList, type LayerRole, layerRoles } from '../../domain/drawing/draw-list.ts'
import { arcOf } from '../../domain/drawing/outline.ts'
import { placeSymbol } from '../../domain/drawing/place-symbol.ts'
import type { Sheet } from '../../domain/drawing/sheet.ts'
import { capRatio } from '../../domain/drawing/text-width.ts'
import { themes } from '../../domain/drawing/theme.ts'
import type { Point, Ring } from '../../domain/geometry/point.ts'
import type { FontFiles } from './fonts.ts'
import { createTypesetter } from './pdf-text.ts'

const pointsPerMm = 72 / 25.4
const theme = themes.print

/** Draws shapes in the room's millimetres onto the page. */
function createPen(doc: PDFDocument, sheet: Sheet) {
  const k = pointsPerMm / sheet.scale
  const x = (value: number) => (value - sheet.frame.minX) * k
  const y = (value: number) => (sheet.frame.maxY - value) * k
  const ring = (points: Ring, closed = true) => {
    const [a, b, c, d] = points
    // Most tiles are upright rectangles: one operator instead of five.
    if (closed && points.length === 4 && a && b && c && d && a[1] === b[1] && b[0] === c[0] && c[1] === d[1] && d[0] === a[0]) {
      doc.rect(x(a[0]), y(a[1]), (b[0] - a[0]) * k, (a[1] - d[1]) * k)
      return
    }
    points.forEach((point, index) => {
      if (index === 0) doc.moveTo(x(point[0]), y(point[1]))
      else doc.lineTo(x(point[0]), y(point[1]))
    })
    if (closed && points.length > 0) doc.closePath()
  }
  /** An arc as cubic curves of at most a quarter turn each. */
  const arc = (a: Point, b: Point, bulge: number) => {
    const found = arcOf(a, b, bulge)
    if (!found) {
      doc.lineTo(x(b[0]), y(b[1]))
      return
    }
    const { centre, radiusMm, startRad, sweepRad } = found
    const count = Math.ceil(Math.abs(sweepRad) / (Math.PI / 2) - 1e-9)
    const step = sweepRad / count
    const reach = (4 / 3) * Math.tan(step / 4) * radiusMm
    for (let index = 0; index < count; index++) {
      const [p, q] = [startRad + index * step, startRad + (index + 1) * step]
      const from: Point = [centre[0] + radiusMm * Math.cos(p), centre[1] + radiusMm * Math.sin(p)]
      const to: Point = index === count - 1 ? b : [centre[0] + radiusMm * Math.cos(q), centre[1] + radiusMm * Math.sin(q)]
      const first: Point = [from[0] - reach * Math.sin(p), from[1] + reach * Math.cos(p)]
      const second: Point = [to[0] + reach * Math.sin(q), to[1] - reach * Math.cos(q)]
      doc.bezierCurveTo(x(first[0]), y(first[1]), x(second[0]), y(second[1]), x(to[0]), y(to[1]))
    }
  }
  const curve = (points: Ring, bulges: readonly number[], closed: boolean) => {
    const first = points[0]
    if (!first) return
    doc.moveTo(x(first[0]), y(first[1]))
    const edges = closed ? points.length : points.length - 1
    for (let index = 0; index < edges; index++) {
      arc(points[index] ?? first, points[(index + 1) % points.length] ?? first, bulges[index] ?? 0)
    }
    if (closed) doc.closePath()
  }
  const line = (from: Point, to: Point) => doc.moveTo(x(from[0]), y(from[1])).lineTo(x(to[0]), y(to[1]))
  const circle = (centre: Point, radiusMm: number) => doc.circle(x(centre[0]), y(centre[1]), radiusMm * k)
  return { x, y, k, ring, curve, line, circle }
}

type Pen = ReturnType<typeof createPen>

function paintTiles(doc: PDFDocument, pen: Pen, list: DrawList): void {
  const ink = theme.inks.grid
  let any = false
  const paint = (fill: string) => {
    if (any) doc.fillAndStroke(fill, ink.line, 'even-odd')
    any = false
  }
  doc.lineWidth(ink.widthMm * pointsPerMm)
  for (const item of list.items) {
    if (item.kind === 'tile' && !item.cut) pen.ring(item.polygon)
    else if (item.kind === 'panel')
      doc.rect(pen.x(item.at[0]), pen.y(item.at[1] + item.heightMm), item.widthMm * pen.k, item.heightMm * pen.k)
    else continue
    any = true
  }
  paint(theme.tile)
  for (const item of list.items) {
    if (item.kind !== 'tile' || !item.cut) continue
    for (const ring of [item.polygon, ...item.holes]) pen.ring(ring)
    any = true
  }
  paint(theme.cut)
  doc.lineWidth(theme.inks.pattern.widthMm * pointsPerMm)
  for (const item of list.items) {
    if (item.kind !== 'tile' || !item.cut) continue
    for (const [from, to] of cutDiagonal(item.polygon, item.holes)) {
      pen.line(from, to)
      any = true
    }
  }
  if (any) doc.stroke(theme.inks.pattern.line)
}

type Typesetter = ReturnType<typeof createTypesetter>

function setText(doc: PDFDocument, pen: Pen, type: Typesetter, item: Omit<Extract<DrawItem, { kind: 'text' }>, 'kind'>): void {
  const capPt = item.heightMm * pen.k
  doc.fillColor(theme.inks[item.layer].line)
  type.set({
    x: pen.x(item.at[0]),
    y: pen.y(item.at[1]),
    text: item.text,
    sizePt: capPt / capRatio,
    rotationDeg: item.rotationDeg,
    align: item.align,
    dropPt: item.valign === 'middle' ? capPt / 2 : 0,
    bold: item.bold ?? false,
  })
}

function paintSymbol(doc: PDFDocument, pen: Pen, type: Typesetter, item: Extract<DrawItem, { kind: 'symbol' }>): void {
  const ink = theme.inks[item.layer]
  for (const stroke of placeSymbol(item)) {
    if (stroke.kind === 'letters') {
      setText(doc, pen, type, { ...stroke, layer: item.layer, rotationDeg: 0, align: 'centre', valign: 'middle', bold: true })
      continue
    }
    if (stroke.kind === 'circle') pen.circle(stroke.centre, stroke.radiusMm)
    else pen.ring(stroke.points, stroke.closed)
    const fill = stroke.kind === 'circle' && stroke.solid ? ink.line : stroke.body ? ink.fill : null
    if (stroke.kind === 'path' && stroke.dashed) doc.dash((item.widthMm / 15) * pen.k, { space: (item.widthMm / 20) * pen.k })
    if (fill) doc.fillAndStroke(fill, ink.line)
    else doc.stroke(ink.line)
    if (stroke.kind === 'path' && stroke.dashed) doc.undash()
  }
}

function paintLayer(doc: PDFDocument, pen: Pen, type: Typesetter, role: LayerRole, items: readonly DrawItem[]): void {
  const ink = theme.inks[role]
  for (const thick of [false, true]) {
    let any = false
    for (const item of items) {
      if (item.layer !== role || ('weight' in item && item.weight === 'thick') !== thick) continue
      if (item.kind === 'line') pen.line(item.from, item.to)
      else if (item.kind === 'circle') pen.circle(item.centre, item.radiusMm)
      else if (item.kind === 'polyline' && item.bulges) pen.curve(item.points, item.bulges, item.closed)
      else if (item.kind === 'polyline') pen.ring(item.points, item.closed)
      else continue
      any = true
    }
    const factor = thick && role === 'titleBlock' ? 2.5 : 1
    if (any) doc.lineWidth(ink.widthMm * factor * pointsPerMm).stroke(ink.line)
  }
  doc.lineWidth(ink.widthMm * pointsPerMm)
  for (const item of items) {
    if (item.layer !== role) continue
    if (item.kind === 'symbol') paintSymbol(doc, pen, type, item)
    else if (item.kind === 'text') setText(doc, pen, type, item)
  }
}

/** The sheet as a PDF of one page; `missing` are characters no bundled font has (printed as ?). */
export async function writePdf(input: {
  readonly drawList: DrawList
  readonly sheet: Sheet
  readonly fonts: FontFiles
  readonly title: string
}): Promise<{ readonly bytes: Uint8Array; readonly missing: readonly string[] }> {
  const { drawList, sheet, fonts, title } = input
  // A fixed instant feeds the file's id; it is taken out again below, because a drawing's date stands in its title block.
  const info = { Title: title, Creator: 'Plenum', Producer: 'Plenum', CreationDate: new Date(0) }
  const size: [number, number] = [sheet.widthMm * pointsPerMm, sheet.heightMm * pointsPerMm]
  const doc = new PDFDocument({ size, margin: 0, info, pdfVersion: '1.3', autoFirstPage: true, font: '' })
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  delete doc.info.CreationDate
  // pdfkit's XMP packet is not escaped and wants a date; version 1.3 carries none, so it is not even made.
  doc.endMetadata = () => undefined
  doc.lineJoin('round')
  const pen = createPen(doc, sheet)
  const type = createTypesetter(doc, fonts)
  paintTiles(doc, pen, drawList)
  const items = [...drawList.items, ...sheet.items]
  for (const role of layerRoles) paintLayer(doc, pen, type, role, items)
  doc.end()
  await done
  return { bytes: Buffer.concat(chunks), missing: type.missing() }
}
