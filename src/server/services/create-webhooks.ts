// Outgoing webhooks and the lab's echo, wired. Plans deliveries and handles the jobs of kind webhook.
import { randomBytes } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { Bus } from '../bus.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Events, Outbox } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import { createEchoLab, type EchoLab } from './echo.ts'
import { createOrderedId } from './ordered-id.ts'
import type { Resolve } from './safe-url.ts'
import { createBreakers } from './webhook-breaker.ts'
import { createWebhookDeliveries, type WebhookDeliveries } from './webhook-delivery.ts'
import { createWebhookEndpoints, type WebhookEndpoints } from './webhook-endpoint.ts'
import { keepDeliveries } from './webhook-keeping.ts'
import { createWebhookPools } from './webhook-pool.ts'
import { createWebhookRun } from './webhook-run.ts'

export interface Webhooks {
  readonly webhook: Pick<WebhookEndpoints, 'list' | 'get' | 'create' | 'change' | 'remove' | 'rotate' | 'switchedOff'>
  readonly delivery: Omit<WebhookDeliveries, 'plan' | 'settleTest'>
  readonly echo: Omit<EchoLab, 'stopAll'>
}

/** What tests replace. */
export interface WebhookSeams {
  readonly timeoutMs?: number
  readonly resolve?: Resolve
  /** Of all answers that are kept together. */
  readonly answerBudgetBytes?: number
}

/** A certificate that nobody trusts, for the lab. */
export type MakeCertificate = () => Promise<{ readonly certificate: string; readonly key: string }>

export function createWebhooks(parts: {
  readonly store: Store
  readonly bus: Pick<Bus, 'publish'>
  readonly secrets: SecretBox
  readonly clock: Clock
  readonly awake: { now(): number }
  readonly log: Log
  readonly events: Events
  readonly outbox: Outbox
  readonly randomId: () => string
  readonly ownPorts: () => readonly number[]
  readonly baseUrl: string
  readonly version?: string | undefined
  readonly makeCertificate?: MakeCertificate | undefined
  readonly seams?: WebhookSeams | undefined
}): Webhooks & { stop(): void } {
  const { store, bus, secrets, clock, awake, log, events, outbox, randomId, ownPorts, baseUrl, version = '', seams = {} } = parts
  const makeCertificate = parts.makeCertificate ?? (() => Promise.reject(new AppError('unavailable', 'This server makes no certificates')))
  const breakers = createBreakers()
  const pools = createWebhookPools()
  const awakeNow = awake.now
  const endpoints = createWebhookEndpoints({
    ...{ store, secrets, clock, awakeNow, outbox, breakers, randomId, ownPorts },
    randomBytes,
    onChange: (webhookId) => bus.publish({ name: 'webhook.changed', payload: { webhookId, at: clock.now() } }),
  })
  const deliveries = createWebhookDeliveries({
    ...{ store, endpoints, outbox, clock, baseUrl },
    randomId: createOrderedId({ clock, randomId }),
  })
  const run = createWebhookRun({
    ...{ store, endpoints, breakers, events, clock, awakeNow, ownPorts, pools, version, settleTest: deliveries.settleTest },
    ...seams,
  })
  events.plan(deliveries.plan)
  outbox.handle('webhook', run)
  const echo = createEchoLab({ clock, randomId, makeCertificate, endpoints })
  const stopKeeping = keepDeliveries({ store, clock, log })
  return {
    webhook: endpoints,
    delivery: deliveries,
    echo,
    stop: () => {
      stopKeeping()
      echo.stopAll()
      pools.stop()
    },
  }
}
