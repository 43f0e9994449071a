// Rows of dashboards and energy.
import { IdParams, Page } from '../schemas/common.ts'
import { ChangeDashboard, CreateDashboard, DashboardRecord } from '../schemas/dashboard.ts'
import { Energy, EnergyQuery, Tariff, TariffValues } from '../schemas/energy.ts'
import { list, route } from './route.ts'

export const dashboardRoutes = {
  listDashboards: route({
    method: 'GET',
    path: '/dashboards',
    summary: 'Dashboards',
    query: Page,
    reply: list(DashboardRecord),
    permission: 'dashboards:read',
  }),
  createDashboard: route({
    method: 'POST',
    path: '/dashboards',
    summary: 'Create a dashboard; without tiles it is filled from its design’s sensors',
    body: CreateDashboard,
    reply: DashboardRecord,
    status: 201,
    permission: 'dashboards:write',
    etag: true,
  }),
  getDashboard: route({
    method: 'GET',
    path: '/dashboards/{id}',
    summary: 'One dashboard',
    params: IdParams,
    reply: DashboardRecord,
    permission: 'dashboards:read',
    etag: true,
  }),
  changeDashboard: route({
    method: 'PUT',
    path: '/dashboards/{id}',
    summary: 'Change a dashboard: fields left out stay',
    params: IdParams,
    body: ChangeDashboard,
    reply: DashboardRecord,
    permission: 'dashboards:write',
    ifMatch: 'optional',
    etag: true,
  }),
  deleteDashboard: route({
    method: 'DELETE',
    path: '/dashboards/{id}',
    summary: 'Delete a dashboard',
    params: IdParams,
    reply: 'none',
    status: 204,
    permission: 'dashboards:delete',
  }),

  getEnergy: route({
    method: 'GET',
    path: '/energy',
    summary: 'kWh, cost by tariff band, and what was used while nobody was there',
    query: EnergyQuery,
    reply: Energy,
    permission: 'sensors:read',
  }),
  getTariff: route({ method: 'GET', path: '/tariff', summary: 'The tariff', reply: Tariff, permission: 'tariff:read', etag: true }),
  changeTariff: route({
    method: 'PUT',
    path: '/tariff',
    summary: 'Replace the tariff',
    body: TariffValues,
    reply: Tariff,
    permission: 'tariff:write',
    ifMatch: 'optional',
    etag: true,
  }),
} as const
