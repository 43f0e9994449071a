// THE API, declared once: name -> method, path, params, query, body, reply, permission. Fastify, the typed client, OpenAPI and the
// permission list all come from this table. Adding an endpoint is: schema, row here, handler.
import Type, { type TSchema } from 'typebox'
import { CatalogueSchema } from './schemas/catalogue.ts'
import { closed, Empty, Id, IdParams, Instant, Page } from './schemas/common.ts'
import { ChangeDesign, CreateDesign, DesignRecord, DesignSummary, ImportReport, RevisionRecord, RevisionSummary } from './schemas/design.ts'
import { CreateExport, ExportRecord, ExportTicket } from './schemas/export.ts'
import { Health, HealthLive, HealthReady } from './schemas/health.ts'
import { LayoutReply, LayoutRequest } from './schemas/layout.ts'
import { ChangeProject, CreateProject, ProjectRecord } from './schemas/project.ts'
import { ChangeSettings, Settings } from './schemas/settings.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, params in braces. */
  readonly path: string
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** JSON reply schema; 'file' for raw bytes, 'events' for server-sent events, 'none' for 204. */
  readonly reply: TSchema | 'file' | 'events' | 'none'
  readonly status?: 200 | 201 | 204
  /** 'public' needs no token; else segment:action. */
  readonly permission: string
  /** Sends and needs ETags: 428 without If-Match, 412 when stale. */
  readonly ifMatch?: true
  /** Answers an ETag. */
  readonly etag?: true
  /** Largest body in bytes; default 1 MiB. */
  readonly bodyLimit?: number
}

const route = <const R extends Route>(r: R): R => r
const list = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) }, closed)
const RevisionParams = Type.Object({ id: Id, number: Type.Integer({ minimum: 1 }) }, closed)
const MiB = 1024 * 1024

const versioned = { ifMatch: true, etag: true } as const
const projectChange = {
  ...versioned,
  path: '/projects/{id}',
  params: IdParams,
  body: ChangeProject,
  reply: ProjectRecord,
  permission: 'projects:write',
} as const
const settingsChange = { ...versioned, path: '/settings', body: ChangeSettings, reply: Settings, permission: 'settings:write' } as const

export const routes = {
  getHealthLive: route({ method: 'GET', path: '/health/live', summary: 'The process answers', reply: HealthLive, permission: 'public' }),
  getHealthReady: route({
    method: 'GET',
    path: '/health/ready',
    summary: 'Database, disk and schema are usable; 503 with the reason when not',
    reply: HealthReady,
    permission: 'public',
  }),
  getHealth: route({
    method: 'GET',
    path: '/health',
    summary: 'Every part with its state and reason',
    reply: Health,
    permission: 'health:read',
  }),

  redeemWelcome: route({
    method: 'POST',
    path: '/auth/welcome',
    summary: 'Swap the one-use code printed at start for the owner’s session',
    body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 200 }) }, closed),
    reply: Type.Object({ accessToken: Type.String() }, closed),
    permission: 'public',
  }),

  computeLayout: route({
    method: 'POST',
    path: '/layouts',
    summary: 'Lay out a ceiling; pure computation, nothing is stored',
    body: LayoutRequest,
    reply: LayoutReply,
    permission: 'projects:read',
    bodyLimit: 2 * MiB,
  }),

  listProjects: route({
    method: 'GET',
    path: '/projects',
    summary: 'Projects, newest change first',
    query: Type.Object({ ...Page.properties, search: Type.Optional(Type.String({ maxLength: 200 })) }, closed),
    reply: list(ProjectRecord),
    permission: 'projects:read',
  }),
  createProject: route({
    method: 'POST',
    path: '/projects',
    summary: 'Create a project',
    body: CreateProject,
    reply: ProjectRecord,
    status: 201,
    permission: 'projects:write',
    etag: true,
  }),
  createSampleProject: route({
    method: 'POST',
    path: '/projects/sample',
    summary: 'Create the sample project, or find the one that is there',
    body: Empty,
    reply: Type.Object({ projectId: Id, designId: Id }, closed),
    permission: 'projects:write',
  }),
  importProject: route({
    method: 'POST',
    path: '/projects/import',
    summary: 'Open a project file; repairs what can be repaired and says what it dropped',
    body: Type.Object({ fileName: Type.String({ maxLength: 500 }), text: Type.String({ maxLength: 32 * MiB }) }, closed),
    reply: ImportReport,
    status: 201,
    permission: 'projects:write',
    bodyLimit: 34 * MiB,
  }),
  getProject: route({
    method: 'GET',
    path: '/projects/{id}',
    summary: 'One project',
    params: IdParams,
    reply: ProjectRecord,
    permission: 'projects:read',
    etag: true,
  }),
  changeProject: route({ ...projectChange, method: 'PATCH', summary: 'Rename or change a project' }),
  putProject: route({ ...projectChange, method: 'PUT', summary: 'The same as PATCH: fields left out stay' }),
  deleteProject: route({
    method: 'DELETE',
    path: '/projects/{id}',
    summary: 'Delete a project; restore undoes it',
    params: IdParams,
    reply: 'none',
    status: 204,
    permission: 'projects:delete',
  }),
  restoreProject: route({
    method: 'POST',
    path: '/projects/{id}/restore',
    summary: 'Undo a delete',
    params: IdParams,
    body: Empty,
    reply: ProjectRecord,
    permission: 'projects:write',
    etag: true,
  }),
  duplicateProject: route({
    method: 'POST',
    path: '/projects/{id}/duplicate',
    summary: 'Copy a project with its designs',
    params: IdParams,
    body: Empty,
    reply: ProjectRecord,
    status: 201,
    permission: 'projects:write',
    etag: true,
  }),
  getProjectFile: route({
    method: 'GET',
    path: '/projects/{id}/file',
    summary: 'The project file (.plenum.json)',
    params: IdParams,
    reply: 'file',
    permission: 'projects:read',
  }),

  listProjectDesigns: route({
    method: 'GET',
    path: '/projects/{id}/designs',
    summary: 'Designs of a project',
    params: IdParams,
    query: Page,
    reply: list(DesignSummary),
    permission: 'projects:read',
  }),
  createDesign: route({
    method: 'POST',
    path: '/projects/{id}/designs',
    summary: 'Create a design',
    params: IdParams,
    body: CreateDesign,
    reply: DesignRecord,
    status: 201,
    permission: 'projects:write',
    etag: true,
    bodyLimit: 4 * MiB,
  }),
  listDesigns: route({
    method: 'GET',
    path: '/designs',
    summary: 'Designs of every project, newest change first',
    query: Type.Object({ ...Page.properties, search: Type.Optional(Type.String({ maxLength: 200 })) }, closed),
    reply: list(DesignSummary),
    permission: 'projects:read',
  }),
  getDesign: route({
    method: 'GET',
    path: '/designs/{id}',
    summary: 'One design with its document',
    params: IdParams,
    reply: DesignRecord,
    permission: 'projects:read',
    etag: true,
  }),
  changeDesign: route({
    method: 'PUT',
    path: '/designs/{id}',
    summary: 'Save a design: one revision',
    params: IdParams,
    body: ChangeDesign,
    reply: DesignRecord,
    permission: 'projects:write',
    ifMatch: true,
    etag: true,
    bodyLimit: 4 * MiB,
  }),
  patchDesign: route({
    method: 'PATCH',
    path: '/designs/{id}',
    summary: 'The same as PUT: fields left out stay',
    params: IdParams,
    body: ChangeDesign,
    reply: DesignRecord,
    permission: 'projects:write',
    ifMatch: true,
    etag: true,
    bodyLimit: 4 * MiB,
  }),
  deleteDesign: route({
    method: 'DELETE',
    path: '/designs/{id}',
    summary: 'Delete a design; restore undoes it',
    params: IdParams,
    reply: 'none',
    status: 204,
    permission: 'projects:delete',
  }),
  restoreDesign: route({
    method: 'POST',
    path: '/designs/{id}/restore',
    summary: 'Undo a delete',
    params: IdParams,
    body: Empty,
    reply: DesignRecord,
    permission: 'projects:write',
    etag: true,
  }),
  duplicateDesign: route({
    method: 'POST',
    path: '/designs/{id}/duplicate',
    summary: 'Copy a design in its project',
    params: IdParams,
    body: Empty,
    reply: DesignRecord,
    status: 201,
    permission: 'projects:write',
    etag: true,
  }),
  listRevisions: route({
    method: 'GET',
    path: '/designs/{id}/revisions',
    summary: 'Every save, newest first',
    params: IdParams,
    query: Page,
    reply: list(RevisionSummary),
    permission: 'projects:read',
  }),
  getRevision: route({
    method: 'GET',
    path: '/designs/{id}/revisions/{number}',
    summary: 'One revision with its document',
    params: RevisionParams,
    reply: RevisionRecord,
    permission: 'projects:read',
  }),
  restoreRevision: route({
    method: 'POST',
    path: '/designs/{id}/revisions/{number}/restore',
    summary: 'Make an old revision the newest one; nothing is lost',
    params: RevisionParams,
    body: Empty,
    reply: DesignRecord,
    permission: 'projects:write',
    etag: true,
  }),

  createExport: route({
    method: 'POST',
    path: '/designs/{id}/exports',
    summary: 'Make a drawing or table of a design',
    params: IdParams,
    body: CreateExport,
    reply: ExportRecord,
    status: 201,
    permission: 'projects:read',
  }),
  listExports: route({
    method: 'GET',
    path: '/designs/{id}/exports',
    summary: 'Exports of a design, newest first',
    params: IdParams,
    query: Page,
    reply: list(ExportRecord),
    permission: 'projects:read',
  }),
  getExport: route({
    method: 'GET',
    path: '/exports/{id}',
    summary: 'One export',
    params: IdParams,
    reply: ExportRecord,
    permission: 'projects:read',
  }),
  getExportFile: route({
    method: 'GET',
    path: '/exports/{id}/file',
    summary: 'Its bytes',
    params: IdParams,
    reply: 'file',
    permission: 'projects:read',
  }),
  createExportTicket: route({
    method: 'POST',
    path: '/exports/{id}/ticket',
    summary: 'A one-use download address for 60 s',
    params: IdParams,
    body: Empty,
    reply: ExportTicket,
    status: 201,
    permission: 'projects:read',
  }),
  redeemExportTicket: route({
    method: 'GET',
    path: '/downloads/{id}',
    summary: 'The file behind a ticket',
    params: IdParams,
    reply: 'file',
    permission: 'public',
  }),

  listCatalogues: route({
    method: 'GET',
    path: '/catalogues',
    summary: 'Product catalogues',
    reply: list(CatalogueSchema),
    permission: 'catalogues:read',
  }),
  getSettings: route({ method: 'GET', path: '/settings', summary: 'Settings', reply: Settings, permission: 'settings:read', etag: true }),
  changeSettings: route({ ...settingsChange, method: 'PATCH', summary: 'Change settings' }),
  putSettings: route({ ...settingsChange, method: 'PUT', summary: 'The same as PATCH: settings left out stay' }),

  openEvents: route({
    method: 'GET',
    path: '/events',
    summary: 'Live events: a snapshot, then numbered deltas (server-sent events)',
    reply: 'events',
    permission: 'projects:read',
  }),
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes

/** Every permission the table names, sorted. */
export const permissions: readonly string[] = [
  ...new Set(
    Object.values(routes)
      .map((r) => r.permission)
      .filter((p) => p !== 'public'),
  ),
].sort()

/** The instant type is re-exported for event payloads. */
export { Instant }
