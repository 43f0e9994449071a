// Second thoughts about the last step: numbers typed right after it are shown and made in its place.
// They end with the next step, undo, choice, tool or touch of the pen.
import type { Core } from './core.ts'
import type { EditorState, TypedField } from './editor-state.ts'
import type { Afterthought, CopyRow } from './tools/afterthought.ts'
import type { Values } from './tools/segment-values.ts'
import type { ToolContext } from './tools/tool.ts'

export interface Retakes {
  offer(thought: Afterthought): void
  /** What typed numbers would change now, or null. */
  now(): Afterthought | null
  /** Shows the step as the values would make it. */
  show(values: Values, row: CopyRow | null): void
  /** Makes the step with these values instead. */
  take(values: Values, row: CopyRow | null): void
  forget(): void
}

/** `startEntry` empties the number field over the fields given. */
export function createRetakes(given: {
  readonly core: Core
  readonly createId: ToolContext['createId']
  readonly refuse: (sentence: string) => void
  readonly startEntry: (fields: readonly [TypedField, ...TypedField[]]) => void
}): Retakes {
  const { core, createId, refuse, startEntry } = given
  const { store } = core
  let last: { readonly thought: Afterthought; readonly of: EditorState['committed']; readonly chosen: EditorState['selection'] } | null =
    null

  /** Copies keep the ids the last step gave them, so that they stay chosen; only further ones get new ids. */
  function reusing(thought: Afterthought, next: ToolContext['createId']): ToolContext['createId'] {
    const made = thought.rows && last ? [...last.chosen] : []
    return (kind) => made.shift() ?? next(kind)
  }

  const retakes: Retakes = {
    offer(thought) {
      const { committed, selection } = store.getState()
      last = { thought, of: committed, chosen: selection }
      startEntry(thought.fields)
    },
    now() {
      const { committed, selection } = store.getState()
      if (last && (last.of !== committed || last.chosen !== selection)) last = null
      return last?.thought ?? null
    },
    show(values, row) {
      const thought = retakes.now()
      if (!thought) return
      if (Object.keys(values).length === 0 && !row) return core.preview(null)
      let count = 0
      const retaken = thought.retake({ values, row, createId: reusing(thought, () => `copy-${++count}`) })
      if ('edit' in retaken) core.previewAmended(retaken.edit)
    },
    take(values, row) {
      const thought = retakes.now()
      if (!thought) return
      const retaken = thought.retake({ values, row, createId: reusing(thought, createId) })
      if ('refused' in retaken) return refuse(retaken.refused)
      core.preview(null)
      if (core.amend(core.translate(retaken.labelKey), retaken.edit).length > 0) return startEntry(thought.fields)
      if (retaken.selection) core.select(retaken.selection)
      retakes.offer(retaken.again)
    },
    forget() {
      // What was only shown so far goes with it.
      if (last) core.preview(null)
      last = null
    },
  }
  return retakes
}
