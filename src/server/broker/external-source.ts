// Readings from a broker of others: a subscription whose messages are acknowledged to it only after their commit. It keeps what is not
// acknowledged, so nothing is lost while Plenum is away. Statuses and registrations of nodes come the same way; commands don't go out here.
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt'
import { parseTopic } from '../../contract/mqtt.ts'
import type { Log } from '../log.ts'
import type { NodeGate } from '../node-gate.ts'
import { nodeOfTopic } from './access.ts'
import type { Intake } from './intake.ts'

export interface ExternalSource {
  state(): { readonly state: 'ok' | 'degraded'; readonly reason: string | null }
  stop(): Promise<void>
}

const filters = ['ceiling/sensors/+/data', 'ceiling/nodes/+/registration', 'ceiling/nodes/+/status']

/** Connects and stays connected. The session is kept by the broker (clean: false): what came meanwhile is delivered then. */
export function openExternalSource(parts: { url: string; clientId: string; intake: Intake; gate: NodeGate; log: Log }): ExternalSource {
  const { url, clientId, intake, gate, log } = parts
  const shown = withoutPassword(url)
  let reason: string | null = `The broker ${shown} has not answered yet`
  const client: MqttClient = mqtt.connect(url, { clientId, clean: false, keepalive: 30, reconnectPeriod: 2000, resubscribe: true })
  // mqtt.js writes the PUBACK or PUBREC once this callback is called, and reads nothing more before: the disk sets the pace.
  client.handleMessage = (packet: IPublishPacket, done: (error?: Error) => void) => {
    const topic = parseTopic(packet.topic)
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    intake.take(
      {
        topic: packet.topic,
        payload,
        qos: packet.qos,
        retain: packet.retain,
        isWill: false,
        nodeId: null,
        ownerId: nodeOfTopic(topic, gate.isNode) ?? '',
        from: 'open',
        address: shown,
      },
      () => done(),
    )
  }
  client.on('connect', () => {
    reason = null
    client.subscribe(filters, { qos: 1 }, (error, granted) => {
      const refused = granted?.filter(({ qos }) => qos > 2).map((one) => one.topic) ?? []
      if (error) reason = `The broker ${shown} refused the subscription: ${error.message}`
      else if (refused.length > 0) reason = `The broker ${shown} refuses to let ${refused.join(', ')} be read`
      if (reason !== null) log.warn({ broker: shown, reason }, 'an external broker refused a subscription')
    })
  })
  client.on('error', (error) => {
    reason = `The broker ${shown} can’t be used: ${error.message}`
  })
  client.on('close', () => {
    reason ??= `The broker ${shown} doesn’t answer; it is tried again every two seconds`
  })
  return {
    state: () => ({ state: reason === null ? 'ok' : 'degraded', reason }),
    stop: async () => {
      await client.endAsync(true)
    },
  }
}

function withoutPassword(url: string): string {
  const parsed = new URL(url)
  return `${parsed.protocol}//${parsed.host}`
}
