// Deliveries: planned with their event, listed, tested, sent again. The webhook-id is the delivery's own id, the same in every attempt and
// replay. A replay takes the way of every delivery.

import { type BusinessEventName, businessEventNames, businessEvents } from '../../contract/business-events.ts'
import { AppError } from '../../contract/errors.ts'
import type { DeliveryAnswers, DeliveryDetail, DeliveryRecord, TestedWebhook } from '../../contract/schemas/webhook.ts'
import { matchesAny } from '../../domain/event-pattern.ts'
import type { Caller } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Outbox, StoredEvent } from '../outbox-port.ts'
import type { AttemptRow, DeliveryFilter, DeliveryRow } from '../store/delivery.ts'
import type { Store } from '../store/open.ts'
import { instantFrom } from './instant.ts'
import { invalidField, notFound } from './refusal.ts'
import type { OpenWebhook, WebhookEndpoints } from './webhook-endpoint.ts'
import { bodyOf } from './webhook-sign.ts'

export interface WebhookDeliveries {
  /** A planner of events. */
  plan(event: StoredEvent): void
  list(filter: DeliveryFilter, caller: Caller): { items: DeliveryRecord[]; next: string | null }
  /** Of one endpoint; throws not_found for one that is gone. */
  listOf(webhookId: string, filter: Omit<DeliveryFilter, 'webhookId'>, caller: Caller): { items: DeliveryRecord[]; next: string | null }
  get(id: string, caller: Caller): DeliveryDetail
  answers(id: string, caller: Caller): DeliveryAnswers
  replay(id: string, caller: Caller): DeliveryRecord
  replayMany(
    webhookId: string,
    given: { only?: 'failed' | 'all' | undefined; from?: string | undefined; to?: string | undefined; after?: string | undefined },
  ): { replayed: number; next: string | null }
  /** Answers after the one attempt, or when none was made in time. */
  test(webhookId: string, eventType: string | undefined, caller: Caller): Promise<TestedWebhook>
  /** The one attempt of a test ended. */
  settleTest(tested: TestedWebhook): void
}

interface Parts {
  readonly store: Store
  readonly endpoints: WebhookEndpoints
  readonly outbox: Outbox
  readonly clock: Clock
  readonly randomId: () => string
  readonly baseUrl: string
}

const testWaitMs = 30_000
const mostReplayed = 5000
const shownAttempts = 100

export function createWebhookDeliveries({ store, endpoints, outbox, clock, randomId, baseUrl }: Parts): WebhookDeliveries {
  const tests = new Map<string, (tested: TestedWebhook) => void>()

  const add = (
    { row }: OpenWebhook,
    told: Parameters<typeof bodyOf>[0],
    more: { isTest: boolean; bodyId: string; hasBody?: boolean },
  ): DeliveryRow | Omit<DeliveryRow, 'seq'> => {
    const id = `msg_${randomId()}`
    const now = clock.now()
    if (!more.hasBody) store.delivery.putBody(more.bodyId, bodyOf(told, row.payload, baseUrl))
    const eventId = more.isTest ? null : told.id
    const subject = more.isTest ? `webhook/${row.id}` : told.subject
    const jobId = outbox.add({ kind: 'webhook', lane: more.isTest ? `${row.id}/test` : row.id, ref: id, eventId, subject })
    const delivery: Omit<DeliveryRow, 'seq'> = {
      ...{ id, webhookId: row.id, bodyId: more.bodyId, eventId, eventType: told.type, subject, projectId: told.projectId },
      ...{ isTest: more.isTest ? 1 : 0, state: 'waiting', attempts: 0, httpStatus: null, reason: null },
      ...{ createdAt: now, lastAt: null, dueAt: now, jobId },
    }
    store.delivery.insert(delivery)
    return delivery
  }
  /** Things of other projects look as if they weren't there. */
  const required = (id: string, { projectIds }: Pick<Caller, 'projectIds'>): DeliveryRow => {
    const row = store.delivery.find(id)
    if (row === undefined || (projectIds !== null && (row.projectId === null || !projectIds.has(row.projectId))))
      throw notFound('delivery', 'Deliveries are kept for 30 days. List them again.')
    return row
  }
  const requireActive = (webhookId: string) => {
    const webhook = endpoints.open(webhookId)
    if (webhook === undefined) throw notFound('webhook')
    if (!webhook.row.active)
      throw new AppError('conflict', `The webhook ${webhook.row.name} is switched off, so nothing is sent to it`, {
        hint: 'Switch it on, then replay.',
      })
  }
  const sendAgain = (row: DeliveryRow): void => {
    const job = store.job.find(row.jobId)
    if (job?.state === 'waiting' || job?.state === 'dead') {
      outbox.retry(job.id)
      store.delivery.reopen({ id: row.id, jobId: job.id, dueAt: clock.now() })
    } else if (job?.state !== 'running') {
      const jobId = outbox.add({ kind: 'webhook', lane: row.webhookId, ref: row.id, eventId: row.eventId, subject: row.subject })
      store.delivery.reopen({ id: row.id, jobId, dueAt: clock.now() })
    }
  }
  const instant = (text: string | undefined, pointer: string, otherwise: number): number =>
    text === undefined ? otherwise : instantFrom(text, pointer)

  return {
    plan: (event) => {
      const written = new Set<string>()
      for (const webhook of endpoints.all()) {
        const { row } = webhook
        // What it hears of itself would make it fail for ever.
        if (!row.active || event.subject === `webhook/${row.id}` || !matchesAny(event.type, row.events)) continue
        const bodyId = `${event.id}/${row.payload}`
        add(webhook, event, { isTest: false, bodyId, hasBody: written.has(bodyId) })
        written.add(bodyId)
      }
    },
    list: (filter, { projectIds }) => {
      const page = store.delivery.list({ ...filter, projectIds })
      return { items: page.items.map(recordFrom), next: page.next }
    },
    listOf: (webhookId, filter, caller) => {
      if (endpoints.open(webhookId) === undefined) throw notFound('webhook')
      const page = store.delivery.list({ ...filter, webhookId, projectIds: caller.projectIds })
      return { items: page.items.map(recordFrom), next: page.next }
    },
    get: (id, caller) => {
      const row = required(id, caller)
      const body = store.delivery.body(row.bodyId)
      return {
        ...recordFrom(row),
        body: body === undefined ? null : Buffer.from(body).toString(),
        log: store.delivery.attempts(id, shownAttempts).map(attemptFrom),
      }
    },
    answers: (id, caller) => ({
      items: store.delivery.attempts(required(id, caller).id, shownAttempts).map((row) => ({
        ...attemptFrom(row),
        answer: row.answer === null ? null : Buffer.from(row.answer).toString('utf8'),
        contentType: row.answerType,
        isCut: row.isCut === 1,
      })),
    }),
    replay: (id, caller) => {
      const row = required(id, caller)
      if (row.isTest) throw new AppError('conflict', 'A test is not replayed: send another one')
      requireActive(row.webhookId)
      store.transaction(() => sendAgain(row))
      return recordFrom(required(id, caller))
    },
    replayMany: (webhookId, { only = 'failed', from, to, after }) => {
      requireActive(webhookId)
      const range = { from: instant(from, '/from', 0), to: instant(to, '/to', Number.MAX_SAFE_INTEGER) }
      if (range.to <= range.from) throw invalidField('/to', 'The end has to be after the beginning.')
      const last = after === undefined ? undefined : store.delivery.find(after)
      if (after !== undefined && last?.webhookId !== webhookId) throw invalidField('/after', 'Send the next of the last answer, unchanged.')
      const given = { webhookId, isFailedOnly: only === 'failed', ...range, afterSeq: last?.seq ?? 0 }
      const rows = store.delivery.listEnded({ ...given, limit: mostReplayed + 1 })
      const some = rows.slice(0, mostReplayed)
      for (let i = 0; i < some.length; i += 500)
        store.transaction(() => {
          for (const row of some.slice(i, i + 500)) sendAgain(row)
        })
      return { replayed: some.length, next: rows.length > mostReplayed ? (some.at(-1)?.id ?? null) : null }
    },
    test: async (webhookId, eventType, caller) => {
      const webhook = endpoints.open(webhookId)
      if (webhook === undefined) throw notFound('webhook')
      if (eventType !== undefined && !businessEventNames.includes(eventType as BusinessEventName))
        throw invalidField('/event', `There is no event ${eventType}; known are ${businessEventNames.join(', ')}.`)
      const declared = eventType === undefined ? undefined : businessEvents[eventType as BusinessEventName]
      const id = randomId()
      const told = {
        ...{ id, type: (eventType ?? 'webhook.test') as BusinessEventName, version: declared?.version ?? 1, at: clock.now() },
        ...{ subject: `webhook/${webhookId}`, projectId: null, actor: caller.name },
        data: { ...(declared?.sample ?? { message: 'A test from Plenum' }), isTest: true },
      }
      const { id: deliveryId } = store.transaction(() => add(webhook, told, { isTest: true, bodyId: `${id}/test` }))
      return new Promise((resolve) => {
        const end = (tested: TestedWebhook) => {
          stopWaiting()
          tests.delete(deliveryId)
          resolve(tested)
        }
        const stopWaiting = clock.after(testWaitMs, () =>
          end({
            deliveryId,
            status: 'failed',
            reason: 'It was not tried within 30 s: everything that sends is busy. It will be, and stands in the log.',
          }),
        )
        tests.set(deliveryId, end)
      })
    },
    settleTest: (tested) => tests.get(tested.deliveryId)?.(tested),
  }
}

function recordFrom({ seq: _, bodyId: __, jobId: ___, isTest, ...row }: DeliveryRow): DeliveryRecord {
  return { ...row, isTest: isTest === 1 }
}

function attemptFrom({ deliveryId: _, answer, answerType: __, isCut: ___, ...row }: AttemptRow): DeliveryDetail['log'][number] {
  return { ...row, hasAnswer: answer !== null }
}
