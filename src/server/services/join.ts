// The window through which nodes join: open for minutes, with a code; what comes through waits until a person confirms it.
// Promise: five wrong codes close it, codes are compared in constant time, and nothing survives a restart. Attacked by test/api/join.test.ts.
import { randomInt, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { JoinWindow, NodeRecord, PendingNode } from '../../contract/schemas/node.ts'
import { defaultIntervalMs } from '../../domain/node.ts'
import { type Registration, reservedNodeIds } from '../../domain/registration.ts'
import { nodeIdPattern } from '../../domain/sensor.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { GateAnswer } from '../node-gate.ts'
import type { Store } from '../store/open.ts'
import type { Batch } from './batch.ts'
import type { BrokerLink } from './broker-link.ts'
import { type CredentialService, sha256 } from './credential.ts'
import type { NodeGateService } from './node-gate.ts'
import { notFound } from './refusal.ts'
import { intervalOf, type Registry } from './registry.ts'
import { cleanName } from './text.ts'

export interface JoinService {
  get(): JoinWindow
  /** A new code each time; throws conflict where no broker stands. */
  open(minutes?: number): JoinWindow
  close(): void
  /** Gives the waiting device its password and the node's record back; throws conflict when the device left before it had it. */
  approve(deviceId: string, body: { readonly replaces?: string; readonly name?: string }): Promise<NodeRecord>
  refuse(deviceId: string): JoinWindow
  checkCode(attempt: { readonly code: string; readonly clientId: string; readonly address: string }): GateAnswer
  /** A device that showed the code says what it is; a sentence when it can't wait here. */
  takePending(device: {
    readonly nodeId: string
    readonly registration: Registration
    readonly payload: unknown
    readonly address: string
  }): string | null
  deviceLeft(clientId: string): void
  stop(): void
}

/** No 0 O, 1 I L: they are read aloud and typed by hand. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const codeLength = 8
const mostWrongCodes = 5
const mostPending = 500
const defaultMinutes = 10
/** What a device has to take its password. */
const replyMs = 10_000

interface Waiting extends PendingNode {
  readonly registration: Registration
  readonly payload: unknown
}

interface Parts {
  readonly store: Pick<Store, 'node' | 'transaction'>
  readonly bus: Bus
  readonly clock: Clock
  readonly registry: Registry
  readonly credentials: CredentialService
  readonly batch: Batch
  readonly link: BrokerLink
  readonly adopt: NodeGateService['adoptRegistration']
  readonly recordOf: (nodeId: string) => NodeRecord
  readonly nodeChanged: (nodeId: string) => void
  /** 0 to n - 1, unguessable. */
  readonly randomBelow?: (n: number) => number
}

/** Closed at first. */
export function createJoinService(parts: Parts): JoinService {
  const { store, bus, clock, registry, credentials, batch, link, randomBelow = (n) => randomInt(n) } = parts
  let window: { code: string; hash: Buffer; until: number; stop: () => void } | null = null
  let wrongCodes = 0
  const pending = new Map<string, Waiting>()

  const get = (): JoinWindow => {
    const info = link.port()?.info()
    const { host = '', mqttPort = null, mqttsPort = null, caFingerprint = null, auth = 'required' } = info ?? {}
    const code = window === null ? null : `${window.code.slice(0, 4)}-${window.code.slice(4)}`
    const query = new URLSearchParams({ host })
    if (mqttPort !== null) query.set('mqtt', String(mqttPort))
    if (mqttsPort !== null) query.set('mqtts', String(mqttsPort))
    if (caFingerprint !== null) query.set('ca', caFingerprint)
    if (window !== null) query.set('code', window.code)
    return {
      isOpen: window !== null,
      code,
      opensUntil: window?.until ?? null,
      wrongCodes,
      pending: [...pending.values()].map(({ registration: _, payload: __, ...shown }) => ({
        ...shown,
        isKnown: registry.node(shown.nodeId) !== undefined,
      })),
      ...{ host, mqttPort, mqttsPort, caFingerprint, auth },
      uri: window === null ? null : `plenum://join?${query}`,
    }
  }
  const tell = () => bus.publish({ name: 'join.changed', payload: get() })
  const reply = (deviceId: string, body: object): Promise<boolean> =>
    link.port()?.publish(`ceiling/nodes/${deviceId}/registration/reply`, JSON.stringify(body), { qos: 1, retain: false }) ??
    Promise.resolve(false)
  const sendAway = (deviceId: string, error: string) => {
    pending.delete(deviceId)
    void reply(deviceId, { error }).then(() => link.port()?.closeClient(deviceId, error))
  }
  const close = (reason: string) => {
    if (window === null) return
    window.stop()
    window = null
    for (const deviceId of [...pending.keys()]) sendAway(deviceId, reason)
    tell()
  }
  const find = (deviceId: string): Waiting => {
    const found = pending.get(deviceId)
    if (found === undefined) throw notFound('waiting node', 'It may have left, or the window was closed. Look at the list again.')
    return found
  }
  const within = (delivery: Promise<boolean>): Promise<boolean> =>
    new Promise((resolve) => {
      const stop = clock.after(replyMs, () => resolve(false))
      void delivery.then((done) => {
        stop()
        resolve(done)
      })
    })

  return {
    get,
    open: (minutes = defaultMinutes) => {
      if (link.port() === null)
        throw new AppError('conflict', 'No broker is running, so nothing can join', { hint: 'Start Plenum with an MQTT port.' })
      window?.stop()
      const code = Array.from({ length: codeLength }, () => alphabet[randomBelow(alphabet.length)]).join('')
      const lifeMs = minutes * 60_000
      window = {
        ...{ code, hash: sha256(code), until: clock.now() + lifeMs },
        stop: clock.after(lifeMs, () => close('the window through which nodes join was closed')),
      }
      wrongCodes = 0
      tell()
      return get()
    },
    close: () => close('the window through which nodes join was closed'),
    checkCode: ({ code, clientId }) => {
      // A machine that slept past the end has not run its timer yet.
      if (window !== null && clock.now() >= window.until) close('the window through which nodes join was closed')
      if (window === null) return { kind: 'refused', reason: 'no join window is open' }
      const typed = code.slice(0, 64).toUpperCase().replace(/[\s-]/g, '')
      if (!timingSafeEqual(sha256(typed), window.hash)) {
        wrongCodes += 1
        if (wrongCodes >= mostWrongCodes) close('too many wrong codes came')
        else tell()
        return { kind: 'refused', reason: 'the join code is wrong' }
      }
      const isNew = registry.row(clientId) === undefined
      if (!nodeIdPattern.test(clientId) || (isNew && clientId.includes('_')) || reservedNodeIds.has(clientId))
        return { kind: 'refused', reason: 'while joining, the client id is the node id: letters, digits, dots and dashes, no underscore' }
      return { kind: 'pairing', clientId }
    },
    takePending: ({ nodeId, registration, payload, address }) => {
      if (window === null) return 'no join window is open'
      if (!pending.has(nodeId) && pending.size >= mostPending) return 'too many nodes wait already; try again later'
      const ambiguity = registry.findAmbiguity(nodeId, registration.sensors)
      if (ambiguity !== null) return ambiguity
      const { sensors, firmwareVersion } = registration
      const at = clock.now()
      pending.set(nodeId, { nodeId, sensors: [...sensors], firmwareVersion, address, at, isKnown: false, registration, payload })
      tell()
      return null
    },
    deviceLeft: (clientId) => {
      if (pending.delete(clientId)) tell()
    },
    approve: async (deviceId, { replaces, name }) => {
      const { registration, payload, address } = find(deviceId)
      const nodeId = replaces ?? deviceId
      const before = registry.node(nodeId)
      if (replaces !== undefined && before === undefined) throw notFound('node', 'Choose the node whose place the device takes.')
      const newName = name === undefined ? undefined : cleanName(name)
      const refused = parts.adopt(nodeId, registration, { ...(payload as object), node_id: nodeId }, { isOpen: false, address })
      const entry = registry.node(nodeId)
      if (refused !== null || entry === undefined) throw new AppError('conflict', `${deviceId} can’t join: ${refused ?? 'it is gone'}`)
      if (newName !== undefined) entry.row.name = newName
      Object.assign(entry.row, { isOpen: false, revokedAt: null })
      if (replaces !== undefined) entry.row.replacedAt = clock.now()
      // On disk before the device has it: a password it was given must work.
      batch.flush()
      const issued = store.transaction(() => {
        store.node.save(entry.row)
        return credentials.issue(nodeId, { keep: before !== undefined })
      })
      issued.adopt()
      parts.nodeChanged(nodeId)
      const intervalMs = entry.row.reportedIntervalMs === null && entry.row.intervalMs === null ? defaultIntervalMs : intervalOf(entry)
      const isDelivered = await within(
        reply(deviceId, {
          username: nodeId,
          password: issued.password,
          topics: topicsOf(nodeId),
          interval_ms: intervalMs,
          time: clock.now(),
        }),
      )
      if (!isDelivered)
        throw new AppError('conflict', `${deviceId} left before it had its password`, {
          hint: 'It is listed again when it comes back with the code; confirm it then.',
        })
      if (pending.delete(deviceId)) tell()
      if (replaces !== undefined) link.port()?.closeClient(replaces, 'another device takes its place')
      return parts.recordOf(nodeId)
    },
    refuse: (deviceId) => {
      find(deviceId)
      sendAway(deviceId, 'a person refused this node')
      tell()
      return get()
    },
    stop: () => window?.stop(),
  }
}

/** Where a node writes and what it reads. */
function topicsOf(nodeId: string): Record<string, string> {
  return {
    registration: `ceiling/nodes/${nodeId}/registration`,
    status: `ceiling/nodes/${nodeId}/status`,
    data: `ceiling/sensors/${nodeId}_{type}/data`,
    commands: `ceiling/commands/${nodeId}`,
    ack: `ceiling/commands/${nodeId}/ack`,
  }
}
