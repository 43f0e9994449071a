// Worker entry: POST /layouts, and rooms to check before they are stored. Computes, and answers the reply's bytes, so the main thread never parses or builds large JSON.
import type { LayoutReply } from '../../contract/schemas/layout.ts'
import type { Catalogue } from '../../domain/catalogue.ts'
import type { Fixture, RoomInput, System } from '../../domain/design.ts'
import { computeLayout } from '../../domain/layout/compute.ts'
import type { Layout } from '../../domain/layout/layout.ts'
import { prepareRoom } from '../../domain/layout/room.ts'
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

/** Only whether the room can be used: the answer's JSON is empty. */
export interface RoomCheckJob {
  readonly kind: 'check-room'
  readonly room: RoomInput
}

export type LayoutJobReply =
  | { readonly kind: 'ok'; readonly json: Uint8Array }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }

serveRequests<LayoutJob | RoomCheckJob>((job) => {
  if ('kind' in job) {
    const checked = prepareRoom(job.room)
    return { reply: (checked.kind === 'refused' ? checked : { kind: 'ok', json: new Uint8Array() }) satisfies LayoutJobReply }
  }
  const outcome = computeLayout(job)
  if (outcome.kind === 'refused') return { reply: outcome satisfies LayoutJobReply }
  const json = new TextEncoder().encode(JSON.stringify(declared(outcome.value)))
  return { reply: { kind: 'ok', json } satisfies LayoutJobReply, transfer: [json.buffer] }
})

/** Keys of every branch, at any depth; numbers and texts have none. */
type Keys<T> = T extends readonly (infer Item)[] ? Keys<Item> : T extends object ? { [K in keyof T]: K | Keys<T[K]> }[keyof T] : never

/**
 * The bytes go out as they are, past the white list of the HTTP door, so the white list is here a matter of types: a layout with a field
 * that contract/schemas/layout.ts does not declare makes the condition `never`, and this no longer compiles.
 */
function declared(layout: [Exclude<Keys<Layout>, Keys<LayoutReply>>] extends [never] ? Layout : never): Layout {
  return layout
}
