// Cursors, search and the purge of the store.
import { expect, test } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import type { Store } from '../../src/server/store/open.ts'
import { openTestStore, projectFields } from './open-database.ts'

const insertDesign = (store: Store, id: string, projectId: string, revisions = 1) => {
  const design = { id, projectId, name: id, revision: revisions, outline: null, createdAt: 1, updatedAt: 1 }
  store.design.insert({ ...design, system: { kind: 'panels' } })
  for (let number = 1; number <= revisions; number++)
    store.revision.insert({ designId: id, number, name: id, cause: 'saved', savedAt: number, document: '{}' })
}

test('Pages follow each other without gaps or repeats, also where many rows share an instant', (t) => {
  const store = openTestStore(t)
  const ids = Array.from({ length: 25 }, (_, i) => `p${String(i).padStart(2, '0')}`)
  store.transaction(() => {
    for (const [i, id] of ids.entries()) store.project.insert(projectFields(id, { updatedAt: 1000 + Math.floor(i / 10) }))
  })
  const seen: string[] = []
  let cursor: string | undefined
  let pages = 0
  do {
    const page = store.project.list({ limit: 7, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...page.items.map((p) => p.id))
    pages++
    cursor = page.next ?? undefined
    if (cursor !== undefined) expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
  } while (cursor !== undefined)
  expect([pages, seen]).toEqual([4, [...ids].reverse()])
})

test.for(['', '!!!', 'bm9wZQ', Buffer.from('[1]').toString('base64url'), Buffer.from('{"at":1}').toString('base64url')])(
  'The cursor %j is refused as unreadable',
  (cursor, t) => {
    const store = openTestStore(t)
    expect(() => store.project.list({ cursor })).toThrowError(AppError)
  },
)

test('A search finds any part of a name, whatever its case, in any script, and takes wildcards as letters', (t) => {
  const store = openTestStore(t)
  const names = ['Halle SÜD', 'ÇARŞI', '会议室 A', '100 % done', 'a_b', '｀Ｗｉｄｅ']
  store.transaction(() => {
    for (const [i, name] of names.entries()) store.project.insert(projectFields(`p${i}`, { name, updatedAt: i }))
  })
  const find = (search: string) => store.project.list({ search }).items.map((p) => p.name)
  expect([
    find('süd'),
    find('çarşı'.toUpperCase()),
    find('议室'),
    find('%'),
    find('_'),
    find('wide'),
    find('zzz'),
    find('').length,
  ]).toEqual([['Halle SÜD'], ['ÇARŞI'], ['会议室 A'], ['100 % done'], ['a_b'], ['｀Ｗｉｄｅ'], [], 6])
})

test('The purge removes what was deleted before its time in small steps, and nothing else', (t) => {
  const store = openTestStore(t)
  store.transaction(() => {
    for (const id of ['old', 'recent', 'kept']) store.project.insert(projectFields(id))
    insertDesign(store, 'd-old', 'old', 25)
    insertDesign(store, 'd-kept', 'kept', 3)
    insertDesign(store, 'd-gone', 'kept', 12)
    const none = { reason: undefined, savedTo: undefined }
    const record = {
      designId: 'd-old',
      designRevision: 1,
      format: 'csv',
      status: 'done',
      fileName: 'a.csv',
      contentType: 'text/csv',
    } as const
    const { reason: _r, savedTo: _s, ...rest } = { ...none, bytes: 1, sha256: '', warnings: [], createdAt: 1 }
    store.export.insert({ id: 'e1', ...record, ...rest })
    store.project.setDeletedAt('old', 100)
    store.project.setDeletedAt('recent', 900)
    store.design.setDeletedAt('d-gone', 100)
  })
  const exportIds: string[] = []
  let steps = 0
  for (let more = true; more; steps++) {
    const done = store.purge.step({ before: 500, rows: 10 })
    exportIds.push(...done.exportIds)
    more = done.more
  }
  expect(steps).toBe(7)
  expect(exportIds).toEqual(['e1'])
  expect(['old', 'recent', 'kept'].map((id) => store.project.findDeletedAt(id))).toEqual([undefined, 900, null])
  expect(['d-old', 'd-kept', 'd-gone'].map((id) => store.design.findOwner(id)?.projectId)).toEqual([undefined, 'kept', undefined])
  expect(store.revision.list('d-kept', {}).items).toHaveLength(3)
})
