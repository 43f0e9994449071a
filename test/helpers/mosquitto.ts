// A Mosquitto on a port of its own, open to everybody on this machine: the broker of others that simulated nodes and figures are held against.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Mosquitto {
  readonly url: string
  readonly port: number
  /** SIGKILL; `start` again takes the same port. */
  kill(): Promise<void>
  start(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

const answers = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.end()
      done(true)
    })
    socket.on('error', () => done(false))
  })

/** Started and answering. */
export async function startMosquitto(): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-mosquitto-'))
  const port = await freePort()
  const settings = join(folder, 'mosquitto.conf')
  writeFileSync(settings, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\n`)
  let running: ChildProcess | null = null
  const start = async () => {
    const child = spawn('mosquitto', ['-c', settings], { stdio: 'ignore' })
    running = child
    for (let i = 0; i < 200; i++) {
      if (await answers(port)) return
      await new Promise((resume) => setTimeout(resume, 20))
    }
    throw new Error('mosquitto does not answer')
  }
  const kill = async () => {
    const child = running
    running = null
    if (child === null) return
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await gone
  }
  await start()
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    kill,
    start,
    [Symbol.asyncDispose]: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
