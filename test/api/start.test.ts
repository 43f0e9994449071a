// Starting and stopping as a process: the ready line, signals, kill -9, and every bad start with its sentence and exit code.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTempFolder, spawnServer } from '../helpers/server-process.ts'
import type { TestLife } from '../helpers/test-server.ts'

const port0 = ['--http-port', '0']

async function listenSomewhere(t: TestLife): Promise<number> {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  t.onTestFinished(() => new Promise((resolve) => other.close(() => resolve())))
  return (other.address() as { port: number }).port
}

/** Starts, expects the exit code, and gives back the one sentence on standard error. */
async function refusedStart(t: TestLife, argv: readonly string[], exitCode: number, env: Record<string, string> = {}): Promise<string> {
  const refused = spawnServer(t, argv, env)
  expect([await refused.ended(), refused.stdout()]).toEqual([exitCode, ''])
  expect(refused.stderr().trim().split('\n')).toHaveLength(1)
  return refused.stderr().trim()
}

test('the ready line is the only line on standard output, and SIGTERM ends the server with 0 though a stream is open', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  const server = spawnServer(t, ['--data', folder, ...port0])
  const ready = await server.ready()
  expect(ready).toEqual({ ready: true, pid: server.child.pid, http: ready.http, mqtt: null, data: folder })
  expect(ready.http).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const token = await readFile(join(folder, 'owner.token'), 'utf8')
  const events = await fetch(`${ready.http}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } })
  expect(events.status).toBe(200)
  const startMs = performance.now()
  server.child.kill('SIGTERM')
  expect(await server.ended()).toBe(0)
  expect(performance.now() - startMs).toBeLessThan(10_000)
  expect(server.stdout().split('\n')).toEqual([JSON.stringify(ready), ''])
  expect(server.stderr().match(/^http.*#\/welcome\?code=[\w-]{32}$/gm)).toHaveLength(1)
  await events.text().catch(() => {})
})

test('a second signal during the stop changes nothing', async (t) => {
  const server = spawnServer(t, ['--data', await makeTempFolder(t, 'data'), ...port0])
  await server.ready()
  for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM', 'SIGINT'] as const) server.child.kill(signal)
  expect(await server.ended()).toBe(0)
})

test('the owner token is new at every start and readable by its user only', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  const readToken = async () => {
    const server = spawnServer(t, ['--data', folder, ...port0])
    await server.ready()
    const { mode } = await stat(join(folder, 'owner.token'))
    const token = await readFile(join(folder, 'owner.token'), 'utf8')
    server.child.kill('SIGTERM')
    await server.ended()
    return { mode: mode & 0o777, token }
  }
  const [first, second] = [await readToken(), await readToken()]
  expect([first.mode, second.mode]).toEqual([0o600, 0o600])
  expect(first.token).toMatch(/^[\w-]{43}$/)
  expect(second.token).not.toBe(first.token)
})

test('a second server on the folder is refused naming the first, also in a folder with spaces and Unicode; kill -9 frees it', async (t) => {
  const folder = await makeTempFolder(t, 'Baustelle Ä 天井 – level 2')
  const first = spawnServer(t, ['--data', folder, ...port0])
  const ready = await first.ready()
  expect(ready.data).toBe(folder)
  const tokenBefore = await readFile(join(folder, 'owner.token'), 'utf8')
  const sentence = await refusedStart(t, ['--data', folder, ...port0], 3)
  expect(sentence).toContain(`process ${first.child.pid}`)
  expect(await readFile(join(folder, 'owner.token'), 'utf8')).toBe(tokenBefore)
  expect((await fetch(`${ready.http}/api/v1/health/ready`)).status).toBe(200)
  first.child.kill('SIGKILL')
  expect(await first.ended()).toBe('SIGKILL')
  const third = spawnServer(t, ['--data', folder, ...port0])
  const again = await third.ready()
  expect((await fetch(`${again.http}/api/v1/health/ready`)).status).toBe(200)
})

test('a busy port is exit 3 with a sentence naming it, and the folder is not even made', async (t) => {
  const port = await listenSomewhere(t)
  const folder = await makeTempFolder(t, 'data')
  const sentence = await refusedStart(t, ['--data', folder, '--http-port', String(port)], 3)
  expect(sentence).toContain(`Port ${port}`)
  expect(sentence).toContain('--http-port')
  expect(existsSync(folder)).toBe(false)
})

test('a folder that cannot be written is exit 3 with a sentence naming it', async (t) => {
  const file = await makeTempFolder(t, 'a file')
  await writeFile(file, 'not a folder')
  for (const folder of [file, join(file, 'below'), '/proc/plenum']) {
    expect(await refusedStart(t, ['--data', folder, ...port0], 3)).toContain(`The data folder ${folder} can't be written`)
  }
  expect(await readFile(file, 'utf8')).toBe('not a folder')
})

test('a damaged, foreign or newer database is exit 3 and keeps every byte', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  const first = spawnServer(t, ['--data', folder, ...port0])
  await first.ready()
  first.child.kill('SIGTERM')
  await first.ended()
  const path = join(folder, 'plenum.db')
  const good = await readFile(path)
  const newer = Buffer.from(good)
  newer.writeUInt32BE(9999, 60)
  const damaged = Buffer.from(good)
  damaged.fill(0x5a, 4096)
  const sums: string[] = []
  for (const bytes of [newer, damaged, Buffer.from('this is no database at all, but it is long enough to be read'.repeat(40))]) {
    await writeFile(path, bytes)
    const before = (await readdir(folder)).sort()
    const sentence = await refusedStart(t, ['--data', folder, ...port0], 3)
    expect(sentence).toContain(path)
    expect((await readdir(folder)).sort()).toEqual(before)
    sums.push(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    )
    expect(sums.at(-1)).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
  await writeFile(path, good)
  await spawnServer(t, ['--data', folder, ...port0]).ready()
})

test('a bad flag or variable is exit 2 with one sentence naming it, before anything is made', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  const sentence = await refusedStart(t, ['--data', folder, '--http-port', '99999'], 2)
  expect(sentence).toBe('--http-port must be a whole number from 0 to 65535 (0 picks a free one); it was "99999"')
  expect(await refusedStart(t, ['--data', folder], 2, { PLENUM_MQTT_AUTH: 'maybe' })).toContain('PLENUM_MQTT_AUTH must be required or open')
  expect(await refusedStart(t, ['--data', folder, '--colour', 'red'], 2)).toContain('"--colour" is not a flag of serve')
  expect(existsSync(folder)).toBe(false)
})

test('flags come from the environment and all of them are accepted', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  await mkdir(folder)
  await writeFile(join(folder, 'settings.json'), '{ "logLevel": "silent", "mqttAuth": "open" }')
  const argv = ['--mqtt-port', '0', '--mqtt-host', '127.0.0.1', '--mqtt-auth', 'open', '--mqtts-port', '0', '--mqtt-ws-port', '0']
  const more = ['--allow-origin', 'https://a.example', '--allow-origin', 'https://b.example', '--smtp-url', 'smtps://u:p@mail.example:465']
  const server = spawnServer(t, [...argv, ...more], { PLENUM_DATA: folder, PLENUM_HTTP_PORT: '0' })
  const ready = await server.ready()
  const reply = await fetch(`${ready.http}/api/v1/health/live`, { headers: { origin: 'https://b.example' } })
  expect([ready.data, ready.mqtt, reply.status]).toEqual([folder, expect.stringMatching(/^mqtt:\/\/127\.0\.0\.1:\d+$/), 200])
  // Log level silent: only the ways in are on standard error, the one for browsers first.
  const lines = server.stderr().trim().split('\n')
  expect(lines).toEqual([
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#\/welcome\?code=\S+$/),
    expect.stringMatching(/^No account yet; .* at http:\/\/127\.0\.0\.1:\d+\/#\/set-up\?token=\S+$/),
  ])
})
