// What the broker asks of the nodes' side, and what the nodes' side asks of the broker. Types only.
// Everything that arrives at machine rate (registrations, statuses, acknowledgements) is batched; `done` runs after its transaction.

import type { MqttTopic } from '../contract/mqtt.ts'

/** Who a CONNECT with user name and password is. */
export type GateAnswer =
  | { readonly kind: 'node'; readonly nodeId: string }
  /** A device that joins with the code: publishes its registration and reads `registration/reply`, nothing else; its client id is its node id. */
  | { readonly kind: 'pairing'; readonly clientId: string }
  | {
      readonly kind: 'program'
      readonly keyId: string
      readonly scopes: readonly string[]
      /** Only what is placed in these; absent or null is all. */
      readonly projectIds?: readonly string[] | null
    }
  | { readonly kind: 'refused'; readonly reason: string }

/** Called when it is on disk: null, or why it was refused (one sentence). */
export type GateDone = (refused: string | null) => void

/** How services reach nodes; given to the gate by the broker once it stands. */
export interface BrokerPort {
  /** Resolves true when a QoS 1 message was acknowledged by the node's own client; false when it is not there or leaves before. */
  publish(topic: string, payload: string, options: { readonly qos: 0 | 1; readonly retain: boolean }): Promise<boolean>
  isConnected(nodeId: string): boolean
  /** Ends the connection of a node or of a pairing device with that client id, at once; nothing happens when it isn't there. */
  closeClient(nodeId: string, reason: string): void
  /** Ends every connection made with that API key, at once. */
  closeProgram(keyId: string, reason: string): void
  info(): {
    readonly host: string
    readonly mqttPort: number | null
    readonly mqttsPort: number | null
    readonly caFingerprint: string | null
    readonly auth: 'required' | 'open'
  }
}

/** A message that subscribers get as soon as they come. */
export interface RetainedMessage {
  readonly topic: string
  readonly payload: string
}

export interface NodeGate {
  /**
   * User name and password of a CONNECT -> who it is. Constant time and cheap (SHA-256 of 256 random bits). Checks that a node's client id
   * is its user name, unless the broker is open. In open mode the broker doesn't ask for clients that send no user name.
   */
  authenticate(connect: {
    readonly username: string
    readonly password: Uint8Array
    readonly clientId: string
    readonly address: string
  }): GateAnswer
  /** Whether what this topic is about is placed in one of the projects; for programs that are limited to some. Without it nothing is. */
  isPlacedIn?(topic: MqttTopic, projectIds: readonly string[]): boolean
  /** Registered, by any way; for resolveSensorTopic, where the longest id wins. */
  isNode(nodeId: string): boolean
  /**
   * A registration. `payload` is parsed JSON; whatever is wrong with it is a reason. A pairing device waits for a person: done(null) means
   * it is listed. `registration/reply` is published by the services through the port, `{ error }` included.
   */
  register(
    message: {
      readonly nodeId: string
      readonly payload: unknown
      readonly from: 'pairing' | 'node' | 'open'
      readonly address: string
    },
    done: GateDone,
  ): void
  reportStatus(
    message: { readonly nodeId: string; readonly payload: unknown; readonly isWill: boolean; readonly retained: boolean },
    done: GateDone,
  ): void
  acknowledgeCommand(message: { readonly nodeId: string; readonly payload: unknown }, done: GateDone): void
  /** A session of the node stands (after CONNACK); of pairing devices too, by their client id. */
  connected(nodeId: string, address: string): void
  /** Also when another connection took its place: then connected() of the newer one comes after it. */
  disconnected(nodeId: string, how: { readonly willFired: boolean }): void
  /** The node now reads its command topic: commands that wait are sent. Calling it again is harmless. */
  listening(nodeId: string): void
  /** Something of this node was refused or bounded; shown on its page. Cheap; kept in memory, bounded. */
  noteRefusal(nodeId: string, refusal: { readonly topic: string | null; readonly reason: string }): void
  /** Registrations and states as they were retained before the last stop; the broker publishes them again at start. */
  retainedAtStart(): readonly RetainedMessage[]
  /** Set by the broker when it stands; returns the undo, called before it stops. */
  attachBroker(port: BrokerPort): () => void
}
