// Work that the server has not acknowledged yet, kept in this browser so that a reload or a crash of the window loses nothing.
import type { Design } from '../../domain/design.ts'

export interface JournalEntry {
  /** The revision this work stands on. */
  readonly baseRevision: number
  readonly name: string
  readonly document: Design
  readonly at: number
}

export interface Journal {
  /** False when the browser refused (storage full): the caller's only copy is then in memory. */
  write(entry: JournalEntry): boolean
  read(): JournalEntry | null
  clear(): void
}

const prefix = (designId: string) => `plenum.journal.${designId}.`

/** The journal of one design in one window. Windows keep apart, so that two of them can't clear each other's work. */
export function openJournal(key: { readonly designId: string; readonly windowId: string }, storage: Storage): Journal {
  const name = prefix(key.designId) + key.windowId
  return {
    write: (entry) => {
      try {
        storage.setItem(name, JSON.stringify(entry))
        return true
      } catch {
        return false
      }
    },
    read: () => readEntry(storage, name),
    clear: () => storage.removeItem(name),
  }
}

function readEntry(storage: Storage, name: string): JournalEntry | null {
  try {
    const entry = JSON.parse(storage.getItem(name) ?? 'null') as JournalEntry | null
    return entry?.document?.format === 'plenum.design' && Number.isInteger(entry.baseRevision) ? entry : null
  } catch {
    return null
  }
}

/** Work left by a window that is no longer there: moved to this window's journal. `living` are the ids of open windows. */
export function inheritJournal(args: { designId: string; windowId: string; living: ReadonlySet<string>; storage: Storage }): void {
  const { designId, windowId, living, storage } = args
  const own = prefix(designId) + windowId
  if (storage.getItem(own) !== null) return
  const left = Object.keys(storage).find((k) => k.startsWith(prefix(designId)) && !living.has(k.slice(prefix(designId).length)))
  if (left === undefined) return
  const text = storage.getItem(left)
  storage.removeItem(left)
  if (text !== null) storage.setItem(own, text)
}
