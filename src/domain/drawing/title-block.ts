// The title block: who, what, which number, at what scale. Every field of ceiling.md section 7, in the paper's lower right corner.
import type { TitleBlock } from '../design.ts'
import type { Bounds, Point } from '../geometry/point.ts'
import type { DrawItem } from './draw-list.ts'
import { sanitiseText } from './sanitise-text.ts'
import { paperText } from './sheet-blocks.ts'
import { fitText, wrapText } from './text-width.ts'

interface Cell {
  readonly label: string
  readonly value: string
  /** Part of the row's width. */
  readonly part: number
  readonly lines?: number
  readonly bold?: boolean
}

/** Height of the title block on paper, mm. */
export function titleBlockHeight(size: number): number {
  return (12.5 * 2 + 8 * 4) * size
}

function drawCell(box: Bounds, cell: Cell, size: number): DrawItem[] {
  const label = 1.3 * size
  const value = (cell.bold ? 2.4 : 2) * size
  const room = box.maxX - box.minX - 3.2 * size
  const items: DrawItem[] = [paperText({ x: box.minX + 1.6 * size, y: box.maxY - 1.5 * size - label, text: cell.label, heightMm: label })]
  const wrapped = wrapText(sanitiseText(cell.value), value, room)
  const shown = wrapped.slice(0, cell.lines ?? 1)
  if (wrapped.length > shown.length) {
    const last = shown.length - 1
    shown[last] = fitText(`${shown[last]} ${wrapped.slice(shown.length).join(' ')}`, value, room)
  }
  shown.forEach((text, index) => {
    if (text === '') return
    const y = box.maxY - 3 * size - label - value - index * value * 1.55
    items.push(paperText({ x: box.minX + 1.6 * size, y, text, heightMm: value, bold: cell.bold ?? false }))
  })
  return items
}

/** An arrow in a circle with N above: north is up, as drawn. */
function drawNorth(centre: Point, size: number): DrawItem[] {
  const r = 2.3 * size
  const [x, y] = [centre[0], centre[1] - 0.9 * size]
  return [
    { kind: 'circle', layer: 'titleBlock', centre: [x, y], radiusMm: r },
    { kind: 'line', layer: 'titleBlock', from: [x, y - r], to: [x, y + r] },
    {
      kind: 'polyline',
      layer: 'titleBlock',
      points: [
        [x - 0.8 * size, y + r - 1.6 * size],
        [x, y + r],
        [x + 0.8 * size, y + r - 1.6 * size],
      ],
      closed: false,
    },
    paperText({ x: x + r + 0.8 * size, y: y - 0.7 * size, text: 'N', heightMm: 1.6 * size, bold: true }),
  ]
}

/** Draws the block with its lower edge on the box's; `scaleText` reads "1:50 (A3)". */
export function drawTitleBlock(input: {
  readonly box: Bounds
  readonly size: number
  readonly titleBlock: TitleBlock
  readonly scaleText: string
}): DrawItem[] {
  const { box, size, titleBlock: t, scaleText } = input
  const rows: readonly { heightMm: number; cells: readonly Cell[] }[] = [
    { heightMm: 12.5, cells: [{ label: 'Project', value: t.project, part: 1, lines: 2 }] },
    { heightMm: 12.5, cells: [{ label: 'Drawing', value: t.drawing, part: 1, lines: 2, bold: true }] },
    {
      heightMm: 8,
      cells: [
        { label: 'Drawing number', value: t.drawingNumber, part: 0.68 },
        { label: 'Revision', value: t.revision, part: 0.32 },
      ],
    },
    {
      heightMm: 8,
      cells: [
        { label: 'Scale', value: scaleText, part: 0.5 },
        { label: 'Date', value: t.date, part: 0.5 },
      ],
    },
    {
      heightMm: 8,
      cells: [
        { label: 'Drawn', value: t.drawnBy, part: 0.5 },
        { label: 'Checked', value: t.checkedBy, part: 0.5 },
      ],
    },
    {
      heightMm: 8,
      cells: [
        { label: 'Level', value: t.level, part: 0.68 },
        { label: 'North', value: '', part: 0.32 },
      ],
    },
  ]
  const items: DrawItem[] = []
  let top = box.minY + titleBlockHeight(size)
  for (const row of rows) {
    const bottom = top - row.heightMm * size
    items.push({ kind: 'line', layer: 'titleBlock', from: [box.minX, top], to: [box.maxX, top] })
    let left = box.minX
    for (const cell of row.cells) {
      const right = left + (box.maxX - box.minX) * cell.part
      const area = { minX: left, minY: bottom, maxX: right, maxY: top }
      if (left > box.minX) items.push({ kind: 'line', layer: 'titleBlock', from: [left, bottom], to: [left, top] })
      items.push(...drawCell(area, cell, size))
      if (cell.label === 'North') items.push(...drawNorth([(left + right) / 2, (bottom + top) / 2], size))
      left = right
    }
    top = bottom
  }
  return items
}
