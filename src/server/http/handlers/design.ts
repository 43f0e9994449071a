// Designs over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of designs. */
export function createDesignHandlers({
  design,
}: Services): Pick<
  Handlers,
  | 'listProjectDesigns'
  | 'createDesign'
  | 'listDesigns'
  | 'getDesign'
  | 'changeDesign'
  | 'patchDesign'
  | 'deleteDesign'
  | 'restoreDesign'
  | 'duplicateDesign'
> {
  return {
    listProjectDesigns: ({ params, query }) => design.listOfProject(params.id, query),
    createDesign: ({ params, body, clientId }) => design.create(params.id, body, { clientId }),
    listDesigns: ({ query }) => design.list(query),
    getDesign: ({ params }) => design.get(params.id),
    changeDesign: ({ params, body, ifMatch, clientId }) => design.change({ id: params.id, ifMatch, body }, { clientId }),
    patchDesign: ({ params, body, ifMatch, clientId }) => design.change({ id: params.id, ifMatch, body }, { clientId }),
    deleteDesign: ({ params, clientId }) => void design.remove(params.id, { clientId }),
    restoreDesign: ({ params, clientId }) => design.restore(params.id, { clientId }),
    duplicateDesign: ({ params, clientId }) => design.duplicate(params.id, { clientId }),
  }
}
