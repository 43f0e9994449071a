// One MQTT connection at a time for one node: connects, comes back after a loss with growing waits, and publishes only while it stands.
// Every connection is a fresh client: what wasn't acknowledged is the caller's to send again, never the library's to forget.
import mqtt, { type MqttClient } from 'mqtt'

export interface Link {
  readonly isUp: boolean
  /** False when there is no connection; `done` comes only with the broker's acknowledgement (at once for QoS 0). */
  publish(topic: string, payload: string, options: { qos: 0 | 1; retain?: boolean }, done?: () => void): boolean
  /** Breaks the connection without a goodbye, and comes back after `forMs`. */
  drop(forMs: number): void
  /** Doesn't wait any longer to come back. */
  hurry(): void
  /** Says goodbye and stays away. */
  end(): Promise<void>
}

export interface LinkOptions {
  readonly url: string
  readonly clientId: string
  readonly credentials: { readonly username: string; readonly password: string } | null
  readonly will: { readonly topic: string; readonly payload: string }
  readonly subscribe: readonly string[]
  readonly onUp: () => void
  readonly onDown: (reason: string) => void
  readonly onMessage: (topic: string, payload: Uint8Array) => void
  readonly ca?: string
}

const firstWaitMs = 500
const longestWaitMs = 15_000

/** Starts connecting at once. */
export function createLink(options: LinkOptions): Link {
  let client: MqttClient | null = null
  let isUp = false
  let isEnded = false
  let waitMs = firstWaitMs
  let timer: NodeJS.Timeout | undefined

  const connectAfter = (ms: number): void => {
    clearTimeout(timer)
    if (!isEnded) timer = setTimeout(connect, ms)
  }
  const lose = (from: MqttClient, reason: string): void => {
    if (from !== client) return
    client = null
    const wasUp = isUp
    isUp = false
    from.end(true)
    if (wasUp || !isEnded) options.onDown(reason)
    connectAfter(waitMs * (0.7 + 0.6 * Math.random()))
    waitMs = Math.min(longestWaitMs, waitMs * 2)
  }
  const connect = (): void => {
    const made = mqtt.connect(options.url, {
      clientId: options.clientId,
      ...(options.credentials ?? {}),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      clean: true,
      keepalive: 60,
      reconnectPeriod: 0,
      connectTimeout: 10_000,
      resubscribe: false,
      will: { ...options.will, payload: Buffer.from(options.will.payload), qos: 1, retain: true },
    })
    client = made
    let reason = 'the broker closed the connection'
    made.on('error', (error) => {
      reason = error.message
      // A refusal (CONNACK with a code) leaves the socket to us.
      lose(made, reason)
    })
    made.on('close', () => lose(made, reason))
    made.on('message', (topic, payload) => options.onMessage(topic, payload))
    made.on('connect', () => {
      if (made !== client) return
      const begin = () => {
        if (made !== client) return
        isUp = true
        waitMs = firstWaitMs
        options.onUp()
      }
      if (options.subscribe.length === 0) begin()
      else made.subscribe([...options.subscribe], { qos: 1 }, (error) => (error ? lose(made, error.message) : begin()))
    })
  }
  connect()
  return {
    get isUp() {
      return isUp
    },
    publish: (topic, payload, { qos, retain = false }, done) => {
      const through = client
      if (!isUp || through === null) return false
      through.publish(topic, payload, { qos, retain }, (error) => {
        if (!error && through === client) done?.()
      })
      return true
    },
    drop: (forMs) => {
      const dropped = client
      client = null
      isUp = false
      dropped?.stream.destroy()
      dropped?.end(true)
      options.onDown('the connection was dropped on purpose')
      connectAfter(forMs)
    },
    hurry: () => {
      if (client === null) connectAfter(0)
    },
    end: async () => {
      isEnded = true
      clearTimeout(timer)
      const last = client
      client = null
      isUp = false
      if (last !== null) await new Promise<void>((resolve) => last.end(false, {}, () => resolve()))
    },
  }
}
