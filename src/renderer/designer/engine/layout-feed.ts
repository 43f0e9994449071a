// Keeps the layout in step with the design. Gestures are answered on the spot with a pinned grid; decisions get a full answer,
// from the worker where there is one. An answer to an older question is dropped; only one question is in the worker at a time.
import type { Design } from '../../../domain/design.ts'
import type { GridLayout, GridSummary, Layout } from '../../../domain/layout/layout.ts'
import { answerLayout } from './answer-layout.ts'
import type { EditorState, LayoutAnswer, LayoutWorker, Pricing } from './editor-state.ts'

/** Above this many cells a frame can't wait for the layout; the worker answers instead. */
const mostCellsPerFrame = 40_000

export type LayoutPart = Pick<EditorState, 'layout' | 'layoutStatus' | 'problems' | 'baseline'>

export interface LayoutFeedOptions {
  readonly pricing: Pricing
  readonly alternatives: number
  readonly worker: LayoutWorker | null
  /** Called with every new answer. */
  readonly show: (part: LayoutPart) => void
}

export interface LayoutFeed {
  /** A decided design: quick answer now, full answer as soon as it is there. */
  settle(design: Design): void
  /** A design in the hand: pinned, without alternatives. */
  follow(design: Design): void
  /** The gesture was given up: the last decided answer comes back without being worked out again. */
  restore(design: Design): void
  setPricing(pricing: Pricing): void
  /** The layout at alternative 1, priced; worked out once per full answer. */
  firstAlternative(): GridLayout | null
  dispose(): void
}

/** Starts with no answer. */
export function createLayoutFeed(options: LayoutFeedOptions): LayoutFeed {
  let { pricing } = options
  let layout: Layout | null = null
  let baseline: GridSummary | null = null
  let settled: Design | null = null
  let first: GridLayout | null = null
  let held: LayoutPart | null = null
  let asked = 0
  let waiting: { design: Design; alternatives: number; number: number } | null = null
  let busy = false
  let following = false

  function show(part: Partial<LayoutPart> & Pick<LayoutPart, 'layoutStatus'>) {
    const next = { layout, baseline, problems: [], ...part }
    if (next.layoutStatus !== 'computing' && !following) held = next
    options.show(next)
  }

  function take(answer: LayoutAnswer, full: boolean) {
    if (answer.kind === 'refused') {
      // In the hand a room may cross itself for a moment: what was last shown stays until the drop decides.
      if (full) {
        layout = null
        baseline = null
      }
      return show({ layoutStatus: 'refused', problems: answer.problems })
    }
    const kept = layout
    layout = answer.value
    if (full) {
      first = null
      baseline = layout.kind === 'grid' ? (layout.alternatives[0] ?? layout) : null
    } else if (layout.kind === 'grid' && kept?.kind === 'grid') {
      // The list beside the plan stays while the hand moves.
      layout = { ...layout, alternatives: kept.alternatives }
    } else if (layout.kind === 'panels' && kept?.kind === 'panels') {
      layout = { ...layout, alternatives: kept.alternatives }
    }
    show({ layoutStatus: full ? 'current' : 'computing' })
  }

  async function ask(): Promise<void> {
    if (busy || !options.worker || !waiting) return
    const question = waiting
    waiting = null
    busy = true
    try {
      const answer = await options.worker.layOut({ design: question.design, pricing, alternatives: question.alternatives, fullTiles: true })
      if (question.number === asked) take(answer, question.alternatives > 0)
    } catch (error) {
      // A worker that died must not take the drawing with it: the page answers itself.
      if (question.number === asked) take(answerLayout({ ...question, pricing, fullTiles: true }), question.alternatives > 0)
      console.warn('layout worker failed', error)
    } finally {
      busy = false
      void ask()
    }
  }

  function quick(design: Design): boolean {
    if (design.system.kind !== 'grid' || !design.room) return false
    const pinned = pinWhereItLies(design, layout)
    if (estimateCells(design) > mostCellsPerFrame) return false
    take(answerLayout({ design: pinned, pricing, alternatives: 0, fullTiles: !following }), false)
    return true
  }

  function nothing() {
    asked++
    waiting = null
    layout = null
    baseline = null
    first = null
    show({ layoutStatus: 'none' })
  }

  const feed: LayoutFeed = {
    settle(design) {
      settled = design
      following = false
      held = null
      if (!design.room) return nothing()
      asked++
      first = null
      if (!options.worker) return take(answerLayout({ design, pricing, alternatives: options.alternatives, fullTiles: true }), true)
      if (!quick(design)) show({ layoutStatus: 'computing' })
      waiting = { design, alternatives: options.alternatives, number: asked }
      void ask()
    },
    follow(design) {
      following = true
      if (!design.room) return nothing()
      asked++
      waiting = null
      if (quick(design)) return
      if (!options.worker) return take(answerLayout({ design, pricing, alternatives: 0, fullTiles: false }), false)
      waiting = { design, alternatives: 0, number: asked }
      void ask()
    },
    restore(design) {
      if (!following) return
      following = false
      if (!held || settled !== design) return feed.settle(design)
      asked++
      waiting = null
      layout = held.layout
      options.show(held)
    },
    setPricing(next) {
      pricing = next
      if (settled) feed.settle(settled)
    },
    firstAlternative() {
      if (first || !baseline || !settled?.room || settled.system.kind !== 'grid') return first
      if (estimateCells(settled) > mostCellsPerFrame) return null
      const system = { ...settled.system, origin: baseline.origin }
      const answer = answerLayout({ design: { ...settled, system }, pricing, alternatives: 0, fullTiles: false })
      first = answer.kind === 'ok' && answer.value.kind === 'grid' ? answer.value : null
      return first
    },
    dispose() {
      asked++
      waiting = null
      options.worker?.dispose()
    },
  }
  return feed
}

/** While the hand moves, a grid left to 'best' stays where the last answer put it: searching belongs to the worker. */
function pinWhereItLies(design: Design, layout: Layout | null): Design {
  const { system } = design
  if (system.kind !== 'grid' || (system.origin !== undefined && system.origin !== 'best')) return design
  const first = design.room?.outer[0]
  const origin = layout?.kind === 'grid' ? layout.origin : first ? ([first[0], first[1]] as const) : ([0, 0] as const)
  return { ...design, system: { ...system, origin } }
}

function estimateCells(design: Design): number {
  if (design.system.kind !== 'grid' || !design.room) return 0
  const xs = design.room.outer.map((vertex) => vertex[0])
  const ys = design.room.outer.map((vertex) => vertex[1])
  const area = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys))
  return area / Math.max(1, design.system.module[0] * design.system.module[1])
}
