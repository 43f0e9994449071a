// Kept connections of webhooks: one for each endpoint, for a few seconds, so that a burst doesn't greet its receiver anew with each delivery. A
// changed endpoint gets new ones: what was checked for the old address or consent counts for nothing.
import { Agent as PlainAgent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import type { WebhookRow } from '../store/webhook.ts'

/** Less than the five seconds after which most servers let go. */
const idleMs = 4000
const options = { keepAlive: true, maxFreeSockets: 1, timeout: idleMs }

export interface WebhookPools {
  of(row: Pick<WebhookRow, 'id' | 'url' | 'revision'>): PlainAgent
  stop(): void
}

export function createWebhookPools(): WebhookPools {
  const pools = new Map<string, { readonly revision: number; readonly agent: PlainAgent }>()
  return {
    of: ({ id, url, revision }) => {
      const known = pools.get(id)
      if (known?.revision === revision) return known.agent
      known?.agent.destroy()
      const agent = url.toLowerCase().startsWith('https:') ? new TlsAgent(options) : new PlainAgent(options)
      pools.set(id, { revision, agent })
      return agent
    },
    stop: () => {
      for (const { agent } of pools.values()) agent.destroy()
      pools.clear()
    },
  }
}
