// Dashboards, energy and the tariff over HTTP: one line per route into the services.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of dashboards and of energy. */
export function createDashboardHandlers({
  dashboard,
  energy,
  tariff,
}: Services): Pick<
  Handlers,
  'listDashboards' | 'createDashboard' | 'getDashboard' | 'changeDashboard' | 'deleteDashboard' | 'getEnergy' | 'getTariff' | 'changeTariff'
> {
  return {
    listDashboards: ({ query }) => dashboard.list(query),
    createDashboard: ({ body }) => dashboard.create(body),
    getDashboard: ({ params }) => dashboard.get(params.id),
    changeDashboard: ({ params, ifMatch, body }) => dashboard.change({ id: params.id, ifMatch, body }),
    deleteDashboard: ({ params }) => void dashboard.remove(params.id),
    getEnergy: ({ query }) => energy.get(query),
    getTariff: () => tariff.get(),
    changeTariff: ({ ifMatch, body }) => tariff.change({ ifMatch, body }),
  }
}
