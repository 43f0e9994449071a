// Outgoing webhooks (Standard Webhooks 1.0): endpoints, deliveries, the log of their attempts, and the lab's echo.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant, Name } from './common.ts'
import { TimeQuery } from './sensor.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const deliveryStates = ['waiting', 'delivered', 'failed', 'dropped'] as const
export const payloadKinds = ['full', 'thin'] as const

const Url = Type.String({ minLength: 1, maxLength: 2000, description: 'https://; http:// only with one of the two consents' })
const Patterns = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
  minItems: 1,
  maxItems: 100,
  description: 'Event types; a pattern may end with `*`, as alarm.*; what several patterns match is sent once',
})
const Headers = Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.String({ maxLength: 4000 }), {
  description:
    'Own headers; those of HTTP and of webhooks themselves are refused. Values of secret ones are never shown again: ••• keeps them',
})
const Payload = Type.Enum([...payloadKinds], { description: 'full: with the data; thin: type, id, time, subject and a link' })
const Consent = {
  allowLoopback: Type.Boolean({ description: 'May be on this computer; needs webhooks:consent' }),
  allowPrivateNetwork: Type.Boolean({ description: 'May be in a private network; needs webhooks:consent' }),
}
const settings = {
  events: Patterns,
  headers: Headers,
  payload: Payload,
  ...Consent,
  strictOrder: Type.Boolean({ description: 'Nothing overtakes a delivery that failed' }),
  active: Type.Boolean(),
}

export const WebhookRecord = Type.Object(
  {
    ...{ id: Id, name: Name, url: Url, ...settings },
    disabledAt: orNull(Instant),
    disabledReason: orNull(Type.String()),
    /** One or, while rotating, two. */
    secrets: Type.Array(Type.Object({ id: Id, createdAt: Instant, endsAt: orNull(Instant) }, closed)),
    stats: Type.Object(
      {
        delivered: Type.Integer(),
        failed: Type.Integer({ description: 'Attempts that failed' }),
        waiting: Type.Integer(),
        meanMs: orNull(Type.Number()),
        lastSuccessAt: orNull(Instant),
        lastFailureAt: orNull(Instant),
        lastReason: orNull(Type.String()),
        failingHours: Type.Number({ description: 'Awake hours since it last worked; it is switched off at 120' }),
        breaker: Type.Enum(['closed', 'open']),
      },
      closed,
    ),
    createdAt: Instant,
    createdBy: Type.String(),
    revision: Type.Integer(),
  },
  closed,
)
export const CreateWebhook = Type.Object({ name: Name, url: Url, ...Type.Partial(Type.Object(settings)).properties }, closed)
export const ChangeWebhook = Type.Partial(
  Type.Object({
    ...{ name: Name, url: Url, ...settings },
    overlapHours: Type.Integer({
      minimum: 0,
      maximum: 720,
      description: 'From now until the old secret ends, while rotating; 0 ends it now',
    }),
  }),
  closed,
)
export const ConsentWebhook = Type.Object(Consent, closed)
export const CreatedWebhook = Type.Object(
  { id: Id, secret: Type.String({ description: 'whsec_…, shown once' }), webhook: WebhookRecord },
  closed,
)
export const RotateWebhook = Type.Object({ overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 720, default: 24 })) }, closed)
export const TestWebhook = Type.Object(
  { event: Type.Optional(Type.String({ maxLength: 100, description: 'Sends the sample of this event; webhook.test when left out' })) },
  closed,
)
export const TestedWebhook = Type.Object(
  {
    deliveryId: Id,
    status: Type.Enum(['delivered', 'failed', 'refused']),
    httpStatus: Type.Optional(Type.Integer()),
    reason: Type.Optional(Type.String()),
    durationMs: Type.Optional(Type.Integer()),
    request: Type.Optional(
      Type.Object(
        {
          url: Type.String(),
          headers: Type.Record(Type.String(), Type.String(), { description: 'As sent, secret values of own ones as •••' }),
        },
        closed,
      ),
    ),
  },
  closed,
)
export const ReplayDeliveries = Type.Object(
  {
    only: Type.Optional(Type.Enum(['failed', 'all'], { description: 'failed when left out' })),
    from: Type.Optional(TimeQuery),
    to: Type.Optional(TimeQuery),
    after: Type.Optional(Type.String({ maxLength: 100, description: 'The next of the last answer' })),
  },
  closed,
)
export const ReplayedDeliveries = Type.Object(
  { replayed: Type.Integer(), next: orNull(Type.String({ description: 'More than one call replays: ask again with it as after' })) },
  closed,
)

export const DeliveryRecord = Type.Object(
  {
    id: Type.String({ description: 'The webhook-id, the same in every attempt and replay' }),
    webhookId: Id,
    eventId: orNull(Type.String()),
    eventType: Type.String(),
    subject: orNull(Type.String()),
    projectId: orNull(Type.String()),
    isTest: Type.Boolean(),
    state: Type.Enum([...deliveryStates]),
    attempts: Type.Integer(),
    httpStatus: orNull(Type.Integer()),
    reason: orNull(Type.String()),
    createdAt: Instant,
    lastAt: orNull(Instant),
    /** Of the next attempt. */
    dueAt: orNull(Instant),
  },
  closed,
)
const attempt = {
  id: Type.Integer(),
  at: Instant,
  durationMs: Type.Integer(),
  httpStatus: orNull(Type.Integer()),
  reason: orNull(Type.String()),
  hasAnswer: Type.Boolean(),
}
export const DeliveryDetail = Type.Object(
  {
    ...DeliveryRecord.properties,
    body: orNull(Type.String({ description: 'As signed and sent' })),
    log: Type.Array(Type.Object(attempt, closed), { description: 'The newest hundred attempts' }),
  },
  closed,
)
export const DeliveryAnswers = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          ...attempt,
          answer: orNull(Type.String({ description: 'Up to 64 KiB as text' })),
          contentType: orNull(Type.String()),
          isCut: Type.Boolean(),
        },
        closed,
      ),
    ),
  },
  closed,
)
export const DeliveriesQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    webhookId: Type.Optional(Id),
    state: Type.Optional(Type.Enum([...deliveryStates])),
    subject: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)

export const echoFaults = ['none', 'rateLimit', 'redirect', 'slow', 'reset', 'gone', 'error', 'large'] as const
const Fault = Type.Enum([...echoFaults], {
  description:
    'rateLimit: 429 with Retry-After; redirect: 302; slow: one byte a second; reset: the connection is cut; gone: 410; error: 500; large: an endless answer',
})
export const StartEcho = Type.Object(
  {
    fault: Type.Optional(Fault),
    retryAfterS: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600 })),
    badTls: Type.Optional(Type.Boolean({ description: 'https:// with a certificate that nobody trusts' })),
  },
  closed,
)
export const ChangeEcho = Type.Object(
  { fault: Type.Optional(Fault), retryAfterS: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600 })) },
  closed,
)
export const EchoRecord = Type.Object(
  {
    id: Id,
    url: Type.String(),
    fault: Fault,
    retryAfterS: Type.Integer(),
    badTls: Type.Boolean(),
    received: Type.Integer(),
    startedAt: Instant,
    stopsAt: Instant,
  },
  closed,
)
export const EchoRequests = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          id: Type.Integer(),
          at: Instant,
          method: Type.String(),
          path: Type.String(),
          headers: Type.Record(Type.String(), Type.String()),
          body: Type.String(),
          bytes: Type.Integer(),
          answered: Type.String(),
          signature: Type.Enum(['valid', 'wrong', 'missing', 'unknown'], {
            description: 'unknown: no endpoint of this server sends here',
          }),
        },
        closed,
      ),
    ),
  },
  closed,
)
export const EchoList = Type.Object({ items: Type.Array(EchoRecord) }, closed)

export type WebhookRecord = Static<typeof WebhookRecord>
export type CreateWebhook = Static<typeof CreateWebhook>
export type ChangeWebhook = Static<typeof ChangeWebhook>
export type CreatedWebhook = Static<typeof CreatedWebhook>
export type TestedWebhook = Static<typeof TestedWebhook>
export type ReplayDeliveries = Static<typeof ReplayDeliveries>
export type DeliveryRecord = Static<typeof DeliveryRecord>
export type DeliveryDetail = Static<typeof DeliveryDetail>
export type DeliveryAnswers = Static<typeof DeliveryAnswers>
export type StartEcho = Static<typeof StartEcho>
export type ChangeEcho = Static<typeof ChangeEcho>
export type EchoRecord = Static<typeof EchoRecord>
export type EchoRequests = Static<typeof EchoRequests>
