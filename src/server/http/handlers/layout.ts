// POST /layouts: the worker's bytes go out as they are.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** The route of layouts. */
export function createLayoutHandlers({ layout }: Services): Pick<Handlers, 'computeLayout'> {
  return { computeLayout: async ({ body, signal }) => ({ rawJson: await layout.compute(body, { signal }) }) }
}
