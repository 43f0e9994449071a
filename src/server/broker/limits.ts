// What one connection, one address and all together may take. Every number of the broker is here.

export interface BrokerLimits {
  /** Longest packet, known from its fixed header before its body is read. */
  readonly packetBytes: number
  /** From the accepted socket to a whole CONNECT. */
  readonly connectSeconds: number
  /** Sockets in all, and of one address. */
  readonly connections: number
  readonly connectionsPerAddress: number
  readonly clientIdLength: number
  readonly topicLevels: number
  /** Filters of one client. */
  readonly subscriptions: number
  /** Silence after which a client without a keepalive, or with a longer one, is taken for dead. */
  readonly silenceSeconds: number
  /** Publishes of one client; beyond it the socket isn't read for a moment. Nothing is dropped. */
  readonly messagesPerSecond: number
  readonly messageBurst: number
  /** QoS 2 messages of one client that wait for their PUBREL. */
  readonly inflight: number
  /** Bytes that wait for a client that reads too slowly: QoS 0 is left out beyond the first, the client goes beyond the second. */
  readonly slowBytes: number
  readonly frozenBytes: number
  /** A client that takes no byte for so long goes. */
  readonly drainSeconds: number
  readonly retained: number
  readonly retainedBytes: number
  readonly retainedPerClient: number
  /** Sessions that outlive their connection, and what waits for each of them. */
  readonly sessions: number
  readonly queuedPerSession: number
  readonly queuedBytes: number
  /** Nodes that one connection in open mode can speak for. */
  readonly nodesPerConnection: number
}

export const defaultLimits: BrokerLimits = {
  packetBytes: 64 * 1024,
  connectSeconds: 10,
  connections: 10_000,
  connectionsPerAddress: 1000,
  clientIdLength: 64,
  topicLevels: 32,
  subscriptions: 200,
  silenceSeconds: 3600,
  messagesPerSecond: 4000,
  messageBurst: 8000,
  inflight: 1000,
  slowBytes: 256 * 1024,
  frozenBytes: 4 * 1024 * 1024,
  drainSeconds: 5,
  retained: 50_000,
  retainedBytes: 64 * 1024 * 1024,
  retainedPerClient: 1000,
  sessions: 10_000,
  queuedPerSession: 1000,
  queuedBytes: 32 * 1024 * 1024,
  nodesPerConnection: 256,
}
