// Autosave of one design: debounced PUT with If-Match, a journal that survives a reload until the save is acknowledged, back-off while the
// server is away, and a conflict that waits for the person. Guarantee: nothing is overwritten that this window has not read; attacked by
// autosave.test.ts. Time, storage and the server enter as arguments.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DesignRecord } from '../../contract/schemas/design.ts'
import type { Design } from '../../domain/design.ts'
import type { Failure } from '../api/failure.ts'
import type { Journal } from './journal.ts'

export type SaveState =
  | { readonly kind: 'saved'; readonly at: number }
  | { readonly kind: 'dirty' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly reason: string; readonly retryAt: number | null }
  | { readonly kind: 'conflict'; readonly theirs: DesignRecord }

export interface AutosaveState {
  readonly save: SaveState
  readonly name: string
  readonly revision: number
}

export interface AutosaveOptions {
  readonly record: Pick<DesignRecord, 'id' | 'name' | 'revision' | 'updatedAt'>
  readonly journal: Journal
  /** The document as it is now. */
  readonly read: () => Design
  /** Puts another document into the editor. */
  readonly load: (design: Design) => void
  readonly put: (body: { readonly document: Design; readonly name: string; readonly ifMatch: number }) => Promise<DesignRecord>
  readonly fetch: () => Promise<DesignRecord>
  readonly createCopy: (body: { readonly document: Design; readonly name: string }) => Promise<void>
  readonly failureOf: (error: unknown) => Failure
  readonly describe: (error: unknown) => string
  readonly documentOf: (record: DesignRecord) => Design
  readonly now: () => number
  readonly setTimer: (run: () => void, delayMs: number) => () => void
}

export interface Autosave {
  readonly store: StoreApi<AutosaveState>
  /** The document changed by one step. */
  noteChange(): void
  rename(name: string): void
  /** Saves now; also the Retry button. */
  flush(): Promise<void>
  /** Another window saved this revision (null: events may have been missed). */
  noteRemote(revision: number | null): Promise<'same' | 'loaded' | 'conflict'>
  resolve(choice: 'mine' | 'theirs' | 'copy'): Promise<void>
  /** Takes a record made by the server itself (a restored revision). */
  adopt(record: DesignRecord): void
  isUnsaved(): boolean
  dispose(): void
}

const debounceMs = 600
const firstRetryMs = 1_000
const lastRetryMs = 30_000

/** Starts clean at the record's revision; call noteChange() at once when the journal's work was loaded. */
export function createAutosave(options: AutosaveOptions): Autosave {
  const { record, journal } = options
  const store = createStore<AutosaveState>(() => ({
    save: { kind: 'saved', at: record.updatedAt },
    name: record.name,
    revision: record.revision,
  }))
  let changes = 0
  let savedChanges = 0
  let running: Promise<void> | null = null
  let stopTimer = () => {}
  let retryMs = firstRetryMs
  let disposed = false

  const set = (save: SaveState) => store.setState({ save })
  const isUnsaved = () => changes !== savedChanges
  const schedule = (delayMs: number) => {
    stopTimer()
    if (!disposed) stopTimer = options.setTimer(() => void flush(), delayMs)
  }
  const writeJournal = () => {
    const { revision, name } = store.getState()
    journal.write({ baseRevision: revision, name, document: options.read(), at: options.now() })
  }
  const settle = (saved: DesignRecord, at: number) => {
    store.setState({ revision: saved.revision, name: saved.name })
    savedChanges = at
    if (isUnsaved()) {
      writeJournal()
      set({ kind: 'dirty' })
      schedule(debounceMs)
    } else {
      journal.clear()
      set({ kind: 'saved', at: saved.updatedAt })
    }
  }

  async function save(): Promise<void> {
    const at = changes
    const { name, revision } = store.getState()
    const document = options.read()
    set({ kind: 'saving' })
    try {
      const saved = await options.put({ document, name, ifMatch: revision })
      retryMs = firstRetryMs
      // The name may have been typed again meanwhile: the server's answer must not take it back.
      const typed = store.getState().name
      settle(changes === at ? saved : { ...saved, name: typed }, at)
    } catch (error) {
      const failure = options.failureOf(error)
      if (failure === 'stale') await meetConflict()
      else {
        const retries = failure === 'unreachable'
        set({ kind: 'failed', failure, reason: options.describe(error), retryAt: retries ? options.now() + retryMs : null })
        if (retries) {
          schedule(retryMs)
          retryMs = Math.min(retryMs * 2, lastRetryMs)
        }
      }
    }
  }

  async function meetConflict(): Promise<void> {
    try {
      const theirs = await options.fetch()
      const mine = options.read()
      // Both windows hold the same thing: only the number is news.
      if (isSame(mine, options.documentOf(theirs)) && theirs.name === store.getState().name) settle(theirs, changes)
      else set({ kind: 'conflict', theirs })
    } catch (error) {
      const failure = options.failureOf(error)
      set({ kind: 'failed', failure, reason: options.describe(error), retryAt: options.now() + retryMs })
      schedule(retryMs)
    }
  }

  function flush(): Promise<void> {
    stopTimer()
    if (running) return running.then(() => (isUnsaved() && store.getState().save.kind === 'dirty' ? flush() : undefined))
    if (!isUnsaved() || store.getState().save.kind === 'conflict' || disposed) return Promise.resolve()
    running = save().finally(() => {
      running = null
    })
    return running
  }

  const noteChange = () => {
    changes++
    writeJournal()
    const { kind } = store.getState().save
    if (kind === 'conflict') return
    if (kind !== 'saving') set({ kind: 'dirty' })
    schedule(debounceMs)
  }

  const adopt = (theirs: DesignRecord) => {
    stopTimer()
    journal.clear()
    savedChanges = changes
    options.load(options.documentOf(theirs))
    store.setState({ revision: theirs.revision, name: theirs.name, save: { kind: 'saved', at: theirs.updatedAt } })
  }

  return {
    store,
    noteChange,
    rename: (name) => {
      const next = name.trim()
      if (next === '' || next === store.getState().name) return
      store.setState({ name: next })
      noteChange()
    },
    flush,
    noteRemote: async (revision) => {
      if (running) await running
      const own = store.getState().revision
      if (revision !== null && revision <= own) return 'same'
      const theirs = await options.fetch()
      if (theirs.revision <= store.getState().revision) return 'same'
      if (isUnsaved()) {
        stopTimer()
        set({ kind: 'conflict', theirs })
        return 'conflict'
      }
      adopt(theirs)
      return 'loaded'
    },
    resolve: async (choice) => {
      const { save: state, name } = store.getState()
      if (state.kind !== 'conflict') return
      const { theirs } = state
      if (choice === 'theirs') return adopt(theirs)
      if (choice === 'copy') {
        await options.createCopy({ document: options.read(), name })
        return adopt(theirs)
      }
      store.setState({ revision: theirs.revision, save: { kind: 'dirty' } })
      writeJournal()
      return flush()
    },
    adopt,
    isUnsaved,
    dispose: () => {
      stopTimer()
      disposed = true
    },
  }
}

/** Deep equality of plain data. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
}
