// Nodes, sensors, joining, commands and keys on a real database, with a broker and an ingest worker that tests move by hand.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBus, type Fact } from '../../src/server/bus.ts'
import type { BrokerPort, GateDone } from '../../src/server/node-gate.ts'
import { createDevices, type Devices } from '../../src/server/services/create-devices.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import { openStore, type Store } from '../../src/server/store/open.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createFakeIngest, type FakeIngest } from './fake-ingest.ts'
import { collectingLog, type LogLine } from './test-server.ts'

export interface FakeBroker extends BrokerPort {
  readonly published: { topic: string; payload: string; retain: boolean }[]
  readonly closed: { client: string; reason: string }[]
  readonly present: Set<string>
  /** Whether clients take what is sent to them. */
  takes: boolean
  auth: 'required' | 'open'
}

export interface TestDevices extends Devices {
  readonly store: Store
  readonly clock: FakeClock
  readonly ingest: FakeIngest
  readonly broker: FakeBroker
  readonly facts: Fact[]
  readonly log: LogLine[]
  readonly dataFolder: string
  /** Calls a function of the gate with a `done`; resolves with the refusal once it is called. */
  said(call: (done: GateDone) => void): Promise<string | null>
  /** Lets what was scheduled for after this turn run, with its batch. */
  settle(): Promise<void>
}

export function createFakeBroker(): FakeBroker {
  const present = new Set<string>()
  const broker: FakeBroker = {
    published: [],
    closed: [],
    present,
    takes: true,
    auth: 'required',
    publish: async (topic, payload, { retain }) => {
      broker.published.push({ topic, payload, retain })
      return broker.takes
    },
    isConnected: (nodeId) => present.has(nodeId),
    closeClient: (client, reason) => void broker.closed.push({ client, reason }),
    closeProgram: (client, reason) => void broker.closed.push({ client, reason }),
    info: () => ({ host: '192.168.1.20', mqttPort: 1883, mqttsPort: 8883, caFingerprint: 'AB:CD', auth: broker.auth }),
  }
  return broker
}

/** Stopped, and its folder removed, when the test ends. A `dataFolder` of another one is a restart. */
export function createTestDevices(
  t: { onTestFinished(fn: () => void): void },
  given: { dataFolder?: string; clock?: FakeClock; ingest?: FakeIngest } = {},
): TestDevices {
  const { clock = createFakeClock(), ingest = createFakeIngest() } = given
  const dataFolder = given.dataFolder ?? mkdtempSync(join(tmpdir(), 'plenum-devices-'))
  const log: LogLine[] = []
  const store = openStore({ dataFolder, clock, log: collectingLog(log) })
  const facts: Fact[] = []
  const bus = createBus({
    onError: (error) => {
      throw error
    },
  })
  bus.subscribe((fact) => void facts.push(fact))
  let ids = 0
  const events = createEventWriter({ store, clock, log: collectingLog(log), randomId: () => `event-${++ids}`, actor: () => 'Plenum' })
  const devices = createDevices({
    ...{ store, bus, clock, log: collectingLog(log), ingest, events },
    randomId: () => `id-${clock.now()}-${++ids}`,
    readQuarantine: async () => ({ items: [], next: null }),
  })
  const broker = createFakeBroker()
  devices.gate.attachBroker(broker)
  let isStopped = false
  const stop = () => {
    if (isStopped) return
    isStopped = true
    devices.stop()
    store.close()
  }
  t.onTestFinished(() => {
    stop()
    if (given.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true })
  })
  return {
    ...devices,
    ...{ store, clock, ingest, broker, facts, log, dataFolder, stop },
    said: (call) => new Promise((resolve) => call(resolve)),
    // A batch pauses for 25 ms of real time after the one before.
    settle: () => new Promise((resolve) => setTimeout(resolve, 60)),
  }
}
