// Exports and their download tickets over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of exports. */
export function createExportHandlers(
  services: Services,
): Pick<Handlers, 'createExport' | 'listExports' | 'getExport' | 'getExportFile' | 'createExportTicket' | 'redeemExportTicket'> {
  return {
    createExport: ({ params, body }) => services.export.create(params.id, body),
    listExports: ({ params, query }) => services.export.list(params.id, query),
    getExport: ({ params }) => services.export.get(params.id),
    getExportFile: async ({ params }) => ({ ...(await services.export.read(params.id)), disposition: 'attachment' }),
    createExportTicket: ({ params }) => services.export.issueTicket(params.id),
    redeemExportTicket: async ({ params }) => ({ ...(await services.export.redeemTicket(params.id)), disposition: 'attachment' }),
  }
}
