// THE API, declared once: name -> method, path, params, query, body, reply, permission. Fastify, the typed client, OpenAPI and the
// permission list all come from this table. Adding an endpoint is: schema, row in routes/, handler.
import { accountRoutes } from './routes/account.ts'
import { alarmRoutes } from './routes/alarm.ts'
import { auditRoutes } from './routes/audit.ts'
import { dashboardRoutes } from './routes/dashboard.ts'
import { designRoutes } from './routes/design.ts'
import { eventRoutes } from './routes/event.ts'
import { hookRoutes } from './routes/hook.ts'
import { mailRoutes } from './routes/mail.ts'
import { nodeRoutes } from './routes/node.ts'
import type { Route } from './routes/route.ts'
import { sensorRoutes } from './routes/sensor.ts'
import { webhookRoutes } from './routes/webhook.ts'
import { Instant } from './schemas/common.ts'

export type { Route }

export const routes = {
  ...designRoutes,
  ...sensorRoutes,
  ...nodeRoutes,
  ...alarmRoutes,
  ...dashboardRoutes,
  ...accountRoutes,
  ...auditRoutes,
  ...eventRoutes,
  ...hookRoutes,
  ...webhookRoutes,
  ...mailRoutes,
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes

/** Every permission the table names, sorted. */
export const permissions: readonly string[] = [
  ...new Set(
    Object.values(routes)
      .map((r) => r.permission)
      .filter((p) => p !== 'public' && p !== 'self'),
  ),
].sort()

/** The instant type is re-exported for event payloads. */
export { Instant }
