// `npm run seed -- --data DIR`: writes the sample project into a data folder, through a server of its own on it. A folder that a running
// Plenum serves gets it through that server.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '../src/contract/client.ts'
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

async function seed(baseUrl: string, dataFolder: string): Promise<string> {
  const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
  const { projectId } = await createClient({ baseUrl, token: () => token }).createSampleProject({ body: {} })
  return projectId
}

/** Starts the headless server on the folder for as long as `use` runs. */
async function withServer<T>(dataFolder: string, use: (baseUrl: string) => Promise<T>): Promise<T> {
  const flags = ['--data', dataFolder, '--http-port', '0', '--log-level', 'error']
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
