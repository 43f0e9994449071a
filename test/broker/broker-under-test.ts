// The real broker on real sockets, with an ingest and a gate that tests steer: what is taken waits until the test commits it.
import { createBroker } from '../../src/server/broker/broker.ts'
import { createIntake } from '../../src/server/broker/intake.ts'
import type { BrokerLimits } from '../../src/server/broker/limits.ts'
import { isLoopback, listenBroker } from '../../src/server/broker/listen.ts'
import { createTopicTree } from '../../src/server/broker/topic-tree.ts'
import { systemClock } from '../../src/server/clock.ts'
import type { InboundMessage, Ingest } from '../../src/server/ingest-port.ts'
import type { GateAnswer, GateDone, NodeGate, RetainedMessage } from '../../src/server/node-gate.ts'
import type { TestLife } from '../helpers/test-server.ts'

export interface FakeIngest {
  readonly taken: InboundMessage[]
  readonly dropped: string[]
  /** False: messages wait until commit() is called. */
  isAutomatic: boolean
  isFull: boolean
  commit(): void
  room(): void
}

export interface FakeGate {
  readonly calls: unknown[][]
  readonly nodes: Set<string>
  passwords: Map<string, string>
  keys: Map<string, readonly string[]>
  retained: RetainedMessage[]
  /** Called instead of an immediate answer where it is set. */
  onRegister: ((done: GateDone) => void) | null
}

export async function startBroker(
  t: TestLife,
  given: { auth?: 'required' | 'open'; limits?: Partial<BrokerLimits>; secure?: () => import('node:tls').SecureContext; ws?: boolean } = {},
) {
  const { auth = 'open' } = given
  const waiting: (() => void)[] = []
  const roomListeners = new Set<() => void>()
  const fakeIngest: FakeIngest = {
    taken: [],
    dropped: [],
    isAutomatic: true,
    isFull: false,
    commit: () => {
      for (const done of waiting.splice(0)) done()
    },
    room: () => {
      fakeIngest.isFull = false
      for (const listener of roomListeners) listener()
    },
  }
  const ingest = {
    take: (message: InboundMessage, done: () => void) => {
      fakeIngest.taken.push({ ...message, payload: Buffer.from(message.payload) })
      waiting.push(done)
      if (fakeIngest.isAutomatic) setImmediate(fakeIngest.commit)
    },
    noteDropped: (nodeId: string) => void fakeIngest.dropped.push(nodeId),
    isFull: () => fakeIngest.isFull,
    onRoom: (listener: () => void) => {
      roomListeners.add(listener)
      return () => roomListeners.delete(listener)
    },
  } as unknown as Ingest
  const fakeGate: FakeGate = { calls: [], nodes: new Set(), passwords: new Map(), keys: new Map(), retained: [], onRegister: null }
  const note = (...call: unknown[]) => void fakeGate.calls.push(call)
  const gate: NodeGate = {
    authenticate: ({ username, password, clientId }): GateAnswer => {
      const secret = Buffer.from(password).toString()
      if (username === 'pair') return secret === 'ABCD-EFGH' ? { kind: 'pairing', clientId } : { kind: 'refused', reason: 'wrong code' }
      const scopes = fakeGate.keys.get(secret)
      if (username === 'key') return scopes ? { kind: 'program', keyId: secret, scopes } : { kind: 'refused', reason: 'unknown key' }
      return fakeGate.passwords.get(username) === secret
        ? { kind: 'node', nodeId: username }
        : { kind: 'refused', reason: 'wrong password' }
    },
    isNode: (nodeId) => fakeGate.nodes.has(nodeId),
    register: ({ nodeId, payload, from }, done) => {
      note('register', nodeId, from, payload)
      fakeGate.nodes.add(nodeId)
      if (fakeGate.onRegister) fakeGate.onRegister(done)
      else setImmediate(done, null)
    },
    reportStatus: ({ nodeId, payload, isWill, retained }, done) => {
      note('status', nodeId, payload, { isWill, retained })
      setImmediate(done, null)
    },
    acknowledgeCommand: ({ nodeId, payload }, done) => {
      note('ack', nodeId, payload)
      setImmediate(done, null)
    },
    connected: (nodeId) => note('connected', nodeId),
    disconnected: (nodeId, { willFired }) => note('disconnected', nodeId, willFired),
    listening: (nodeId) => note('listening', nodeId),
    noteRefusal: (nodeId, { topic, reason }) => note('refusal', nodeId, topic, reason),
    retainedAtStart: () => fakeGate.retained,
    attachBroker: () => () => {},
  }
  const topics = createTopicTree({ isNode: gate.isNode })
  const intake = createIntake({ ingest, gate, clock: systemClock })
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  let ids = 0
  const broker = await createBroker({
    ...{ auth, ingest, gate, intake, topics, clock: systemClock, log, limits: given.limits ?? {} },
    randomId: () => {
      ids += 1
      return `made-${ids}`
    },
  })
  const sockets = await listenBroker({ host: '127.0.0.1', ports: { tcp: 0, tls: given.secure ? 0 : null, ws: given.ws ? 0 : null } })
  sockets.open({
    accept: broker.accept,
    limits: { ...(await import('../../src/server/broker/limits.ts')).defaultLimits, ...given.limits },
    isExempt: (address) => auth === 'open' && isLoopback(address),
    secureContext: () => given.secure?.() ?? null,
    allowedOrigins: ['https://allowed.example'],
    onRefused: (reason) => broker.figures.refuse(reason),
  })
  const stop = async () => {
    await sockets.close()
    await broker.stop()
  }
  t.onTestFinished(stop)
  return { broker, ingest: fakeIngest, gate: fakeGate, topics, ports: sockets.ports, port: sockets.ports.tcp as number, stop }
}
