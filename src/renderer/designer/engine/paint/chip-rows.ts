// What the chip beside the cursor says, as plain rows: typed values, and while the grid moves cuts, smallest, waste, price and their
// differences to alternative 1. Pure, so that tests read it without a canvas.

import type { Point } from '../../../../domain/geometry/point.ts'
import { formatLength, formatRatio } from '../../../../domain/units.ts'
import type { EditorState, Translate, TypedField, Units } from '../editor-state.ts'
import { readCopyRow } from '../tools/afterthought.ts'

export interface ChipWords {
  readonly translate: Translate
  readonly formatMoney: (amount: number, currency: string) => string
}

export interface ChipRow {
  readonly name: string
  readonly value: string
  readonly versus: string
  readonly tone: 'value' | 'live' | 'error'
}

/** Rows from top to bottom. */
export function chipRows(
  state: Pick<EditorState, 'typed' | 'live'>,
  given: { readonly units: Units; readonly words: ChipWords; readonly moved?: Point | undefined },
): readonly ChipRow[] {
  const { units, words } = given
  const { typed, live } = state
  const rows: ChipRow[] = []
  for (const [index, field] of (['dx', 'dy'] as const).entries()) {
    const isTyped = typed && (typed.locked[field] !== undefined || (typed.field === field && typed.text !== ''))
    const mm = given.moved?.[index]
    if (mm === undefined || isTyped) continue
    rows.push({ name: words.translate(`field.${field}`), value: formatLength(mm, { ...units, withUnit: true }), versus: '', tone: 'live' })
  }
  if (typed) {
    const name = (field: TypedField) => words.translate(`field.${field}`)
    for (const [field, value] of Object.entries(typed.locked) as [TypedField, number][]) {
      if (field === typed.field && typed.text !== '') continue
      const printed = typed.texts[field] ?? (field === 'angle' ? `${value}°` : formatLength(value, { ...units, withUnit: true }))
      rows.push({ name: name(field), value: printed, versus: '', tone: 'value' })
    }
    if (typed.text !== '' || (typed.locked[typed.field] === undefined && !given.moved)) {
      const isRow = (typed.field === 'dx' || typed.field === 'dy') && readCopyRow(typed.text) !== null
      rows.push({ name: isRow ? words.translate('field.copies') : name(typed.field), value: `${typed.text}▏`, versus: '', tone: 'live' })
    }
    if (typed.error) rows.push({ name: '', value: typed.error, versus: '', tone: 'error' })
  }
  if (live) {
    const { versus } = live
    const row = (key: string, value: string, difference: string) =>
      rows.push({ name: words.translate(`live.${key}`), value, versus: difference, tone: 'value' })
    const percent = (ratio: number) => formatRatio(ratio, { decimal: units.decimal })
    row('cuts', String(live.cuts), versus ? signed(versus.cuts, String) : '')
    const length = (mm: number) => formatLength(mm, units)
    row(
      'smallest',
      live.smallestMm === null
        ? '–'
        : live.smallestMm === 0
          ? words.translate('live.full')
          : formatLength(live.smallestMm, { ...units, withUnit: true }),
      versus?.smallestMm == null ? '' : signed(versus.smallestMm, length),
    )
    row('waste', percent(live.wasteRatio), versus ? signed(versus.wasteRatio, percent) : '')
    row(
      'price',
      words.formatMoney(live.price, live.currency),
      versus ? signed(versus.price, (n) => words.formatMoney(n, live.currency)) : '',
    )
  }
  return rows
}

/** A difference with its sign: ±0 where nothing changes, a true minus sign where it falls. */
export function signed(value: number, print: (magnitude: number) => string): string {
  if (Math.abs(value) < 5e-4) return '±0'
  return `${value > 0 ? '+' : '−'}${print(Math.abs(value))}`
}
