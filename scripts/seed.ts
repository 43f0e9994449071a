// `npm run seed -- --data DIR`: writes the sample project with its week of readings into a data folder, through a server of its own on it.
// A folder that a running Plenum serves gets it through that server.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '../src/contract/client.ts'
import { readOptions } from '../src/server/options.ts'
import { root } from './build-state.ts'

/** Address of the server that has the folder now, or null. */
function addressOfRunning(dataFolder: string): string | null {
  const file = join(dataFolder, 'server.json')
  if (!existsSync(file)) return null
  const { pid, http } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; http?: string }
  try {
    process.kill(pid, 0)
    return http ?? null
  } catch {
    return null
  }
}

const longestFillMs = 120_000
/** The history of the sample ends at the minute it was made at, give or take one. */
const freshMs = 15 * 60_000

async function seed(baseUrl: string, dataFolder: string): Promise<string> {
  const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
  const client = createClient({ baseUrl, token: () => token })
  const { projectId, designId } = await client.createSampleProject({ body: {} })
  await waitForHistory(client, designId)
  return projectId
}

/** The server writes the readings in the background: ready is when every sensor of the office has those of the end. */
async function waitForHistory(client: Client, designId: string): Promise<void> {
  const until = Date.now() + longestFillMs
  while (Date.now() < until) {
    const { items } = await client.listSensors({ query: { designId, limit: 1000 } })
    const createdAt = Math.min(...items.map((sensor) => sensor.createdAt))
    if (items.length > 0 && items.every(({ latest }) => latest !== null && latest.at > createdAt - freshMs)) return
    await new Promise((resume) => setTimeout(resume, 100))
  }
  throw new Error('the sample’s readings were not written in two minutes; run it again and it goes on from there')
}

/** Starts the headless server on the folder for as long as `use` runs. */
async function withServer<T>(dataFolder: string, use: (baseUrl: string) => Promise<T>): Promise<T> {
  const flags = ['--data', dataFolder, '--http-port', '0', '--mqtt-port', 'off', '--log-level', 'error']
  const child = spawn(process.execPath, [join(root, 'src/server/headless.ts'), ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<never>((_, fail) => {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('close', () => fail(new Error(said.trim().split('\n')[0])))
  })
  try {
    const ready = new Promise<string>((found) => {
      child.stdout.setEncoding('utf8').once('data', (line: string) => found((JSON.parse(line) as { http: string }).http))
    })
    return await use(await Promise.race([ready, ended]))
  } finally {
    child.kill('SIGTERM')
    await ended.catch(() => undefined)
  }
}

try {
  const { dataFolder } = readOptions({ argv: process.argv.slice(2), env: process.env })
  const running = addressOfRunning(dataFolder)
  const projectId = await (running ? seed(running, dataFolder) : withServer(dataFolder, (baseUrl) => seed(baseUrl, dataFolder)))
  console.log(JSON.stringify({ projectId, data: dataFolder }))
} catch (error) {
  process.stderr.write(`plenum: ${(error as Error).message}\n`)
  process.exitCode = (error as Error).name === 'OptionError' ? 2 : 1
}
