// Worker entry: POST /layouts. Computes, and answers the reply's bytes, so the main thread never parses or builds large JSON.
import type { Catalogue } from '../../domain/catalogue.ts'
import type { Fixture, RoomInput, System } from '../../domain/design.ts'
import { computeLayout } from '../../domain/layout/compute.ts'
import type { Problem } from '../../domain/problem.ts'
import { serveRequests } from '../worker-thread.ts'

export interface LayoutJob {
  readonly room: RoomInput
  readonly system: System
  readonly fixtures: readonly Fixture[]
  readonly catalogue: Catalogue
  readonly rates: { readonly wasteRate: number; readonly labourRate: number; readonly taxRate: number }
  /** How many. */
  readonly alternatives: number
  /** false leaves tiles and panels out. */
  readonly geometry: boolean
}

export type LayoutJobReply =
  | { readonly kind: 'ok'; readonly json: Uint8Array }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }

serveRequests<LayoutJob>((job) => {
  const outcome = computeLayout(job)
  if (outcome.kind === 'refused') return { reply: outcome satisfies LayoutJobReply }
  const json = new TextEncoder().encode(JSON.stringify(outcome.value))
  return { reply: { kind: 'ok', json } satisfies LayoutJobReply, transfer: [json.buffer] }
})
