import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'

test('live and ready answer without a token', async (t) => {
  const { baseUrl } = await startTestServer(t)
  const live = await fetch(`${baseUrl}/api/v1/health/live`)
  const ready = await fetch(`${baseUrl}/api/v1/health/ready`)
  expect([live.status, await live.json(), ready.status, await ready.json()]).toEqual([200, { status: 'live' }, 200, { status: 'ready' }])
})
