// Our deliveries, read by a receiver in another language.
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'

const python = '/usr/bin/python3'
const hasPython = spawnSync(python, ['-c', 'import hmac, http.server'], { stdio: 'ignore' }).status === 0

test.runIf(hasPython || process.env.CI)('a receiver in Python recomputes the signature, while rotating with either secret', async (t) => {
  const server = await startTestServer(t)
  const receiver = spawn(python, ['test/api/webhook-receiver.py'], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.onTestFinished(() => void receiver.kill())
  const lines = createInterface({ input: receiver.stdout })[Symbol.asyncIterator]()
  const { value: port } = await lines.next()
  const url = `http://127.0.0.1:${port}/`
  const { id, secret } = await server.client.createWebhook({ body: { name: 'Python', url, allowLoopback: true, events: ['*'] } })
  const send = async (which: string) => {
    receiver.stdin.write(`${which}\n`)
    const tested = await server.client.testWebhook({ params: { id }, body: { event: 'alarm.raised' } })
    return [tested.httpStatus, JSON.parse(String((await lines.next()).value)) as object]
  }
  const yes = [204, { ok: true, type: 'alarm.raised' }]
  expect(await send(secret)).toEqual(yes)
  const rotated = await server.client.rotateWebhook({ params: { id }, body: { overlapHours: 1 } })
  expect(await send(secret)).toEqual(yes)
  expect(await send(rotated.secret)).toEqual(yes)
  server.clock.advance(3_600_000)
  expect(await send(rotated.secret)).toEqual(yes)
  expect(await send(secret)).toEqual([401, { ok: false, type: 'alarm.raised' }])
})
