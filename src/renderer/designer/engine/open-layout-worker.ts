// Starts the layout worker and speaks to it through comlink.
import { releaseProxy, wrap } from 'comlink'
import type { LayoutWorker } from './editor-state.ts'
import type { LayoutAnswers } from './layout-worker.ts'

/** Opens one worker; dispose ends it. */
export function openLayoutWorker(): LayoutWorker {
  const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  const remote = wrap<LayoutAnswers>(worker)
  return {
    layOut: (question) => remote.layOut(question),
    dispose() {
      remote[releaseProxy]()
      worker.terminate()
    },
  }
}
