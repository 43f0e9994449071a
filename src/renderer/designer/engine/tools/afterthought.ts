// What numbers typed right after a step mean: they change that step in its place, so the history keeps one step.
// `5x` after a copy makes five of them in a row, `5/` divides the way into five. Pure planning, no state.
import { type Design, limits } from '../../../../domain/design.ts'
import type { Edit } from '../../../../domain/edits.ts'
import type { Point } from '../../../../domain/geometry/point.ts'
import type { Translate, TypedField } from '../editor-state.ts'
import { planCopies, planMove, squareTo } from './drag-things.ts'
import type { Values } from './segment-values.ts'

/** A row of copies: `times` further ones at the same distance, or `into` equal parts of it. */
export interface CopyRow {
  readonly count: number
  readonly how: 'times' | 'into'
}

export interface Retake {
  readonly values: Values
  readonly row: CopyRow | null
  readonly createId: (kind: 'fixture' | 'dimension') => string
}

export type Retaken =
  | { readonly edit: Edit; readonly labelKey: string; readonly selection?: readonly string[]; readonly again: Afterthought }
  | { readonly refused: string }

export interface Afterthought {
  readonly fields: readonly [TypedField, ...TypedField[]]
  /** `5x` and `5/` are understood. */
  readonly rows: boolean
  /** The step these values make in the place of the last one. */
  retake(given: Retake): Retaken
}

/** `5x`, `5*`, `5×` and `5/`, as typed; null for every other text. */
export function readCopyRow(text: string): CopyRow | null {
  const found = /^\s*(\d{1,4})\s*([x*×/])\s*$/i.exec(text)
  if (!found) return null
  return { count: Number(found[1]), how: found[2] === '/' ? 'into' : 'times' }
}

/** A move by dx and dy of everything in `ids`, as it stood before. */
export function rethinkMove(given: {
  readonly before: Design
  readonly ids: ReadonlySet<string>
  readonly by: Point
  readonly labelKey: string
}): Afterthought {
  const { before, ids, labelKey } = given
  const [only] = ids
  return {
    fields: ['dx', 'dy'],
    rows: false,
    retake({ values }) {
      const by = changedBy(given.by, values)
      const edit = planMove(before, ids, only !== undefined && ids.size === 1 ? squareTo(before, only, by) : by)
      return { edit: edit ?? { kind: 'all', edits: [] }, labelKey, again: rethinkMove({ ...given, by }) }
    },
  }
}

/** Copies of `ids` at dx and dy, alone or in a row. */
export function rethinkCopies(given: {
  readonly before: Design
  readonly ids: ReadonlySet<string>
  readonly by: Point
  readonly row: CopyRow | null
  readonly translate: Translate
}): Afterthought {
  const { before, ids, translate } = given
  return {
    fields: ['dx', 'dy'],
    rows: true,
    retake({ values, row = null, createId }) {
      const by = changedBy(given.by, values)
      const nextRow = row ?? given.row
      const count = nextRow?.count ?? 1
      if (count < 1) return { refused: translate('say.noCopies') }
      const [fixtures, dimensions] = [before.fixtures, before.dimensions].map((map) => ({
        has: Object.keys(map).length,
        more: count * [...ids].filter((id) => Object.hasOwn(map, id)).length,
      })) as [{ has: number; more: number }, { has: number; more: number }]
      if (fixtures.has + fixtures.more > limits.fixtures || dimensions.has + dimensions.more > limits.dimensions) {
        return { refused: translate('say.tooManyCopies', { count: limits.fixtures }) }
      }
      const copies = planCopies(before, { ids, by, row: nextRow, createId })
      if (!copies) return { refused: translate('say.notDuplicable') }
      return { edit: copies.edit, labelKey: 'step.duplicate', selection: copies.ids, again: rethinkCopies({ ...given, by, row: nextRow }) }
    },
  }
}

/** The grid's origin at dx and dy from where it lay. */
export function rethinkOrigin(start: Point, by: Point): Afterthought {
  return {
    fields: ['dx', 'dy'],
    rows: false,
    retake({ values }) {
      const next = changedBy(by, values)
      const edit: Edit = { kind: 'pinOrigin', origin: [start[0] + next[0], start[1] + next[1]] }
      return { edit, labelKey: 'step.moveOrigin', again: rethinkOrigin(start, next) }
    },
  }
}

/** A rectangular room from its first corner; the typed sides keep to the side the hand went to. */
export function rethinkRectangle(given: { readonly from: Point; readonly to: Point; readonly translate: Translate }): Afterthought {
  const { from, to, translate } = given
  const side = (axis: 0 | 1, typed: number | undefined) => {
    const span = to[axis] - from[axis]
    return typed === undefined ? to[axis] : from[axis] + typed * (typed >= 0 && span < 0 ? -1 : 1)
  }
  return {
    fields: ['width', 'height'],
    rows: false,
    retake({ values }) {
      const next: Point = [side(0, values.width), side(1, values.height)]
      if (next[0] === from[0] || next[1] === from[1]) return { refused: translate('say.zeroLength') }
      return {
        edit: { kind: 'setRoom', room: { outer: rectangleBetween(from, next) } },
        labelKey: 'step.drawRoom',
        again: rethinkRectangle({ ...given, to: next }),
      }
    },
  }
}

/** The distance of a dimension's line; `make` builds the edit that places it. */
export function rethinkOffset(labelKey: string, make: (offsetMm: number) => Edit): Afterthought {
  const thought: Afterthought = {
    fields: ['offset'],
    rows: false,
    retake: ({ values }) => ({ edit: make(values.offset ?? 0), labelKey, again: thought }),
  }
  return thought
}

/** The four corners of the upright box between two points, counter-clockwise from its lower left. */
export function rectangleBetween(a: Point, b: Point): Point[] {
  const [minX, minY, maxX, maxY] = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]
  return [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ]
}

function changedBy(by: Point, values: Values): Point {
  return [values.dx ?? by[0], values.dy ?? by[1]]
}
