// Incoming webhooks, their inbox and the tickets some of them become, wired.
import { randomBytes } from 'node:crypto'
import type { Bus } from '../bus.ts'
import type { Access, AuditTrail, SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Outbox } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import { createHookEffects } from './hook-effect.ts'
import { createHookSourceService, type HookSourceService } from './hook-source.ts'
import { createInboxService, type InboxService } from './inbox.ts'
import type { ReadingService } from './reading.ts'
import type { TariffService } from './tariff.ts'
import { createTicketService, type TicketService } from './ticket.ts'

export interface Hooks {
  readonly hookSource: HookSourceService
  readonly inbox: Omit<InboxService, 'handler' | 'stop'>
  readonly ticket: TicketService
}

/** Handles the jobs of kind inbox. */
export function createHooks(parts: {
  store: Store
  bus: Bus
  clock: Clock
  log: Log
  randomId: () => string
  secrets: SecretBox
  trail: Pick<AuditTrail, 'as'>
  access: Pick<Access, 'may'>
  outbox: Outbox
  reading: ReadingService
  tariff: TariffService
  hasNode: (nodeId: string) => boolean
}): Hooks & { stop(): void } {
  const { store, bus, clock, log, randomId, secrets, trail, access, outbox, reading, tariff, hasNode } = parts
  const ticket = createTicketService({ store, bus, clock, randomId, hasNode })
  const hookSource = createHookSourceService({
    ...{ store, secrets, clock, randomId },
    randomSecret: () => randomBytes(32).toString('base64'),
  })
  const effects = createHookEffects({ reading, tickets: ticket, tariff, trail, canStore: reading.canStore, hasNode })
  const inbox = createInboxService({ store, sources: hookSource, effects, outbox, access, bus, clock, log, randomId })
  outbox.handle('inbox', inbox.handler)
  return {
    ...{ hookSource, inbox, ticket },
    stop: () => {
      inbox.stop()
      hookSource.stop()
    },
  }
}
