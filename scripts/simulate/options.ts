// Flags of `npm run simulate`. Throws one sentence that names the flag.
import { parseArgs } from 'node:util'
import { type FaultChoice, readFaults } from './faults.ts'

export interface SimulateOptions {
  readonly nodes: number
  /** Readings a second, all nodes together. */
  readonly rate: number
  /** null: where the server of the data folder says its broker is. */
  readonly url: string | null
  readonly caFile: string | null
  /** null: the platform's. */
  readonly dataFolder: string | null
  readonly token: string | null
  readonly httpUrl: string | null
  readonly pairCode: string | null
  readonly replayFile: string | null
  readonly speed: number
  readonly faults: readonly FaultChoice[]
  readonly qos: 0 | 1
  readonly minutes: number | null
  readonly seed: string
}

export const usage = `npm run simulate -- [flags]
  --nodes N        how many nodes (4): office-01, office-02, ...; with the sample project the first four are its symbols N1 to N4
  --rate R         readings a second, all nodes together (as many as nodes)
  --url U          the broker (the data folder's, else mqtt://127.0.0.1:1883); mqtts:// with --ca FILE
  --data DIR       data folder of the server, for its owner token (the platform's)
  --token T        a bearer token instead, with --http URL of the server
  --pair CODE      the nodes join with this code; confirm them on the screen
  --replay FILE    play a CSV of the occupancy data set instead of made curves
  --speed X        the day, or the file, runs X times as fast (1); stamps stay the time of sending
  --faults[=LIST]  break things now and then; or those named: overheat@office-03,stuck
  --qos 0|1        quality of service (1)
  --minutes M      end after M minutes
  --seed S         another run of chance`

const names = [
  'nodes',
  'rate',
  'url',
  'ca',
  'data',
  'token',
  'http',
  'pair',
  'replay',
  'speed',
  'faults',
  'qos',
  'minutes',
  'seed',
] as const

/** A number within bounds, or a sentence. */
function readNumber(flag: string, text: string | undefined, fallback: number, [from, to]: readonly [number, number]): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (text.trim() === '' || !(value >= from && value <= to))
    throw new Error(`--${flag} must be a number from ${from} to ${to}, not "${text}"`)
  return value
}

/** Reads the flags; throws on an unknown or bad one. */
export function readSimulateOptions(argv: readonly string[]): SimulateOptions {
  // A bare --faults means all of them: parseArgs has no optional values.
  const args = argv.map((word) => (word === '--faults' ? '--faults=' : word))
  const { values } = parseArgs({
    args,
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    strict: true,
  })
  const given = values as Partial<Record<(typeof names)[number], string>>
  const nodes = readNumber('nodes', given.nodes, 4, [1, 10_000])
  if (!Number.isInteger(nodes)) throw new Error(`--nodes must be a whole number, not "${given.nodes}"`)
  const qos = readNumber('qos', given.qos, 1, [0, 1])
  if (qos !== 0 && qos !== 1) throw new Error(`--qos must be 0 or 1, not "${given.qos}"`)
  if (given.url !== undefined && !/^(mqtts?|wss?|tcp):\/\/[^/]+/.test(given.url)) {
    throw new Error(`--url must look like mqtt://127.0.0.1:1883, not "${given.url}"`)
  }
  if (given.token !== undefined && given.http === undefined) throw new Error('--token needs --http, the address of the server')
  return {
    nodes,
    qos,
    rate: readNumber('rate', given.rate, nodes, [0.001, 200_000]),
    speed: readNumber('speed', given.speed, 1, [0.001, 100_000]),
    minutes: given.minutes === undefined ? null : readNumber('minutes', given.minutes, 0, [0.01, 1e6]),
    url: given.url ?? null,
    caFile: given.ca ?? null,
    dataFolder: given.data ?? null,
    token: given.token ?? null,
    httpUrl: given.http ?? null,
    pairCode: given.pair ?? null,
    replayFile: given.replay ?? null,
    faults: given.faults === undefined ? [] : readFaults(given.faults),
    seed: given.seed ?? 'plenum',
  }
}
