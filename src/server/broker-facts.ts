// What the rest of the server may ask of the broker, whether it stands or not. Types only.
import type { BrokerState, TopicItem } from '../contract/schemas/node.ts'

export interface BrokerFacts {
  state(): BrokerState
  /** PEM of what nodes have to trust for TLS; null without a TLS port. */
  certificate(): string | null
  listTopics(query: { prefix?: string; since?: number; limit?: number }): { items: TopicItem[]; next: number; total: number }
}
