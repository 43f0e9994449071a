// Opens one design for editing: editor, journal, autosave, the shell's unsaved mark. close() flushes and lets go of everything.
import type { DesignRecord } from '../../contract/schemas/design.ts'
import type { Api } from '../api/api.tsx'
import { designFromDocument, documentFromDesign } from '../api/document.ts'
import { describeError, failureOf } from '../api/failure.ts'
import { type Autosave, createAutosave, isSame } from './autosave.ts'
import { createEditor, type Editor, type Pricing, type Units } from './editor.ts'
import { openLayoutWorker } from './engine/open-layout-worker.ts'
import { inheritJournal, openJournal } from './journal.ts'
import { translateEngine } from './translate-engine.ts'
import { livingWindowIds, ownWindowId } from './window-id.ts'

export interface OpenOptions {
  readonly api: Api
  readonly record: DesignRecord
  readonly pricing: Pricing
  readonly units: Units
  readonly formatMoney: (amount: number, currency: string) => string
  readonly onCopied: () => void
}

export interface OpenedDesigner {
  readonly editor: Editor
  readonly autosave: Autosave
  close(): void
}

/** Loads what the journal kept from before a reload; when the server has moved on since, the person is asked. */
export async function openDesigner(options: OpenOptions): Promise<OpenedDesigner> {
  const { api, record } = options
  const { client, session } = api
  const params = { id: record.id }
  const windowId = await ownWindowId()
  inheritJournal({ designId: record.id, windowId, living: await livingWindowIds(), storage: localStorage })
  const journal = openJournal({ designId: record.id, windowId }, localStorage)
  const kept = journal.read()
  const held = designFromDocument(record.document)
  const isKept = kept !== null && !(isSame(kept.document, held) && kept.name === record.name)
  if (kept !== null && !isKept) journal.clear()

  const editor = createEditor({
    design: isKept ? kept.document : held,
    pricing: options.pricing,
    units: options.units,
    openLayoutWorker,
    translate: translateEngine,
    formatMoney: options.formatMoney,
    createId: () => crypto.randomUUID(),
  })
  const autosave = createAutosave({
    record: isKept ? { ...record, name: kept.name, revision: kept.baseRevision } : record,
    journal,
    read: () => editor.store.getState().committed,
    load: (design) => editor.load(design),
    put: ({ document, name, ifMatch }) => client.changeDesign({ params, body: { name, document: documentFromDesign(document) }, ifMatch }),
    fetch: () => client.getDesign({ params }),
    createCopy: async ({ document, name }) => {
      const copy = await client.createDesign({
        params: { id: record.projectId },
        body: { name, room: null, system: documentFromDesign(document).system },
      })
      await client.changeDesign({ params: { id: copy.id }, body: { document: documentFromDesign(document) }, ifMatch: copy.revision })
      options.onCopied()
    },
    failureOf,
    describe: describeError,
    documentOf: (theirs) => designFromDocument(theirs.document),
    now: () => Date.now(),
    setTimer: (run, delayMs) => {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
  })
  if (isKept) autosave.noteChange()

  const stops = [
    editor.store.subscribe((state, before) => {
      if (state.changeCount !== before.changeCount) autosave.noteChange()
    }),
    autosave.store.subscribe(() => void session.shell?.setUnsaved(autosave.isUnsaved())),
  ]
  const onLeave = (event: BeforeUnloadEvent) => {
    if (!autosave.isUnsaved()) return
    void autosave.flush()
    event.preventDefault()
  }
  window.addEventListener('beforeunload', onLeave)
  return {
    editor,
    autosave,
    close: () => {
      window.removeEventListener('beforeunload', onLeave)
      for (const stop of stops) stop()
      // What can't be saved now stays in the journal and is offered when the design is opened again.
      void autosave.flush().finally(() => {
        autosave.dispose()
        void session.shell?.setUnsaved(false)
      })
      editor.dispose()
    },
  }
}
