// Starting inside another program (the desktop does): two on one folder, a busy port that is stepped aside from, undoing a failed start.
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readOptions } from '../../src/server/options.ts'
import { startServer } from '../../src/server/server.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { collectingLog, startTestServer, type TestLife } from '../helpers/test-server.ts'

const optionsFor = (dataFolder: string, httpPort = 0) =>
  readOptions({ argv: ['--data', dataFolder, '--http-port', String(httpPort)], env: {} })
const quiet = () => ({ log: collectingLog([]) })

async function occupyPort(t: TestLife): Promise<number> {
  const other = createServer((_request, response) => response.end('other'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  t.onTestFinished(() => new Promise((resolve) => other.close(() => resolve())))
  return (other.address() as AddressInfo).port
}

test('two servers in one process refuse to share a folder, and the first goes on', async (t) => {
  const first = await startTestServer(t)
  await expect(startServer(optionsFor(first.dataFolder), quiet())).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringContaining(`process ${process.pid} at ${first.baseUrl}`),
  })
  // The refused one must not have dropped the lock of the first.
  await expect(startServer(optionsFor(first.dataFolder), quiet())).rejects.toThrow('already serves')
  expect((await first.request('/health/ready')).status).toBe(200)
})

test('after a stop the folder and the port are free again', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  const first = await startServer(optionsFor(folder), quiet())
  const port = Number(new URL(first.baseUrl).port)
  await Promise.all([first.stop(), first.stop()])
  expect([existsSync(join(folder, 'owner.token')), existsSync(join(folder, 'server.json'))]).toEqual([false, false])
  const second = await startServer(optionsFor(folder, port), quiet())
  expect(second.baseUrl).toBe(first.baseUrl)
  await second.stop()
})

test('the desktop steps aside from a busy port and shows the part as degraded, with the reason', async (t) => {
  const port = await occupyPort(t)
  const { client, baseUrl } = await startTestServer(t, { options: { httpPort: port, onBusyPort: 'take-free-port' } })
  expect(baseUrl).not.toContain(`:${port}`)
  const health = await client.getHealth({})
  const api = health.parts.find((part) => part.name === 'api')
  expect([health.status, api?.state, api?.reason]).toEqual(['degraded', 'degraded', expect.stringContaining(`Port ${port} can't be used`)])
})

test('a start that fails half-way leaves nothing standing: port and lock are free', async (t) => {
  const folder = await makeTempFolder(t, 'data')
  await mkdir(folder)
  await writeFile(join(folder, 'plenum.db'), 'this is no database')
  const port = await occupyPort(t).then((busy) => busy + 1)
  await expect(startServer(optionsFor(folder, port), quiet())).rejects.toMatchObject({ name: 'StartError' })
  expect(await readFile(join(folder, 'plenum.db'), 'utf8')).toBe('this is no database')
  expect(readdirSync(folder)).toEqual(['plenum.db'])
  await writeFile(join(folder, 'plenum.db'), '')
  const good = await startServer(optionsFor(folder, port), quiet())
  expect(good.baseUrl).toBe(`http://127.0.0.1:${port}`)
  await good.stop()
})

test('requests in flight are answered before the server is gone', async (t) => {
  const server = await startTestServer(t)
  await server.client.createProject({ body: { name: 'kept' } })
  const inFlight = Array.from({ length: 20 }, (_, i) => server.client.createProject({ body: { name: `p${i}` } }))
  await Promise.race(inFlight)
  await server.server.stop()
  const settled = await Promise.allSettled(inFlight)
  const odd = settled.filter((s) => s.status === 'rejected' && !(s.reason instanceof TypeError) && s.reason.code !== 'unavailable')
  expect(odd).toEqual([])
})
