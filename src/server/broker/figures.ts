// What the broker counted: publishes, refusals by reason, rates over the last seconds. Bounded whatever strangers send.

export interface Figures {
  received: number
  sent: number
  refused: number
  /** A refusal; `reason` without what the sender chose. */
  refuse(reason: string): void
  refusals(): Record<string, number>
  /** Once a second. */
  sweep(): void
  receivedPerSecond(): number
  sentPerSecond(): number
}

const mostReasons = 100
const windowSeconds = 5

export function createFigures(): Figures {
  const byReason = new Map<string, number>()
  const window: { received: number; sent: number }[] = []
  const perSecond = (pick: (figures: { received: number; sent: number }) => number) => {
    const [first] = window
    const last = window.at(-1)
    return first && last && window.length > 1 ? (pick(last) - pick(first)) / (window.length - 1) : 0
  }
  const figures: Figures = {
    received: 0,
    sent: 0,
    refused: 0,
    refuse: (reason) => {
      figures.refused += 1
      const key = byReason.has(reason) || byReason.size < mostReasons ? reason : 'other reasons'
      byReason.set(key, (byReason.get(key) ?? 0) + 1)
    },
    refusals: () => Object.fromEntries(byReason),
    sweep: () => {
      window.push({ received: figures.received, sent: figures.sent })
      if (window.length > windowSeconds + 1) window.shift()
    },
    receivedPerSecond: () => perSecond(({ received }) => received),
    sentPerSecond: () => perSecond(({ sent }) => sent),
  }
  return figures
}
