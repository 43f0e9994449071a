// Where messages of nodes go, whatever brought them: readings to the ingest worker, the rest to the nodes' side. `done` runs once it is on
// disk, so that whoever asks can acknowledge then and not before. Attacked by test/broker/ingest.test.ts.
import { parseTopic } from '../../contract/mqtt.ts'
import type { Clock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { NodeGate } from '../node-gate.ts'

export interface IntakeMessage {
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: 0 | 1 | 2
  readonly retain: boolean
  readonly isWill: boolean
  /** The node of the credentials; null where nobody knows (open mode, an external broker). */
  readonly nodeId: string | null
  /** Whose topic it is. */
  readonly ownerId: string
  readonly from: 'pairing' | 'node' | 'open'
  readonly address: string
}

/** Null when it was taken; else why it was refused: acknowledged all the same, or the node would send it for ever. */
export type IntakeDone = (refused: string | null) => void

export interface Intake {
  take(message: IntakeMessage, done: IntakeDone): void
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Creates the intake of one server. */
export function createIntake({ ingest, gate, clock }: { ingest: Ingest; gate: NodeGate; clock: Clock }): Intake {
  return {
    take: (message, done) => {
      const { payload, qos, nodeId, ownerId, retain, isWill, from, address } = message
      const topic = parseTopic(message.topic)
      if (topic.kind === 'data') {
        // An empty payload only clears what was retained; it is no reading.
        if (payload.length === 0 && retain) return done(null)
        if (qos === 0 && ingest.isFull()) {
          ingest.noteDropped(ownerId)
          return done('QoS 0 readings are left out while the disk is behind')
        }
        return ingest.take({ nodeId, sensor: topic.sensor, payload, qos, arrivedAt: clock.now() }, () => done(null))
      }
      if (topic.kind !== 'registration' && topic.kind !== 'status' && topic.kind !== 'commandAck') return done(null)
      if (payload.length === 0) return done(null)
      let json: unknown
      try {
        json = JSON.parse(utf8.decode(payload))
      } catch {
        const refused = `the ${topic.kind === 'commandAck' ? 'acknowledgement' : topic.kind} is not JSON in UTF-8`
        gate.noteRefusal(ownerId, { topic: message.topic, reason: refused })
        return done(refused)
      }
      if (topic.kind === 'registration') return gate.register({ nodeId: topic.nodeId, payload: json, from, address }, done)
      if (topic.kind === 'status') return gate.reportStatus({ nodeId: topic.nodeId, payload: json, isWill, retained: retain }, done)
      gate.acknowledgeCommand({ nodeId: topic.nodeId, payload: json }, done)
    },
  }
}

/** Answers in the order of the questions, however their work ends: acknowledgements of one client stay in order [MQTT-4.6.0-2, -3]. */
export function createAckQueue(): { enter(answer: () => void): () => void } {
  const waiting: { isReady: boolean; readonly answer: () => void }[] = []
  return {
    enter: (answer) => {
      const entry = { isReady: false, answer }
      waiting.push(entry)
      return () => {
        entry.isReady = true
        while (waiting[0]?.isReady) waiting.shift()?.answer()
      }
    },
  }
}
