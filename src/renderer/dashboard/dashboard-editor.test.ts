// Arranging a dashboard: steps back, saves in order with the revision, and two windows that change it at once.
import { describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import type { ChangeDashboard, DashboardRecord, Tile } from '../../contract/schemas/dashboard.ts'
import { createDashboardEditor } from './dashboard-editor.ts'

const tile = (id: string): Tile => ({ kind: 'value', id, column: 0, row: 0, width: 2, height: 3, sensorId: 'n1_temperature' })
const record = (more: Partial<DashboardRecord> = {}): DashboardRecord => ({
  id: 'd1',
  name: 'Office',
  designId: null,
  tiles: [tile('a')],
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
  ...more,
})

/** A server that knows one dashboard, and time that passes when it is told to. */
function open() {
  let held = record()
  const saves: number[] = []
  const timers: (() => void)[] = []
  let offline = false
  const client = {
    changeDashboard: async ({ body, ifMatch }: { body: ChangeDashboard; ifMatch?: number }) => {
      if (offline) throw new TypeError('fetch failed')
      if (ifMatch !== held.revision) throw new AppError('stale', 'It was changed')
      held = { ...held, ...(body.tiles ? { tiles: body.tiles } : {}), revision: held.revision + 1 }
      saves.push(held.revision)
      return held
    },
    getDashboard: async () => held,
  }
  const editor = createDashboardEditor({ client, dashboard: held, onSaved: () => undefined, later: (run) => timers.push(run) })
  const settle = async () => {
    while (timers.length > 0) {
      timers.shift()?.()
      for (let n = 0; n < 10; n++) await Promise.resolve()
    }
  }
  const byOthers = (tiles: Tile[]) => {
    held = { ...held, tiles, revision: held.revision + 1 }
    return held
  }
  return {
    editor,
    settle,
    saves,
    byOthers,
    server: () => held,
    setOffline: (is: boolean) => {
      offline = is
    },
  }
}
const ids = (tiles: readonly Tile[]) => tiles.map((t) => t.id)

describe('arranging', () => {
  it('sends what waits when the page is left, and nothing when nothing does', async () => {
    const { editor, saves, server, settle } = open()
    editor.flush()
    editor.change([tile('a'), tile('b')])
    editor.flush()
    for (let n = 0; n < 10; n++) await Promise.resolve()
    expect([saves.length, ids(server().tiles as Tile[])]).toEqual([1, ['a', 'b']])
    await settle()
    expect(saves.length).toBe(1)
  })

  it('saves changes together and counts the revision up', async () => {
    const { editor, settle, saves, server } = open()
    editor.change([tile('a'), tile('b')])
    editor.change([tile('b')])
    await settle()
    expect(saves).toEqual([2])
    expect(ids(server().tiles)).toEqual(['b'])
    editor.change([])
    await settle()
    expect(saves).toEqual([2, 3])
  })
  it('goes back and forth step by step, and saves where it stands', async () => {
    const { editor, settle, server } = open()
    editor.change([tile('b')])
    editor.change([tile('c')])
    editor.undo()
    expect(ids(editor.store.getState().tiles)).toEqual(['b'])
    editor.undo()
    expect(editor.store.getState()).toMatchObject({ canUndo: false, canRedo: true })
    editor.redo()
    await settle()
    expect(ids(server().tiles)).toEqual(['b'])
  })
  it('keeps a change that couldn’t be saved and saves it later', async () => {
    const { editor, settle, server, setOffline } = open()
    setOffline(true)
    editor.change([tile('b')])
    await settle()
    expect(editor.store.getState().save.kind).toBe('failed')
    expect(ids(editor.store.getState().tiles)).toEqual(['b'])
    setOffline(false)
    editor.retry()
    await settle()
    expect(ids(server().tiles)).toEqual(['b'])
  })
})

describe('two windows', () => {
  it('keep both versions until the person chooses theirs', async () => {
    const { editor, settle, byOthers, server } = open()
    byOthers([tile('theirs')])
    editor.change([tile('mine')])
    await settle()
    expect(editor.store.getState().save.kind).toBe('conflict')
    expect(ids(editor.store.getState().tiles)).toEqual(['mine'])
    editor.takeTheirs()
    expect(ids(editor.store.getState().tiles)).toEqual(['theirs'])
    await settle()
    expect(ids(server().tiles)).toEqual(['theirs'])
  })
  it('or their own, which goes on top', async () => {
    const { editor, settle, byOthers, server } = open()
    byOthers([tile('theirs')])
    editor.change([tile('mine')])
    await settle()
    editor.keepMine()
    await settle()
    expect(ids(server().tiles)).toEqual(['mine'])
    expect(server().revision).toBe(3)
    expect(editor.store.getState().save.kind).toBe('saved')
  })
  it('follow each other while nothing is being changed here', async () => {
    const { editor, byOthers } = open()
    editor.follow(byOthers([tile('theirs')]))
    expect(ids(editor.store.getState().tiles)).toEqual(['theirs'])
    editor.change([tile('mine')])
    editor.follow(byOthers([tile('again')]))
    expect(ids(editor.store.getState().tiles)).toEqual(['mine'])
  })
})
