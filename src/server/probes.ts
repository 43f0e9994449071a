// What health asks of each part: the database takes a write lock and answers, the disk takes a file, the page is built, workers live.
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrokerFacts } from './broker-facts.ts'
import { createDiskProbe, type Probe, type ProbeResult } from './health.ts'
import type { Ingest } from './ingest-port.ts'
import type { Outbox } from './outbox-port.ts'
import type { Store } from './store/open.ts'
import type { WorkerPool } from './worker-pool.ts'

const ok: ProbeResult = { state: 'ok' }
const degraded = (reason: string): ProbeResult => ({ state: 'degraded', reason })

/** What is due for longer is late. */
const lateMs = 10 * 60_000

/** Every part of this release. */
export function createProbes(parts: {
  store: Store
  schemaVersion: number
  workers: WorkerPool
  dataFolder: string
  rendererFolder: string
  /** Why the port isn't the one that was asked for; null when it is. */
  portReason: string | null
  warnings: () => readonly string[]
  ingest: Pick<Ingest, 'state'>
  broker: Pick<BrokerFacts, 'state' | 'external'>
  outbox: Pick<Outbox, 'state'>
  /** Endpoints that Plenum switched off by itself. */
  switchedOff: () => readonly { readonly name: string; readonly reason: string }[]
  mail: () => { readonly state: 'ok' | 'off' | 'degraded'; readonly reason: string | null; readonly waiting: number }
  /** Breaches of their content security policy that pages reported since the start. */
  cspReports: { readonly count: number }
}): Probe[] {
  const {
    store,
    schemaVersion,
    workers,
    dataFolder,
    rendererFolder,
    portReason,
    warnings,
    cspReports,
    ingest,
    broker,
    outbox,
    switchedOff,
    mail,
  } = parts
  return [
    {
      name: 'database',
      essential: true,
      check: () => {
        // A write transaction, so that a database that turned read-only or is held by another program is seen.
        const version = store.transaction(() => store.probe())
        if (version === schemaVersion) return ok
        return { state: 'down', reason: `The database has schema version ${version}; this program needs ${schemaVersion}` }
      },
    },
    {
      name: 'readings',
      essential: true,
      check: () => {
        const { state, reason } = ingest.state()
        return { state, ...(reason === null ? {} : { reason }) }
      },
    },
    {
      name: 'broker',
      essential: false,
      check: () => {
        const { state, reason } = broker.state()
        const external = broker.external()
        if (external?.state === 'degraded') return degraded(external.reason ?? 'The other broker doesn’t answer')
        return state === 'down' ? degraded(reason ?? 'The broker is down') : ok
      },
    },
    {
      name: 'outbox',
      essential: false,
      check: () => {
        const late = outbox.state().filter(({ oldestDueMs }) => oldestDueMs > lateMs)
        const words = late.map(({ kind, waiting, oldestDueMs }) => {
          const minutes = Math.floor(oldestDueMs / 60_000)
          return `${waiting} of kind ${kind} wait, the oldest has been due for ${minutes} minutes`
        })
        return words.length === 0 ? ok : degraded(words.join('; '))
      },
    },
    {
      name: 'webhooks',
      essential: false,
      check: () => {
        const [first, ...rest] = switchedOff()
        if (first === undefined) return ok
        const more = rest.length === 0 ? '' : `. So are ${rest.length} more`
        return degraded(`The webhook ${first.name} is switched off: ${first.reason}${more}. Nothing is sent to it until it is switched on`)
      },
    },
    {
      name: 'mail',
      essential: false,
      check: () => {
        const { state, reason, waiting } = mail()
        // Nobody has to send mail; what waits for it has to be known.
        if (state === 'ok' || (state === 'off' && waiting === 0)) return ok
        return degraded(waiting === 0 ? `${reason}` : `${reason}. ${waiting} mail${waiting === 1 ? ' waits' : 's wait'}`)
      },
    },
    createDiskProbe(dataFolder),
    {
      name: 'workers',
      essential: false,
      check: () => {
        const crashed = workers.states().filter((state) => state.crashes > 0)
        const words = crashed.map(({ name, crashes }) => `${name} crashed ${crashes} time${crashes === 1 ? '' : 's'} since the start`)
        return words.length === 0 ? ok : degraded(words.join('; '))
      },
    },
    {
      name: 'renderer',
      essential: false,
      check: () =>
        access(join(rendererFolder, 'index.html'), constants.R_OK).then(
          () => (cspReports.count === 0 ? ok : degraded(`Pages broke their content security policy ${cspReports.count} times`)),
          () => degraded('The page is not built; run npm run build'),
        ),
    },
    { name: 'api', essential: false, check: () => (portReason === null ? ok : degraded(portReason)) },
    {
      name: 'settings',
      essential: false,
      check: () => {
        const found = warnings()
        return found.length === 0 ? ok : degraded(found.join(' '))
      },
    },
  ]
}
