// What is shown of an endpoint and of a delivery in one word and one icon. Pure.
import type { DeliveryRecord, WebhookRecord } from '../../contract/schemas/webhook.ts'
import type { IconName } from '../ui/icons.ts'

export const webhookStates = ['working', 'unused', 'failing', 'breaker', 'off', 'paused'] as const
export type WebhookState = (typeof webhookStates)[number]

export interface Look {
  readonly icon: IconName
  readonly tone: string
}

export const webhookLook: Readonly<Record<WebhookState, Look>> = {
  working: { icon: 'circleCheck', tone: 'ok' },
  unused: { icon: 'circleDashed', tone: 'idle' },
  failing: { icon: 'alertTriangle', tone: 'warn' },
  breaker: { icon: 'clock', tone: 'warn' },
  off: { icon: 'circleX', tone: 'alarm' },
  paused: { icon: 'playerPause', tone: 'idle' },
}

export const deliveryLook: Readonly<Record<DeliveryRecord['state'] | 'retrying', Look>> = {
  retrying: { icon: 'refresh', tone: 'warn' },
  waiting: { icon: 'clock', tone: 'idle' },
  delivered: { icon: 'circleCheck', tone: 'ok' },
  failed: { icon: 'circleX', tone: 'alarm' },
  dropped: { icon: 'circleMinus', tone: 'idle' },
}

/** Who switched it off is told apart: Plenum after 120 hours or a 410, or a person. */
export function webhookState({ active, disabledAt, stats }: Pick<WebhookRecord, 'active' | 'disabledAt' | 'stats'>): WebhookState {
  if (!active) return disabledAt === null ? 'paused' : 'off'
  if (stats.breaker === 'open') return 'breaker'
  const { lastSuccessAt, lastFailureAt } = stats
  if (lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt)) return 'failing'
  return lastSuccessAt === null ? 'unused' : 'working'
}

/** One that waits after an attempt failed is told apart from one that waits for its first. */
export function deliveryState({
  state,
  attempts,
  reason,
}: Pick<DeliveryRecord, 'state' | 'attempts' | 'reason'>): keyof typeof deliveryLook {
  return state === 'waiting' && attempts > 0 && reason !== null ? 'retrying' : state
}

/** Of its attempts; null when there was none. */
export function successShare({ delivered, failed }: Pick<WebhookRecord['stats'], 'delivered' | 'failed'>): number | null {
  return delivered + failed === 0 ? null : delivered / (delivered + failed)
}

/** With the port where there is one; the text itself where it is no address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** As it is joined with another sentence. */
export const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '')
