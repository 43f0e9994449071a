// POST /layouts: pure computation in a worker thread. Nothing is stored and nothing of the settings is used: the same body, the same reply.
import type { LayoutRequest } from '../../contract/schemas/layout.ts'
import { defaultSettings } from '../../contract/schemas/settings.ts'
import type { Fixture } from '../../domain/design.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { LayoutJob, LayoutJobReply } from '../workers/layout.ts'
import type { CatalogueService } from './catalogue.ts'
import { roomFrom } from './design-document.ts'
import { invalidField, refusalFromProblems } from './refusal.ts'

export interface LayoutService {
  /** The reply as JSON bytes. Throws AppError with the domain's pointers. */
  compute(request: LayoutRequest, caller: { readonly signal: AbortSignal }): Promise<Uint8Array>
}

const deadlineMs = 20_000
const defaultAlternatives = 5

/** Runs layouts on `workers`. */
export function createLayoutService({ workers, catalogue }: { workers: WorkerPool; catalogue: CatalogueService }): LayoutService {
  return {
    compute: async ({ room, system, fixtures, options = {} }, { signal }) => {
      const id = system.catalogue ?? defaultSettings.catalogue
      const products = catalogue.find(id)
      if (products === undefined)
        throw invalidField('/system/catalogue', `There is no catalogue "${id}". Choose one of GET /api/v1/catalogues.`)
      const outline = roomFrom(room)
      if (outline === null) throw invalidField('/room', 'room is missing. Send its outer boundary.')
      const job: LayoutJob = {
        room: outline,
        system,
        fixtures: (fixtures ?? []) as Fixture[],
        catalogue: products,
        rates: {
          wasteRate: options.wasteRate ?? defaultSettings.wasteRate,
          labourRate: options.labourRate ?? defaultSettings.labourRate,
          taxRate: options.taxRate ?? defaultSettings.taxRate,
        },
        alternatives: options.alternatives ?? defaultAlternatives,
        geometry: options.geometry ?? true,
      }
      const reply = await workers.run<LayoutJobReply>('layout', job, { deadlineMs, signal })
      if (reply.kind === 'refused') throw refusalFromProblems(reply.problems)
      return reply.json
    },
  }
}
