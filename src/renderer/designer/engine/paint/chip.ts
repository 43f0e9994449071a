// The chip beside the cursor: rows of chip-rows.ts in a small box that stays inside the canvas.
import type { Point } from '../../../../domain/geometry/point.ts'
import type { EditorState, Units } from '../editor-state.ts'
import { rulerPx } from '../view.ts'
import { type ChipRow, type ChipWords, chipRows } from './chip-rows.ts'
import { type Frame, px, py, setFont } from './frame.ts'

const lineHeightPx = 17
const mostErrorPx = 260

/** Paints the chip below and to the right of its anchor, or wherever there is room. */
export function paintChip(
  frame: Frame,
  given: {
    readonly anchor: Point
    readonly state: EditorState
    readonly units: Units
    readonly words: ChipWords
    readonly moved?: Point | undefined
  },
): void {
  const { context, palette, view } = frame
  setFont(frame, 12)
  const rows = chipRows(given.state, given).flatMap((row) => (row.tone === 'error' ? wrapRow(frame, row) : [row]))
  if (rows.length === 0) return
  const nameWidth = Math.max(...rows.map((row) => context.measureText(row.name).width))
  setFont(frame, 12, 600)
  const valueWidth = Math.max(...rows.map((row) => (row.name === '' ? 0 : context.measureText(row.value).width)))
  setFont(frame, 12)
  const versusWidth = Math.max(...rows.map((row) => context.measureText(row.versus).width))
  const errorWidth = Math.max(0, ...rows.map((row) => (row.name === '' ? context.measureText(row.value).width : 0)))
  const width = Math.max(nameWidth + 16 + valueWidth + (versusWidth > 0 ? versusWidth + 16 : 0), errorWidth) + 16
  const height = rows.length * lineHeightPx + 10
  const [x, y] = [px(frame, given.anchor[0]), py(frame, given.anchor[1])]
  const leastPx = rulerPx + 4
  const left = Math.round(Math.max(leastPx, x + 16 + width > view.widthPx ? Math.min(x - 16, view.widthPx - 4) - width : x + 16))
  const top = Math.round(Math.max(leastPx, y + 16 + height > view.heightPx ? Math.min(y - 16, view.heightPx - 4) - height : y + 16))
  context.fillStyle = palette.surface
  context.fillRect(left, top, width, height)
  context.strokeStyle = palette.accent
  context.lineWidth = 1
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1)
  context.textBaseline = 'middle'
  for (const [index, row] of rows.entries()) {
    const middle = top + 5 + lineHeightPx * (index + 0.5)
    setFont(frame, 12)
    context.textAlign = 'left'
    context.fillStyle = row.tone === 'live' ? palette.accent : palette.ink2
    context.fillText(row.name, left + 8, middle)
    context.textAlign = 'right'
    context.fillStyle = palette.ink3
    context.fillText(row.versus, left + width - 8, middle)
    setFont(frame, 12, row.tone === 'error' ? 400 : 600)
    context.fillStyle = row.tone === 'error' ? palette.alarm : row.tone === 'live' ? palette.accent : palette.ink
    if (row.name === '') {
      context.textAlign = 'left'
      context.fillText(row.value, left + 8, middle)
    } else context.fillText(row.value, left + width - 8 - (versusWidth > 0 ? versusWidth + 16 : 0), middle)
  }
}

/** A sentence over as many lines as it needs; a word longer than a line stands alone. */
function wrapRow({ context }: Frame, row: ChipRow): ChipRow[] {
  const lines: string[] = []
  for (const word of row.value.split(' ')) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && context.measureText(longer).width <= mostErrorPx) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.map((value) => ({ ...row, value }))
}
