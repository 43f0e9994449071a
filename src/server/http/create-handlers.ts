// Every handler of the route table, put together; the compiler names the route that has none.
import type { BrokerFacts } from '../broker-facts.ts'
import type { HealthReport } from '../health.ts'
import type { LogLines } from '../log-lines.ts'
import type { Owner } from '../owner-token.ts'
import type { AuditService } from '../services/audit.ts'
import type { Services } from '../services/create-services.ts'
import type { Handlers } from './handler.ts'
import { createAccountHandlers } from './handlers/account.ts'
import { createAlarmHandlers } from './handlers/alarm.ts'
import { createAlarmRuleHandlers } from './handlers/alarm-rule.ts'
import { createApiKeyHandlers } from './handlers/api-key.ts'
import { createAuditHandlers } from './handlers/audit.ts'
import { createAuthHandlers } from './handlers/auth.ts'
import { createBrokerHandlers } from './handlers/broker.ts'
import { createCatalogueHandlers } from './handlers/catalogue.ts'
import { createCommandHandlers } from './handlers/command.ts'
import { createDashboardHandlers } from './handlers/dashboard.ts'
import { createDesignHandlers } from './handlers/design.ts'
import { createEventHandlers } from './handlers/event.ts'
import { createExportHandlers } from './handlers/export.ts'
import { createHealthHandlers } from './handlers/health.ts'
import { createHookHandlers } from './handlers/hook.ts'
import { createLayoutHandlers } from './handlers/layout.ts'
import { createMailHandlers } from './handlers/mail.ts'
import { createNodeHandlers } from './handlers/node.ts'
import { createOidcHandlers } from './handlers/oidc.ts'
import { createProjectHandlers } from './handlers/project.ts'
import { createReadingHandlers } from './handlers/reading.ts'
import { createRevisionHandlers } from './handlers/revision.ts'
import { createRoleHandlers } from './handlers/role.ts'
import { createSecretHandlers } from './handlers/secret.ts'
import { createSensorHandlers } from './handlers/sensor.ts'
import { createSettingsHandlers } from './handlers/settings.ts'
import { createWebhookHandlers } from './handlers/webhook.ts'

/** One handler for each route but the event stream. */
export function createHandlers(parts: {
  services: Services
  owner: Owner
  health: { report(): Promise<HealthReport> }
  audit: AuditService
  logLines: LogLines
  broker: BrokerFacts
}): Handlers {
  const { services, owner, health, audit, logLines, broker } = parts
  return {
    ...createHealthHandlers(health),
    ...createAuditHandlers({ audit, logLines }),
    ...createOidcHandlers(services),
    ...createAuthHandlers(services, { owner }),
    ...createAccountHandlers(services),
    ...createLayoutHandlers(services),
    ...createProjectHandlers(services),
    ...createDesignHandlers(services),
    ...createRevisionHandlers(services),
    ...createEventHandlers(services),
    ...createExportHandlers(services),
    ...createCatalogueHandlers(services),
    ...createHookHandlers(services),
    ...createMailHandlers(services),
    ...createSettingsHandlers(services),
    ...createWebhookHandlers(services),
    ...createBrokerHandlers(broker),
    ...createNodeHandlers(services),
    ...createDashboardHandlers(services),
    ...createSecretHandlers(services),
    ...createSensorHandlers(services),
    ...createRoleHandlers(services),
    ...createReadingHandlers(services),
    ...createCommandHandlers(services),
    ...createApiKeyHandlers(services),
    ...createAlarmHandlers(services),
    ...createAlarmRuleHandlers(services),
  }
}
