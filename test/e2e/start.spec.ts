// Good and bad starts of the built programs: the ready line, signals, a busy port, a second instance, stale state after kill -9, folders
// with spaces and Unicode, folders that can't be used, flags that make no sense.
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from './fixture.ts'
import { electronTarget, environment, node, root, serve, startProgram } from './processes.ts'

const headless = join(root, 'out/main/headless.js')
const refuse = async (flags: readonly string[], env: Record<string, string> = {}) => {
  const program = startProgram(node, [headless, ...flags], environment(env))
  const { code } = await program.ended
  return { code, stdout: program.stdout(), sentence: program.stderr().trim() }
}

async function takePort(): Promise<{ port: number; release: () => void }> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, release: () => server.close() }
}

test('says it is ready in one line, keeps logs off standard output, and stops with 0 on SIGTERM', async ({ dataFolder }) => {
  const server = await serve(['--data', dataFolder, '--http-port', '0'])
  const ready = JSON.parse(server.stdout())
  const mqtt = expect.stringMatching(/^mqtt:[/][/]127[.]0[.]0[.]1:\d+$/)
  expect(ready).toEqual({ ready: true, pid: server.child.pid, http: server.baseUrl, mqtt, data: dataFolder })
  expect((await fetch(`${server.baseUrl}/api/v1/health/ready`)).status).toBe(200)
  expect(statSync(join(dataFolder, 'owner.token')).mode & 0o777).toBe(0o600)
  const startedAt = Date.now()
  server.child.kill('SIGTERM')
  server.child.kill('SIGINT')
  expect(await server.ended).toEqual({ code: 0, signal: null })
  expect(Date.now() - startedAt).toBeLessThan(10_000)
  expect(server.stdout().trim().split('\n')).toHaveLength(1)
})

test('the welcome link signs a browser in once', async ({ served, newPage }) => {
  expect(await served.page.evaluate(() => location.hash)).not.toContain('code=')
  const status = await served.page.evaluate(async () => {
    const token = Object.values(sessionStorage).find((value) => value.length > 20)
    return (await fetch('/api/v1/projects', { headers: { authorization: `Bearer ${token}` } })).status
  })
  expect(status).toBe(200)
  const reply = await fetch(`${served.baseUrl}/api/v1/auth/welcome`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: new URL(served.welcomeUrl.replace('#/', '')).searchParams.get('code') }),
  })
  expect(reply.status).toBe(401)
  const other = await newPage()
  await other.goto(served.baseUrl)
  expect(await other.evaluate(() => Object.keys(sessionStorage).length)).toBe(0)
})

test('a bad flag is one sentence and exit code 2; nothing is written', async ({ dataFolder }) => {
  const folder = join(dataFolder, 'untouched')
  for (const flags of [['--http-port', 'abc'], ['--http-port', '70000'], ['--mqtt-auth', 'maybe'], ['--nonsense', '1'], ['--http-port']]) {
    const { code, stdout, sentence } = await refuse(['--data', folder, ...flags])
    expect([code, stdout, sentence.split('\n').length], flags.join(' ')).toEqual([2, '', 1])
    expect(sentence).toContain(flags[0] ?? '')
  }
  expect((await refuse([], { PLENUM_DATA: folder, PLENUM_HTTP_PORT: 'x' })).sentence).toContain('PLENUM_HTTP_PORT')
  expect(existsSync(folder)).toBe(false)
})

test('a busy port is exit code 3 for the server, and the desktop starts on another and says so', async ({ dataFolder, launch }) => {
  const taken = await takePort()
  try {
    const { code, stdout, sentence } = await refuse(['--data', join(dataFolder, 'headless'), '--http-port', String(taken.port)])
    expect([code, stdout, sentence.includes(String(taken.port))]).toEqual([3, '', true])
    const { win, baseUrl } = await launch({ env: { PLENUM_HTTP_PORT: String(taken.port) } })
    expect(baseUrl).not.toContain(`:${taken.port}`)
    const health = await win.evaluate(async () => {
      const connection = await window.plenumShell?.connect()
      const reply = await fetch('/api/v1/health', { headers: { authorization: `Bearer ${connection?.token}` } })
      return (await reply.json()) as { parts: { name: string; state: string; reason?: string }[] }
    })
    expect(health.parts.filter(({ reason }) => reason?.includes(String(taken.port)))).toHaveLength(1)
  } finally {
    taken.release()
  }
})

test('a second server on the same data folder refuses, naming the process that has it', async ({ served, dataFolder }) => {
  const { code, sentence } = await refuse(['--data', dataFolder, '--http-port', '0'])
  expect([code, sentence.includes(String(served.pid))]).toEqual([3, true])
  expect((await fetch(`${served.baseUrl}/api/v1/health/live`)).status).toBe(200)
})

test('after kill -9 the next start is clean: no lock to delete, the data is there', async ({ dataFolder }) => {
  const flags = ['--data', dataFolder, '--http-port', '0']
  const first = await serve(flags)
  const call = async (baseUrl: string, init: RequestInit = {}) => {
    const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return (await fetch(`${baseUrl}/api/v1/projects`, { ...init, headers })).json() as Promise<{ items: { name: string }[] }>
  }
  await call(first.baseUrl, { method: 'POST', body: JSON.stringify({ name: 'Kept' }) })
  first.child.kill('SIGKILL')
  await first.ended
  const second = await serve(flags)
  expect((await call(second.baseUrl)).items.map(({ name }) => name)).toEqual(['Kept'])
  expect((await second.stop()).code).toBe(0)
})

test('a data folder with spaces and Unicode works from end to end', async ({ dataFolder }) => {
  const folder = join(dataFolder, 'Büro 3 – Decke', '天花板 {x}')
  const server = await serve(['--data', folder, '--http-port', '0'])
  expect(JSON.parse(server.stdout()).data).toBe(folder)
  expect(existsSync(join(folder, 'plenum.db'))).toBe(true)
  await server.stop()
})

test('a data folder that can’t be used is one sentence and exit code 3', async ({ dataFolder }) => {
  const file = join(dataFolder, 'a file')
  writeFileSync(file, 'keep me')
  const onFile = await refuse(['--data', file, '--http-port', '0'])
  expect([onFile.code, onFile.stdout, onFile.sentence.includes(file)]).toEqual([3, '', true])
  expect(readFileSync(file, 'utf8')).toBe('keep me')
  const below = await refuse(['--data', join(file, 'below'), '--http-port', '0'])
  expect(below.code).toBe(3)
})

test('a read-only data folder is one sentence and exit code 3', async ({ dataFolder }) => {
  const folder = join(dataFolder, 'read-only')
  mkdirSync(folder)
  chmodSync(folder, 0o555)
  // Root may write anywhere, so the server is started as nobody there.
  const asNobody = process.getuid?.() === 0
  if (asNobody) for (const path of [dataFolder, folder]) chmodSync(path, 0o555)
  const command = asNobody ? ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', node] : [node]
  test.skip(asNobody && !isReachableByAll(headless), 'as root this test needs the project in a folder that everybody may read')
  const [program = node, ...before] = command
  const run = startProgram(program, [...before, headless, '--data', folder, '--http-port', '0'], environment({}))
  expect((await run.ended).code).toBe(3)
  expect(run.stderr()).toContain(folder)
  chmodSync(dataFolder, 0o755)
})

function isReachableByAll(path: string): boolean {
  for (let at = dirname(resolve(path)); at !== dirname(at); at = dirname(at)) if ((statSync(at).mode & 0o001) === 0) return false
  return true
}

test('a database of a newer version or a damaged one is refused and left as it is', async ({ dataFolder }) => {
  const path = join(dataFolder, 'plenum.db')
  const damaged = Buffer.from('this is not a database, but somebody may still rescue it')
  writeFileSync(path, damaged)
  const { code, stdout, sentence } = await refuse(['--data', dataFolder, '--http-port', '0'])
  expect([code, stdout, sentence.includes('plenum.db')]).toEqual([3, '', true])
  expect(readFileSync(path)).toEqual(damaged)
})

test('the desktop says in a dialog why it can’t start, and ends with the same code', async ({ dataFolder }) => {
  const { executablePath, args } = electronTarget()
  test.skip(executablePath === undefined, 'reads what the stand-in prints for an error dialog')
  const start = async (env: Record<string, string>) => {
    const program = startProgram(executablePath ?? '', args ?? [], environment(env))
    return { ...(await program.ended), said: program.stderr() }
  }
  const damaged = join(dataFolder, 'damaged')
  mkdirSync(damaged)
  writeFileSync(join(damaged, 'plenum.db'), 'this is not a database, but somebody may still rescue it')
  const refused = await start({ PLENUM_DATA: damaged, PLENUM_HTTP_PORT: '0' })
  expect([refused.code, /Plenum could not start: .*plenum\.db/.test(refused.said)]).toEqual([3, true])
  const misspelt = await start({ PLENUM_DATA: dataFolder, PLENUM_HTTP_PORT: 'x' })
  expect([misspelt.code, /Plenum could not start: .*PLENUM_HTTP_PORT/.test(misspelt.said)]).toEqual([2, true])
})
