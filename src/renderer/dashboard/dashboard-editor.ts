// A dashboard while its panels are arranged: what is shown, the steps back, and saving in order with the revision that was read. When another
// window saved in between, nothing is lost: both versions are kept until the person chooses.
import { create } from 'zustand'
import type { Client } from '../../contract/client.ts'
import type { DashboardRecord, Tile } from '../../contract/schemas/dashboard.ts'
import { failureOf } from '../api/failure.ts'

export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'conflict'; readonly theirs: DashboardRecord }

export interface DashboardView {
  readonly tiles: readonly Tile[]
  readonly save: SaveState
  readonly canUndo: boolean
  readonly canRedo: boolean
}

type Later = (run: () => void, ms: number) => unknown

interface Options {
  readonly client: Pick<Client, 'changeDashboard' | 'getDashboard'>
  readonly dashboard: DashboardRecord
  readonly onSaved: (dashboard: DashboardRecord) => void
  readonly later?: Later
}

/** Changes within this time are saved together, ms. */
const gatherMs = 400
const mostSteps = 100

export type DashboardEditor = ReturnType<typeof createDashboardEditor>

/** Opens a dashboard for changes. */
export function createDashboardEditor({ client, dashboard, onSaved, later = setTimeout }: Options) {
  const id = dashboard.id
  let revision = dashboard.revision
  let savedTiles = dashboard.tiles as readonly Tile[]
  let undoable: (readonly Tile[])[] = []
  let redoable: (readonly Tile[])[] = []
  let isSaving = false
  let isWaiting = false
  const store = create<DashboardView>()(() => ({ tiles: dashboard.tiles, save: { kind: 'saved' }, canUndo: false, canRedo: false }))
  const show = (tiles: readonly Tile[]) => store.setState({ tiles, canUndo: undoable.length > 0, canRedo: redoable.length > 0 })

  const send = async () => {
    isWaiting = false
    const { tiles, save } = store.getState()
    if (isSaving || save.kind === 'conflict') return
    if (tiles === savedTiles) {
      store.setState({ save: { kind: 'saved' } })
      return
    }
    isSaving = true
    store.setState({ save: { kind: 'saving' } })
    try {
      const saved = await client.changeDashboard({ params: { id }, body: { tiles: [...tiles] }, ifMatch: revision })
      revision = saved.revision
      savedTiles = tiles
      store.setState({ save: { kind: 'saved' } })
      onSaved(saved)
    } catch (error) {
      if (failureOf(error) === 'stale') {
        const theirs = await client.getDashboard({ params: { id } }).catch(() => null)
        store.setState({ save: theirs ? { kind: 'conflict', theirs } : { kind: 'failed', error } })
      } else store.setState({ save: { kind: 'failed', error } })
    } finally {
      isSaving = false
    }
    const after = store.getState()
    if (after.tiles !== savedTiles && after.save.kind === 'saved') saveSoon()
  }
  const saveSoon = () => {
    if (isWaiting) return
    isWaiting = true
    later(() => void send(), gatherMs)
  }
  const take = (tiles: readonly Tile[]) => {
    show(tiles)
    saveSoon()
  }

  return {
    id,
    store,
    /** One step that can be taken back. */
    change(tiles: readonly Tile[]) {
      const before = store.getState().tiles
      if (tiles === before) return
      undoable = [...undoable.slice(1 - mostSteps), before]
      redoable = []
      take(tiles)
    },
    undo() {
      const before = undoable.pop()
      if (!before) return
      redoable.push(store.getState().tiles)
      take(before)
    },
    redo() {
      const next = redoable.pop()
      if (!next) return
      undoable.push(store.getState().tiles)
      take(next)
    },
    retry: saveSoon,
    /** The page is being left: what waits goes out now. */
    flush() {
      if (isWaiting) void send()
    },
    /** What the server says now; taken only while there is nothing of ours on the way. */
    follow(record: DashboardRecord) {
      const { tiles, save } = store.getState()
      if (record.revision <= revision || isSaving || isWaiting || save.kind === 'conflict') return
      if (tiles !== savedTiles) return
      revision = record.revision
      savedTiles = record.tiles
      undoable = []
      redoable = []
      show(record.tiles)
    },
    takeTheirs() {
      const { save } = store.getState()
      if (save.kind !== 'conflict') return
      revision = save.theirs.revision
      savedTiles = save.theirs.tiles
      undoable = []
      redoable = []
      store.setState({ save: { kind: 'saved' } })
      show(savedTiles)
      onSaved(save.theirs)
    },
    keepMine() {
      const { save } = store.getState()
      if (save.kind !== 'conflict') return
      revision = save.theirs.revision
      savedTiles = save.theirs.tiles
      store.setState({ save: { kind: 'saving' } })
      void send()
    },
  }
}
