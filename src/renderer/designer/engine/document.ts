// The document and its history: a log of inverse edits, never snapshots. One gesture is one entry with a plain label.
// A preview shows an edit that isn't decided yet; it never enters the history and is dropped by the next commit.
import type { Design } from '../../../domain/design.ts'
import { applyEdit, type Edit } from '../../../domain/edits.ts'

interface Step {
  readonly label: string
  /** The edit that leads back (undo stack) or forward (redo stack). */
  readonly edit: Edit
}

export interface DesignDocument {
  committed(): Design
  /** The committed design with the preview applied. */
  shown(): Design
  commit(label: string, edit: Edit): void
  preview(edit: Edit | null): void
  /** Leads back before the last step; null when there is none. */
  lastInverse(): Edit | null
  /** Takes the last step back and makes this one in its place: still one step. */
  amend(label: string, edit: Edit): void
  /** The label of the step taken back, or null when there is none. */
  undo(): string | null
  redo(): string | null
  undoLabel(): string | undefined
  redoLabel(): string | undefined
  load(design: Design): void
}

/** Opens a document on a design with an empty history. */
export function createDocument(design: Design): DesignDocument {
  let committed = design
  let shown = design
  let undoSteps: Step[] = []
  let redoSteps: Step[] = []

  function step(from: Step[], to: Step[]): string | null {
    const last = from.pop()
    if (!last) return null
    const applied = applyEdit(committed, last.edit)
    committed = applied.design
    shown = committed
    to.push({ label: last.label, edit: applied.inverse })
    return last.label
  }

  return {
    committed: () => committed,
    shown: () => shown,
    commit(label, edit) {
      const applied = applyEdit(committed, edit)
      committed = applied.design
      shown = committed
      undoSteps.push({ label, edit: applied.inverse })
      redoSteps = []
    },
    lastInverse: () => undoSteps.at(-1)?.edit ?? null,
    amend(label, edit) {
      const last = undoSteps.pop()
      const applied = applyEdit(last ? applyEdit(committed, last.edit).design : committed, edit)
      committed = applied.design
      shown = committed
      undoSteps.push({ label, edit: applied.inverse })
      redoSteps = []
    },
    preview(edit) {
      shown = edit === null ? committed : applyEdit(committed, edit).design
    },
    undo: () => step(undoSteps, redoSteps),
    redo: () => step(redoSteps, undoSteps),
    undoLabel: () => undoSteps.at(-1)?.label,
    redoLabel: () => redoSteps.at(-1)?.label,
    load(next) {
      committed = next
      shown = next
      undoSteps = []
      redoSteps = []
    },
  }
}
