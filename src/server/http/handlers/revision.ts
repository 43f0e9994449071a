// Revisions over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of a design's revisions. */
export function createRevisionHandlers({ revision }: Services): Pick<Handlers, 'listRevisions' | 'getRevision' | 'restoreRevision'> {
  return {
    listRevisions: ({ params, query }) => revision.list(params.id, query),
    getRevision: ({ params }) => revision.get(params.id, params.number),
    restoreRevision: ({ params, clientId }) => revision.restore({ designId: params.id, number: params.number }, { clientId }),
  }
}
