// One layout question -> one answer. The same function runs on the page for every frame and in the worker for full answers.
import { computeLayout } from '../../../domain/layout/compute.ts'
import type { LayoutAnswer, LayoutQuestion } from './editor-state.ts'

/** Answers at once; a design without a room has no layout and isn't asked. */
export function answerLayout({ design, pricing, alternatives, fullTiles }: LayoutQuestion): LayoutAnswer {
  if (!design.room) return { kind: 'refused', problems: [] }
  const { catalogue, wasteRate, labourRate, taxRate } = pricing
  return computeLayout({
    room: design.room,
    system: design.system,
    fixtures: Object.values(design.fixtures),
    catalogue,
    rates: { wasteRate, labourRate, taxRate },
    alternatives,
    fullTiles,
  })
}
