// Catalogues over HTTP.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** The route of catalogues: all of them on one page. */
export function createCatalogueHandlers({ catalogue }: Services): Pick<Handlers, 'listCatalogues'> {
  return { listCatalogues: () => ({ items: catalogue.list(), next: null }) }
}
