// `npm run simulate`: a fleet of real MQTT nodes against a running broker. One line a second on standard output; Ctrl C ends it cleanly,
// with every reading acknowledged or said to be missing.
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { type Client, createClient } from '../src/contract/client.ts'
import { defaultDataFolder } from '../src/server/options.ts'
import { type Fleet, startFleet, type Totals } from './simulate/fleet.ts'
import { type Credentials, findSampleOffice, joinByApi, joinByPairing } from './simulate/join.ts'
import { parseOccupancy } from './simulate/occupancy.ts'
import { readSimulateOptions, type SimulateOptions, usage } from './simulate/options.ts'
import { planFleet } from './simulate/plan.ts'

const pairingWaitMs = 10 * 60_000
const say = (text: string) => process.stdout.write(`${new Date().toTimeString().slice(0, 8)}  ${text}\n`)

/** The server of a data folder, or the one named by flags; null when there is none to ask. */
function findServer(options: SimulateOptions): Client | null {
  const { token, httpUrl } = options
  if (httpUrl !== null && token !== null) return createClient({ baseUrl: httpUrl.replace(/\/$/, ''), token: () => token })
  const folder = resolve(options.dataFolder ?? process.env.PLENUM_DATA ?? defaultDataFolder())
  const [tokenFile, serverFile] = [join(folder, 'owner.token'), join(folder, 'server.json')]
  if (!existsSync(tokenFile)) {
    if (options.dataFolder !== null)
      throw new Error(`No server runs on the data folder ${folder}: start one with npm run serve -- --data ${folder}`)
    return null
  }
  const known = existsSync(serverFile) ? (JSON.parse(readFileSync(serverFile, 'utf8')) as { http?: string }).http : undefined
  const baseUrl = httpUrl ?? known
  const owner = readFileSync(tokenFile, 'utf8').trim()
  return baseUrl === undefined ? null : createClient({ baseUrl, token: () => owner })
}

/** Fails with one sentence when nothing listens there. */
function requireBroker(url: string): Promise<void> {
  const { hostname, port, protocol } = new URL(url)
  const standard = protocol === 'mqtts:' ? 8883 : 1883
  return new Promise((done, fail) => {
    const no = () => fail(new Error(`No broker answers at ${url}: start Plenum (npm start, or npm run serve) or name another with --url`))
    const socket = connect({ host: hostname, port: port === '' ? standard : Number(port), timeout: 5000 })
    socket.on('error', no)
    socket.on('timeout', () => {
      socket.destroy()
      no()
    })
    socket.on('connect', () => {
      socket.end()
      done()
    })
  })
}

async function findUrl(options: SimulateOptions, server: Client | null): Promise<string> {
  if (options.url !== null) return options.url
  if (server === null) return 'mqtt://127.0.0.1:1883'
  const broker = await server.getBroker({}).catch(() => null)
  if (broker === null || broker.port === null) throw new Error('The server has no broker on the network: start it without --mqtt-port off')
  return `mqtt://127.0.0.1:${broker.port}`
}

const plain = new Intl.NumberFormat('en')
function line(totals: Totals, perSecond: number): string {
  const { nodes, connected, measured, acknowledged, waiting, skipped, commands, faults, trouble } = totals
  const parts = [
    `${connected}/${nodes} connected`,
    `measured ${plain.format(measured)}`,
    `acknowledged ${plain.format(acknowledged)} (${plain.format(perSecond)}/s)`,
    `waiting ${plain.format(waiting)}`,
    ...(skipped > 0 ? [`not sensed ${plain.format(skipped)}`] : []),
    `commands ${commands}`,
    ...(faults > 0 ? [`faults ${faults}`] : []),
    ...(trouble !== null && connected < nodes ? [trouble] : []),
  ]
  return parts.join('   ')
}

async function run(options: SimulateOptions): Promise<Totals> {
  const replay = options.replayFile === null ? null : parseOccupancy(readFileSync(options.replayFile, 'utf8'))
  if (replay?.length === 0) throw new Error(`${options.replayFile} has no rows`)
  const plans = planFleet(options)
  const server = options.pairCode === null ? findServer(options) : null
  const url = await findUrl(options, server)
  await requireBroker(url)
  const ca = options.caFile === null ? {} : { ca: readFileSync(options.caFile, 'utf8') }
  let credentials: ReadonlyMap<string, Credentials> = new Map()
  if (options.pairCode !== null) {
    const { pairCode: code } = options
    say(`${plans.length} nodes ask to join; confirm them on the screen`)
    const pairs = plans.map(async (plan) => [plan.nodeId, await joinByPairing({ url, code, plan, waitMs: pairingWaitMs, ...ca })] as const)
    credentials = new Map(await Promise.all(pairs))
  } else if (server !== null) {
    const designId = await findSampleOffice(server)
    credentials = await joinByApi(server, plans, designId)
    say(`${plans.length} nodes are registered${designId === null ? '' : ', those of the sample office at its symbols'}`)
  } else say('no server to register at: connecting without credentials, which open mode accepts')
  const fleet = startFleet({ ...options, ...ca, url, plans, credentials, replay, say })
  await reportUntilTheEnd(fleet, options)
  await fleet.end()
  return fleet.totals()
}

/** One line a second until a signal, the time given, or the end of the file. */
async function reportUntilTheEnd(fleet: Fleet, { minutes }: SimulateOptions): Promise<void> {
  let before = 0
  const timer = setInterval(() => {
    const totals = fleet.totals()
    say(line(totals, totals.acknowledged - before))
    before = totals.acknowledged
  }, 1000)
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
    if (minutes !== null) setTimeout(done, minutes * 60_000)
    void fleet.played.then(done)
  })
  clearInterval(timer)
}

try {
  if (process.argv.includes('--help')) process.stdout.write(`${usage}\n`)
  else {
    const options = readSimulateOptions(process.argv.slice(2))
    const { measured, acknowledged, waiting, nodes } = await run(options)
    say(`ended: ${nodes} nodes measured ${plain.format(measured)} readings, ${plain.format(acknowledged)} acknowledged, ${waiting} not`)
    process.exit(waiting > 0 ? 1 : 0)
  }
} catch (error) {
  const { message, code } = error as Error & { code?: string }
  process.stderr.write(`simulate: ${message}\n`)
  process.exit(code?.startsWith('ERR_PARSE_ARGS') || message.startsWith('--') ? 2 : 1)
}
