// Starts the heat worker and keeps it to one question at a time: while one is worked on only the newest of the next ones is kept.
import { releaseProxy, wrap } from 'comlink'
import type { HeatQuestion } from './answer-heat.ts'
import type { HeatAnswer, HeatAnswers } from './heat-worker.ts'

export interface HeatWorker {
  /** Asks; the answer is told unless a newer question has overtaken it. */
  ask(question: HeatQuestion): void
  dispose(): void
}

/** Opens one worker; `tell` is called with each answer. */
export function openHeatWorker(tell: (answer: HeatAnswer | null) => void): HeatWorker {
  const worker = new Worker(new URL('./heat-worker.ts', import.meta.url), { type: 'module' })
  const remote = wrap<HeatAnswers>(worker)
  let busy = false
  let next: HeatQuestion | null = null
  let ended = false

  async function work(question: HeatQuestion) {
    busy = true
    try {
      const answer = await remote.heat(question)
      if (!ended) tell(answer)
    } catch (error) {
      console.warn(error)
    }
    busy = false
    const waiting = next
    next = null
    if (waiting && !ended) void work(waiting)
  }

  return {
    ask(question) {
      if (busy) next = question
      else void work(question)
    },
    dispose() {
      ended = true
      remote[releaseProxy]()
      worker.terminate()
    },
  }
}
