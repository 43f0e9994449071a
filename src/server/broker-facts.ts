// What the rest of the server may ask of the broker, whether it stands or not. Types only.
import type { BrokerState, TopicItem } from '../contract/schemas/node.ts'

export interface BrokerFacts {
  state(): BrokerState
  /** The broker of others that readings are taken from; null where there is none. */
  external(): { readonly state: 'ok' | 'degraded'; readonly reason: string | null } | null
  /** PEM of what nodes have to trust for TLS; null without a TLS port. */
  certificate(): string | null
  listTopics(query: { prefix?: string; since?: number; limit?: number }): { items: TopicItem[]; next: number; total: number }
}
