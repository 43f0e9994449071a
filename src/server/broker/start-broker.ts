// The broker of one server, put together: ports first, before anything on disk changes; then certificates, topics, intake and aedes behind
// them. Without a port it is off; on a desktop a busy port leaves it off with the reason.
import { createHash } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { BrokerState } from '../../contract/schemas/node.ts'
import type { BrokerFacts } from '../broker-facts.ts'
import type { Clock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { Log } from '../log.ts'
import type { NodeGate } from '../node-gate.ts'
import type { ServerOptions } from '../options.ts'
import { StartError } from '../start-error.ts'
import { announceBroker } from './announce.ts'
import { type Broker, createBroker } from './broker.ts'
import { type Certificates, openGivenCertificates, openOwnCertificates } from './certificate.ts'
import { openExternalSource } from './external-source.ts'
import { createIntake } from './intake.ts'
import { defaultLimits } from './limits.ts'
import { type BrokerSockets, isLoopback, listenBroker } from './listen.ts'
import { createTopicTree } from './topic-tree.ts'

export interface BoundBroker {
  /** null: it stays off. */
  readonly sockets: BrokerSockets | null
  /** Why it is off although a port was asked for. */
  readonly reason: string | null
  readonly tlsCertificate: ServerOptions['mqtt']['tlsCertificate']
}

export interface RunningBroker extends BrokerFacts {
  /** For programs on this machine; null when it is off. */
  readonly url: string | null
  stop(): Promise<void>
}

/** Binds the ports asked for. Throws StartError naming the port, or, on a desktop, answers why there is no broker. */
export async function bindBroker({ mqtt, onBusyPort }: Pick<ServerOptions, 'mqtt' | 'onBusyPort'>): Promise<BoundBroker> {
  const { host, port, tlsPort, webSocketPort, tlsCertificate } = mqtt
  const ports = { tcp: port === 'off' ? null : port, tls: tlsPort, ws: webSocketPort }
  if (Object.values(ports).every((one) => one === null)) return { sockets: null, reason: null, tlsCertificate }
  try {
    return { sockets: await listenBroker({ host, ports }), reason: null, tlsCertificate }
  } catch (error) {
    if (onBusyPort === 'refuse' || !(error instanceof StartError)) throw error
    return { sockets: null, reason: error.message, tlsCertificate }
  }
}

/** Lets clients in; without sockets it only answers that it is off. */
export async function startBroker(parts: {
  bound: BoundBroker
  auth: 'required' | 'open'
  gate: NodeGate
  ingest: Ingest
  clock: Clock
  log: Log
  dataFolder: string
  allowedOrigins: readonly string[]
  randomId: () => string
  /** A broker of others to take readings from, too; null for none. */
  externalUrl: string | null
}): Promise<RunningBroker> {
  const { bound, auth, gate, ingest, clock, log, dataFolder, allowedOrigins, randomId, externalUrl } = parts
  const { sockets, reason } = bound
  const topics = createTopicTree({ isNode: gate.isNode })
  const intake = createIntake({ ingest, gate, clock })
  // The same at every start: the other broker keeps for this id what came meanwhile.
  const clientId = `plenum-${createHash('sha256').update(`${hostname()} ${dataFolder}`).digest('hex').slice(0, 12)}`
  const external = externalUrl === null ? null : openExternalSource({ url: externalUrl, clientId, intake, gate, log })
  if (sockets === null) {
    const state = { ...nothing, state: reason === null ? ('off' as const) : ('down' as const), reason, auth }
    const stop = async () => external?.stop()
    return {
      url: null,
      state: () => state,
      external: () => external?.state() ?? null,
      certificate: () => null,
      listTopics: topics.list,
      stop,
    }
  }
  const { host, ports } = sockets
  const openCertificates = async (): Promise<Certificates> =>
    bound.tlsCertificate === null
      ? openOwnCertificates({ folder: join(dataFolder, 'mqtt'), host, clock, log })
      : openGivenCertificates({ ...bound.tlsCertificate, clock, log })
  const certificates = ports.tls === null ? null : await openCertificates()
  const broker = await createBroker({ auth, ingest, gate, intake, topics, clock, log, randomId })
  const startedAt = clock.now()
  sockets.open({
    accept: broker.accept,
    limits: defaultLimits,
    isExempt: (address) => auth === 'open' && isLoopback(address),
    secureContext: () => certificates?.secureContext() ?? null,
    allowedOrigins,
    onRefused: (why) => broker.figures.refuse(why),
  })
  const fingerprint = certificates?.fingerprint ?? null
  const shown = addressForNodes(host)
  const info = () => ({ host: shown, mqttPort: ports.tcp, mqttsPort: ports.tls, caFingerprint: fingerprint, auth })
  const detach = gate.attachBroker({ ...broker.port, info })
  const silence = isLoopback(host) ? () => {} : announceBroker({ port: ports.tcp, tlsPort: ports.tls, fingerprint, log })
  return {
    url: ports.tcp === null ? null : `mqtt://${isWildcard(host) ? '127.0.0.1' : host}:${ports.tcp}`,
    external: () => external?.state() ?? null,
    certificate: () => certificates?.authority ?? null,
    listTopics: topics.list,
    state: () => ({
      ...{ state: 'online', reason: null, auth, host, startedAt, caFingerprint: fingerprint },
      ...{ port: ports.tcp, tlsPort: ports.tls, webSocketPort: ports.ws },
      ...figuresOf(broker, ingest),
    }),
    stop: async () => {
      silence()
      await external?.stop()
      await sockets.close()
      // What was taken is committed and acknowledged first; nodes are still listened to meanwhile.
      await broker.stop()
      detach()
      certificates?.stop()
    },
  }
}

const nothing: Omit<BrokerState, 'state' | 'reason' | 'auth'> = {
  ...{ host: '', port: null, tlsPort: null, webSocketPort: null, caFingerprint: null, startedAt: null },
  ...{ connections: 0, receivedPerSecond: 0, sentPerSecond: 0, received: 0, refused: 0, subscriptions: 0, retained: 0 },
  ...{ pending: 0, commitP50Ms: 0, commitP99Ms: 0, clients: [], refusals: {} },
}
/** More of them help nobody who looks. */
const mostClientsShown = 1000

function figuresOf(broker: Broker, ingest: Ingest) {
  const { figures } = broker
  const open = [...broker.connections()].filter(({ phase }) => phase === 'open')
  const { pending, commitP50Ms, commitP99Ms } = ingest.state()
  return {
    ...{ pending, commitP50Ms, commitP99Ms, connections: open.length, retained: broker.retainedCount() },
    receivedPerSecond: figures.receivedPerSecond(),
    sentPerSecond: figures.sentPerSecond(),
    received: figures.received,
    refused: figures.refused,
    refusals: figures.refusals(),
    subscriptions: open.reduce((sum, { filters }) => sum + filters.size, 0),
    clients: open
      .slice(0, mostClientsShown)
      .map(({ clientId, username, address, connectedAt, received, isThrottled: throttled, lastRefusal }) => ({
        ...{ clientId, username, address, connectedAt, received, throttled, lastRefusal },
      })),
  }
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** What a node on the LAN has to be told: the first address of this machine that others can reach. */
function addressForNodes(host: string): string {
  if (!isWildcard(host)) return host
  const found = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return found.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}
