// One simulated node: a device, a ring buffer and a link. It registers, says how it is, senses when told the time, obeys commands, and
// sends a reading again until the broker has acknowledged it.
import type { SensorValue } from '../../src/domain/sensor.ts'
import { type Command, type Outcome, readCommand, runCommand } from './commands.ts'
import { createLink } from './link.ts'
import { createRing, type Waiting } from './ring.ts'

export interface SimulatedNode {
  readonly nodeId: string
  readonly isUp: boolean
  readonly figures: Readonly<Figures>
  readonly waiting: number
  /** Called often; senses whatever is due. */
  tick(now: number): void
  /** One reading now, whatever the plan says; false when the ring is full. */
  sense(type: string, value: SensorValue, at: number): boolean
  reboot(): void
  /** Away for a while without a goodbye: sensing goes on into the ring. */
  dropOut(forMs: number): void
  setBattery(percent: number): void
  /** Its clock is wrong by so much. */
  setClockError(ms: number): void
  /** Something on its own topic that is no reading. */
  sendGarbage(): void
  end(): Promise<void>
}

export interface Figures {
  measured: number
  acknowledged: number
  /** Not sensed because the ring was full. */
  skipped: number
  connects: number
  commands: number
  lastTrouble: string | null
}

export interface NodeOptions {
  readonly url: string
  readonly ca?: string
  readonly nodeId: string
  readonly types: readonly string[]
  readonly credentials: { readonly username: string; readonly password: string } | null
  readonly location: { readonly x: number; readonly y: number; readonly z: number }
  /** Period of each sensor; 0 senses only when `sense` is called. */
  readonly intervalMs: number
  readonly qos: 0 | 1
  /** Spreads the first readings over the period, 0 to 1. */
  readonly phase: number
  readonly measure: (type: string, at: number) => SensorValue
  readonly calibrate: (type: string, reference: number | undefined) => boolean
  readonly say: (text: string) => void
  readonly now: () => number
  readonly ringCapacity?: number
}

const messagesUnderWay = 20
const backFillOf = 50
const rememberedCommands = 200
export const capabilities = ['identify', 'set_interval', 'calibrate', 'reboot'] as const

/** Starts connecting at once. */
export function createNode(options: NodeOptions): SimulatedNode {
  const { nodeId, types, qos, now } = options
  const topic = {
    registration: `ceiling/nodes/${nodeId}/registration`,
    status: `ceiling/nodes/${nodeId}/status`,
    commands: `ceiling/commands/${nodeId}`,
    acks: `ceiling/commands/${nodeId}/ack`,
  }
  const ring = createRing(options.ringCapacity ?? 50_000)
  const figures: Figures = { measured: 0, acknowledged: 0, skipped: 0, connects: 0, commands: 0, lastTrouble: null }
  const answers = new Map<string, string>()
  const seenCommands = new Set<string>()
  const timers = new Set<NodeJS.Timeout>()
  let underWay = 0
  let connection = 0
  let seq = 0
  let boot = 1
  let battery = 92
  let clockErrorMs = 0
  let intervalMs = options.intervalMs
  let nextType = 0
  let dueAt = intervalMs > 0 ? now() + options.phase * intervalMs : Number.POSITIVE_INFINITY

  const statusText = (status: 'online' | 'offline') => JSON.stringify({ status, battery_level: battery })
  const link = createLink({
    url: options.url,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    clientId: options.credentials?.username ?? nodeId,
    credentials: options.credentials,
    will: { topic: topic.status, payload: statusText('offline') },
    subscribe: [topic.commands],
    onUp: () => {
      figures.connects += 1
      figures.lastTrouble = null
      connection += 1
      underWay = 0
      ring.startAgain()
      register()
      link.publish(topic.status, statusText('online'), { qos: 1, retain: true })
      for (const [id, text] of answers) sendAnswer(id, text)
      pump()
    },
    onDown: (reason) => {
      figures.lastTrouble = reason
    },
    onMessage: (_, payload) => {
      const command = readCommand(payload)
      if (command !== null) obey(command)
    },
  })

  const register = () =>
    link.publish(
      topic.registration,
      JSON.stringify({
        node_id: nodeId,
        location: options.location,
        sensors: types,
        firmware_version: 'sim-1.0',
        capabilities,
        battery_level: battery,
      }),
      { qos: 1, retain: true },
    )
  const sendAnswer = (key: string, text: string) => link.publish(topic.acks, text, { qos: 1 }, () => void answers.delete(key))
  const answer = (id: string, outcome: Outcome): void => {
    const text = JSON.stringify({ id, ...outcome })
    const key = `${id} ${outcome.status}`
    answers.set(key, text)
    sendAnswer(key, text)
  }
  const later = (ms: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }
  const obey = (command: Command): void => {
    if (seenCommands.has(command.id)) return
    seenCommands.add(command.id)
    if (seenCommands.size > rememberedCommands) seenCommands.delete([...seenCommands][0] ?? '')
    figures.commands += 1
    options.say(`${nodeId} got ${command.command} ${JSON.stringify(command.parameters)}`)
    const target = {
      later,
      calibrate: options.calibrate,
      reboot,
      setInterval: (ms: number) => {
        intervalMs = ms
        dueAt = now() + ms / types.length
      },
    }
    runCommand(command, target, now(), (outcome) => answer(command.id, outcome))
  }
  const reboot = (): void => {
    boot += 1
    seq = 0
    link.drop(2000)
  }

  /** Sends while there is room: single readings as they come, many at once after an absence. */
  const pump = (): void => {
    while (link.isUp && underWay < messagesUnderWay && ring.size > ring.underWay) {
      const batch = ring.take(ring.size - ring.underWay > messagesUnderWay ? backFillOf : 1)
      const [first] = batch
      if (first === undefined) return
      const through = connection
      const acknowledged = () => {
        if (through !== connection) return
        underWay -= 1
        figures.acknowledged += batch.length
        ring.acknowledged(batch)
        pump()
      }
      const [data, text] =
        batch.length === 1
          ? [`ceiling/sensors/${nodeId}_${first.type}/data`, JSON.stringify(written(first))]
          : [`ceiling/sensors/${nodeId}/data`, JSON.stringify({ readings: batch.map(written) })]
      underWay += 1
      if (!link.publish(data, text, { qos }, acknowledged)) return void ring.startAgain()
    }
  }
  const sense = (type: string, value: SensorValue, at: number): boolean => {
    const isKept = ring.add({ type, value, timestamp: at + clockErrorMs, seq, boot })
    if (isKept) {
      seq += 1
      figures.measured += 1
      pump()
    } else figures.skipped += 1
    return isKept
  }

  return {
    nodeId,
    figures,
    sense,
    reboot,
    get isUp() {
      return link.isUp
    },
    get waiting() {
      return ring.size
    },
    tick: (at) => {
      // A sleeping laptop doesn't owe the readings of the night.
      if (at - dueAt > 10_000) dueAt = at
      while (at >= dueAt) {
        const type = types[nextType % types.length] ?? ''
        nextType += 1
        sense(type, options.measure(type, at), Math.round(dueAt))
        dueAt += intervalMs / types.length
      }
    },
    dropOut: (forMs) => link.drop(forMs),
    setBattery: (percent) => {
      battery = percent
      link.publish(topic.status, statusText('online'), { qos: 1, retain: true })
    },
    setClockError: (ms) => {
      clockErrorMs = ms
    },
    sendGarbage: () => void link.publish(`ceiling/sensors/${nodeId}_${types[0]}/data`, '{"value": 21.', { qos }),
    end: async () => {
      for (const timer of timers) clearTimeout(timer)
      dueAt = Number.POSITIVE_INFINITY
      link.hurry()
      for (let waitedMs = 0; ring.size > 0 && waitedMs < 5000; waitedMs += 20) await new Promise((resolve) => setTimeout(resolve, 20))
      link.publish(topic.status, statusText('offline'), { qos: 1, retain: true })
      await link.end()
    },
  }
}

/** As it travels. */
function written({ type, value, timestamp, seq, boot }: Waiting): object {
  return { sensor_type: type, value, timestamp, seq, boot }
}
