// Health that is really probed: each part says its own state when asked, at most once a second. Never a hard-coded "ok".
import { constants } from 'node:fs'
import { access, open, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Health, HealthPart } from '../contract/schemas/health.ts'
import type { Clock } from './clock.ts'

export interface ProbeResult {
  readonly state: HealthPart['state']
  /** A sentence; always there unless the state is ok. */
  readonly reason?: string
}

export interface Probe {
  readonly name: string
  /** Essential parts decide readiness; the others only colour the whole. */
  readonly essential: boolean
  /** A throw is a part that is down. */
  readonly check: () => ProbeResult | Promise<ProbeResult>
}

export interface HealthReport {
  readonly detail: Health
  /** Why the server can't do its work; null when it can. */
  readonly notReadyBecause: string | null
}

const freshForMs = 1000
const loopResolutionMs = 10
const littleBytes = 200 * 1024 * 1024
const tooLittleBytes = 5 * 1024 * 1024

/** Creates the health of one server; `probes` are asked again for every report older than a second. */
export function createHealth(options: {
  clock: Clock
  version: string
  dataFolder: string
  probes: readonly Probe[]
  /** When the readings fill their budget or the disk, UTC ms; null: never. */
  fullAt?: () => number | null
}): AsyncDisposable & { report(): Promise<HealthReport> } {
  const startedAt = options.clock.now()
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs })
  loop.enable()
  let latest: { madeAtMs: number; report: Promise<HealthReport> } | null = null

  const make = async (): Promise<HealthReport> => {
    const parts = await Promise.all(options.probes.map(askPart))
    const down = options.probes.flatMap((probe, i) => (probe.essential && parts[i]?.state === 'down' ? [parts[i]] : []))
    const delay = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e6 - loopResolutionMs) : 0)
    const detail: Health = {
      status: down.length > 0 ? 'down' : parts.some((p) => p.state === 'down' || p.state === 'degraded') ? 'degraded' : 'ok',
      version: options.version,
      node: process.version,
      startedAt,
      uptimeMs: options.clock.now() - startedAt,
      dataFolder: options.dataFolder,
      storage: {
        freeBytes: await freeBytesOf(options.dataFolder),
        databaseBytes: await databaseBytesOf(options.dataFolder),
        fullAt: forecastOf(options.fullAt?.() ?? null),
      },
      loopDelayMs: { p50: delay(loop.percentile(50)), p99: delay(loop.percentile(99)), max: delay(loop.max) },
      parts,
    }
    return { detail, notReadyBecause: down.length > 0 ? down.map((p) => `${p.name}: ${p.reason ?? 'down'}`).join('; ') : null }
  }

  return {
    report: () => {
      // Real time on purpose: a probe's age has nothing to do with the clock of the product.
      if (!latest || performance.now() - latest.madeAtMs > freshForMs) latest = { madeAtMs: performance.now(), report: make() }
      return latest.report
    },
    [Symbol.asyncDispose]: async () => {
      loop.disable()
    },
  }
}

/** An instant as the contract has it. */
const forecastOf = (at: number | null) => (at === null || !Number.isFinite(at) ? null : Math.max(0, Math.round(at)))

async function askPart(probe: Probe): Promise<HealthPart> {
  const startMs = performance.now()
  const tookMs = () => Math.round((performance.now() - startMs) * 100) / 100
  try {
    const { state, reason } = await probe.check()
    return { name: probe.name, state, ...(reason === undefined ? {} : { reason }), tookMs: tookMs() }
  } catch (error) {
    return { name: probe.name, state: 'down', reason: error instanceof Error ? error.message : String(error), tookMs: tookMs() }
  }
}

const freeBytesOf = (folder: string) =>
  statfs(folder).then(
    (disk) => disk.bavail * disk.bsize,
    () => 0,
  )

async function databaseBytesOf(folder: string): Promise<number> {
  const sizes = ['plenum.db', 'plenum.db-wal', 'readings.db', 'readings.db-wal'].map((name) =>
    stat(join(folder, name)).then(
      (file) => file.size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** The data folder takes a file now, and has room. */
export function createDiskProbe(dataFolder: string): Probe {
  const path = join(dataFolder, '.health-probe')
  return {
    name: 'disk',
    essential: true,
    check: async () => {
      await access(dataFolder, constants.W_OK)
      const file = await open(path, 'w')
      try {
        await file.write('probe')
      } finally {
        await file.close()
        await rm(path, { force: true })
      }
      const freeBytes = await freeBytesOf(dataFolder)
      const freeMiB = Math.round(freeBytes / 1024 / 1024)
      if (freeBytes < tooLittleBytes) return { state: 'down', reason: `Only ${freeMiB} MiB are free where the data folder is` }
      if (freeBytes < littleBytes) return { state: 'degraded', reason: `Only ${freeMiB} MiB are free where the data folder is` }
      return { state: 'ok' }
    },
  }
}
