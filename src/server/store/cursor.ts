// Paging by (instant, id), newest first: opaque base64url cursors, so a page is never counted off by offset.
import { AppError } from '../../contract/errors.ts'

export interface PageRequest {
  readonly limit?: number
  readonly cursor?: string
}

export interface PageOf<T> {
  items: T[]
  next: string | null
}

interface Position {
  readonly at: number
  readonly id: string
}

const defaultLimit = 50
/** Before the first page: larger than every instant and every id. */
const start: Position = { at: Number.MAX_SAFE_INTEGER, id: '\u{10ffff}' }

/** Opaque text for "after this row". */
export function cursorFromPosition({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url')
}

/** The row a cursor stands for; throws AppError bad_request for text that is no cursor of ours. */
export function positionFromCursor(cursor: string): Position {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown]
    if (Number.isSafeInteger(at) && typeof id === 'string') return { at: at as number, id }
  } catch {
    // Falls through to the one refusal below.
  }
  throw new AppError('bad_request', 'The cursor is not one this server gave out', {
    hint: 'Ask for the first page again, without a cursor.',
    errors: [{ pointer: 'query/cursor', detail: 'Send the `next` of the last reply, unchanged.' }],
  })
}

/** Reads one row more than asked, to know whether there is a next page. */
export function readPage<Row, Item>({
  request,
  read,
  position,
  item,
}: {
  request: PageRequest
  read: (from: Position & { limit: number }) => Row[]
  position: (row: Row) => Position
  item: (row: Row) => Item
}): PageOf<Item> {
  const limit = request.limit ?? defaultLimit
  const from = request.cursor === undefined ? start : positionFromCursor(request.cursor)
  const rows = read({ ...from, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { items: page.map(item), next: rows.length > limit && last !== undefined ? cursorFromPosition(position(last)) : null }
}
