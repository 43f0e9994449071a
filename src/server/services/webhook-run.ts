// One attempt of a delivery: sign, send, judge the answer, and write the log in the transaction that settles the job. An endpoint that fails
// for 120 awake hours is switched off, with a notice a day before. The outbox holds ladder, order and workers.
import { AppError } from '../../contract/errors.ts'
import type { TestedWebhook } from '../../contract/schemas/webhook.ts'
import type { Clock } from '../clock.ts'
import type { Events, Job, JobHandler, JobOutcome, SettledJob } from '../outbox-port.ts'
import type { DeliveryRow, DeliveryState } from '../store/delivery.ts'
import type { Store } from '../store/open.ts'
import { createSafeSend, type SafeAnswer } from './safe-send.ts'
import type { Resolve } from './safe-url.ts'
import { type Verdict, verdictOf } from './webhook-answer.ts'
import type { Breakers } from './webhook-breaker.ts'
import type { OpenWebhook, WebhookEndpoints } from './webhook-endpoint.ts'
import { maskedHeaders } from './webhook-header.ts'
import type { WebhookPools } from './webhook-pool.ts'
import { signedHeaders } from './webhook-sign.ts'

interface Parts {
  readonly store: Store
  readonly endpoints: WebhookEndpoints
  readonly breakers: Breakers
  readonly events: Pick<Events, 'emit'>
  readonly clock: Clock
  readonly awakeNow: () => number
  readonly ownPorts: () => readonly number[]
  readonly pools: Pick<WebhookPools, 'of'>
  readonly version: string
  readonly settleTest: (tested: TestedWebhook) => void
  /** Tests wait less. */
  readonly timeoutMs?: number | undefined
  readonly answerBudgetBytes?: number | undefined
  readonly resolve?: Resolve | undefined
}

interface Tried {
  readonly at: number
  readonly durationMs: number
  readonly verdict: Verdict
  readonly answer: SafeAnswer | null
  /** It was not asked at all. */
  readonly isRefused: boolean
  /** With every value: for nobody’s eyes as they are. */
  readonly headers: Readonly<Record<string, string>>
}

const [secondMs, minuteMs, hourMs] = [1000, 60_000, 3_600_000]
/** Before the second attempt, the third, ...; the first leaves at once. */
const ladderMs = [5 * secondMs, 5 * minuteMs, 30 * minuteMs, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs)]
const timeoutMs = 15 * secondMs
/** The outbox ends an attempt only when its own deadline did not. */
const spareMs = 5 * secondMs
/** docs/decisions/0013-slow-tries-give-up-their-worker.md */
const slow = { afterMs: 250, mostAtOnce: 64 }
const keptAnswerBytes = 64 * 1024
/** Of all answers together. */
const answerBudgetBytes = 64 * 1024 * 1024
const trimmedAtOnce = 20
const disableAfterMs = 120 * hourMs
const warnAfterMs = 96 * hourMs
/** Nobody is switched off without a notice long enough to act. */
const noticeMs = 12 * hourMs
const putBackMs = 24 * hourMs

export function createWebhookRun(parts: Parts): JobHandler {
  const { store, endpoints, breakers, events, clock, awakeNow, ownPorts, pools, version, settleTest, resolve } = parts
  const deadlineMs = parts.timeoutMs ?? timeoutMs
  const budgetBytes = parts.answerBudgetBytes ?? answerBudgetBytes
  let answerBytes: number | null = null

  const send = async (webhook: OpenWebhook, delivery: DeliveryRow, signal: AbortSignal): Promise<Tried> => {
    const { row } = webhook
    const body = store.delivery.body(delivery.bodyId) ?? Buffer.alloc(0)
    const at = clock.now()
    const begunAt = performance.now()
    const signed = signedHeaders(endpoints.liveSecrets(webhook), { id: delivery.id, timestamp: Math.floor(at / 1000), body })
    const headers = {
      ...webhook.headers,
      ...{ 'content-type': 'application/json', 'content-length': String(body.length), 'user-agent': `Plenum/${version}` },
      ...signed,
    }
    const ended = (verdict: Verdict, answer: SafeAnswer | null, isRefused = false): Tried => ({
      ...{ at, verdict, answer, isRefused, headers },
      durationMs: Math.round(performance.now() - begunAt),
    })
    try {
      const ask = createSafeSend({
        reach: row,
        pointer: '/url',
        deadlineMs,
        mostBytes: keptAnswerBytes,
        ownPorts,
        resolve,
        pool: pools.of(row),
      })
      const answer = await ask(row.url, { method: 'POST', headers, body, signal })
      return ended(verdictOf(answer, clock.now()), answer)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return ended({ kind: 'failed', reason: error.message }, null, error.code === 'invalid')
    }
  }
  const keepAnswer = ({ answer }: Tried): { answer: Uint8Array | null; answerType: string | null; isCut: 0 | 1 } => {
    if (answer === null || answer.body.length === 0) return { answer: null, answerType: null, isCut: answer?.isCut ? 1 : 0 }
    answerBytes = (answerBytes ?? store.delivery.answerBytes()) + answer.body.length
    if (answerBytes > budgetBytes) {
      // Counted anew: others were forgotten with their deliveries meanwhile. A tenth is made room, so that this is seldom.
      answerBytes = store.delivery.answerBytes() + answer.body.length
      for (let bytes = -1; answerBytes > 0.9 * budgetBytes && bytes !== 0; ) {
        bytes = store.delivery.forgetAnswers(trimmedAtOnce)
        answerBytes -= bytes
      }
    }
    return { answer: answer.body, answerType: answer.headers['content-type']?.slice(0, 200) ?? null, isCut: answer.isCut ? 1 : 0 }
  }
  /** Counts, notices, and the end of an endpoint that never answers. */
  const noteEndpoint = ({ row }: OpenWebhook, { verdict, at, durationMs }: Tried, isTest: boolean): void => {
    // It may have been deleted while this ran.
    const current = store.webhook.find(row.id)
    if (current === undefined) return
    const state = store.webhook.state(row.id)
    const counted = { ...state, attempts: state.attempts + 1, durationMs: state.durationMs + durationMs }
    if (verdict.kind === 'delivered') {
      store.webhook.saveState(row.id, { ...counted, delivered: state.delivered + 1, lastSuccessAt: at, failingSince: null, warnedAt: null })
      return
    }
    const failed = { ...counted, failed: state.failed + 1, lastFailureAt: at, lastReason: verdict.reason }
    // A test that fails says nothing of how long real ones do.
    if (isTest && verdict.kind !== 'gone') {
      store.webhook.saveState(row.id, failed)
      return
    }
    const now = Math.floor(awakeNow())
    const since = state.failingSince ?? now
    const failedMs = now - since
    const told = { endpointId: row.id, name: row.name, url: row.url, reason: verdict.reason }
    const subject = `webhook/${row.id}`
    let { warnedAt } = state
    if (current.active && warnedAt === null && failedMs >= warnAfterMs) {
      warnedAt = now
      const hoursLeft = Math.ceil(Math.max(disableAfterMs - failedMs, noticeMs) / hourMs)
      events.emit({
        ...{ type: 'delivery.failing', subject, projectId: null },
        data: { ...told, failingHours: Math.floor(failedMs / hourMs), hoursLeft },
      })
    }
    store.webhook.saveState(row.id, { ...failed, failingSince: since, warnedAt })
    const isLongGone = failedMs >= disableAfterMs && warnedAt !== null && now - warnedAt >= noticeMs
    if (!current.active || (verdict.kind !== 'gone' && !isLongGone)) return
    const reason = verdict.kind === 'gone' ? verdict.reason : `It failed for ${Math.floor(failedMs / hourMs)} hours: ${verdict.reason}`
    const waiting = store.delivery.countWaiting(row.id)
    endpoints.disable(row.id, reason)
    events.emit({ type: 'delivery.disabled', subject, projectId: null, data: { ...told, reason, waiting } })
  }
  const write = (webhook: OpenWebhook, delivery: DeliveryRow, tried: Tried) => (settled: SettledJob) => {
    const { verdict, answer, at, durationMs } = tried
    const reason = verdict.kind === 'delivered' ? null : verdict.reason
    const httpStatus = answer?.status ?? null
    const attempts = delivery.attempts + 1
    let state: DeliveryState = 'waiting'
    if (verdict.kind === 'delivered') state = 'delivered'
    else if (settled.state === 'dropped') state = 'dropped'
    else if (settled.state !== 'waiting') state = 'failed'
    if (store.delivery.find(delivery.id) === undefined) return
    store.delivery.addAttempt({ deliveryId: delivery.id, at, durationMs, httpStatus, reason, ...keepAnswer(tried) })
    store.delivery.settle({ id: delivery.id, state, attempts, httpStatus, reason, lastAt: at, dueAt: settled.dueAt })
    noteEndpoint(webhook, tried, delivery.isTest === 1)
  }
  const later = (delivery: DeliveryRow, reason: string, dueAt: number): JobOutcome => ({
    ...{ kind: 'later', reason, dueAt },
    write: (settled) => {
      if (store.delivery.find(delivery.id) === undefined) return
      const { httpStatus, lastAt, attempts } = delivery
      const state = settled.state === 'dropped' ? 'dropped' : 'waiting'
      store.delivery.settle({ id: delivery.id, state, attempts, httpStatus, reason, lastAt, dueAt: settled.dueAt })
    },
  })
  const runTest = async (webhook: OpenWebhook, delivery: DeliveryRow, signal: AbortSignal): Promise<JobOutcome> => {
    const tried = await send(webhook, delivery, signal)
    const { verdict, answer, isRefused } = tried
    const tested: TestedWebhook = {
      deliveryId: delivery.id,
      status: verdict.kind === 'delivered' ? 'delivered' : isRefused ? 'refused' : 'failed',
      ...(answer === null ? {} : { httpStatus: answer.status }),
      ...(verdict.kind === 'delivered' ? {} : { reason: verdict.reason }),
      durationMs: tried.durationMs,
      request: { url: webhook.row.url, headers: { ...tried.headers, ...maskedOf(webhook) } },
    }
    return {
      // A test is one attempt, whatever comes of it.
      kind: 'done',
      write: (settled) => {
        write(webhook, delivery, tried)(settled)
        queueMicrotask(() => settleTest(tested))
      },
    }
  }

  return {
    ...{ workers: 8, failingWorkers: 4, slow, mayRepeat: true, ladderMs, jitter: 0.2, timeoutMs: deadlineMs + spareMs },
    order: (lane) => {
      if (lane.endsWith('/test')) return 'free'
      return endpoints.open(lane)?.row.strictOrder ? 'strict' : 'firstTries'
    },
    reopen: ({ id, ref }) => store.delivery.reopen({ id: ref, jobId: id, dueAt: clock.now() }),
    died: ({ ref }, reason) => {
      const delivery = store.delivery.find(ref)
      if (delivery !== undefined) store.delivery.settle({ ...delivery, state: 'failed', reason, dueAt: null })
    },
    run: async (job: Job, signal): Promise<JobOutcome> => {
      const delivery = store.delivery.find(job.ref)
      const webhook = delivery && endpoints.open(delivery.webhookId)
      if (delivery === undefined || webhook === undefined) return { kind: 'done' }
      const { row } = webhook
      const now = clock.now()
      if (delivery.isTest === 1) return runTest(webhook, delivery, signal)
      if (!row.active) return later(delivery, row.disabledReason ?? 'The webhook is paused', now + putBackMs)
      if (endpoints.liveSecrets(webhook).length === 0)
        return later(delivery, 'Its secret can’t be opened on this computer: rotate it', now + hourMs)
      const held = breakers.heldUntil(row.id, now)
      if (held !== null) return later(delivery, held.reason, held.at)
      let tried: Tried
      try {
        tried = await send(webhook, delivery, signal)
      } catch (error) {
        breakers.note(row.id, false, clock.now())
        throw error
      }
      const { verdict } = tried
      breakers.note(row.id, verdict.kind === 'delivered', clock.now())
      const settle = write(webhook, delivery, tried)
      if (verdict.kind === 'delivered') return { kind: 'done', write: settle }
      if (verdict.kind === 'gone') return { kind: 'dead', reason: verdict.reason, write: settle }
      const { reason, afterMs } = verdict
      if (afterMs !== undefined && verdict.holdsAll) breakers.hold(row.id, clock.now() + afterMs)
      return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }), write: settle }
    },
  }
}

/** Secret ones among the own headers. */
function maskedOf({ row }: OpenWebhook): Record<string, string> {
  return maskedHeaders(Object.fromEntries(Object.entries(row.headers).filter(([, value]) => value === null)))
}
