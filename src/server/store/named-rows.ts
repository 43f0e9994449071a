// What every table of named things with an id and a createdAt has: one, all by name, pages of the newest, and the end of one.
import type { Database } from 'better-sqlite3'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface NamedRows<Row> {
  find(id: string): Row | undefined
  /** By name. */
  all(): Row[]
  /** Newest first. */
  list(request: PageRequest): PageOf<Row>
  remove(id: string): void
}

/** Prepares every statement once. `rowFrom` reads what is kept as JSON or as 0 and 1. */
export function createNamedRows<Stored extends { readonly id: string; readonly createdAt: number }, Row>(
  db: Database,
  table: 'apiKey' | 'hookSource' | 'webhook',
  rowFrom: (stored: Stored) => Row,
  columns = '*',
): NamedRows<Row> {
  const find = db.prepare<[string], Stored>(`SELECT ${columns} FROM ${table} WHERE id = ?`)
  const all = db.prepare<[], Stored>(`SELECT ${columns} FROM ${table} ORDER BY name, id`)
  const list = db.prepare<[object], Stored>(
    `SELECT ${columns} FROM ${table} WHERE (createdAt, id) < (@at, @id) ORDER BY createdAt DESC, id DESC LIMIT @limit`,
  )
  const remove = db.prepare(`DELETE FROM ${table} WHERE id = ?`)
  return {
    find: (id) => {
      const stored = find.get(id)
      return stored && rowFrom(stored)
    },
    all: () => all.all().map(rowFrom),
    list: (request) =>
      readPage({ request, read: (from) => list.all(from), position: (row) => ({ at: row.createdAt, id: row.id }), item: rowFrom }),
    remove: (id) => void remove.run(id),
  }
}
