// Nodes over the API, through the real server with a fake ingest worker.
import { expect, test } from 'vitest'
import { createFakeIngest, committed } from '../helpers/fake-ingest.ts'
import { startTestServer, type TestLife } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const start = async (t: TestLife) => {
  const ingest = createFakeIngest()
  const server = await startTestServer(t, { seams: { ingest } })
  return { ...server, ingest }
}
const office = { nodeId: 'office-01', sensors: ['temperature', 'humidity'] }

test('a new node answers its password once, exactly', async (t) => {
  const { client, request } = await start(t)
  const response = await request('/nodes', {
    method: 'POST',
    body: JSON.stringify(office),
    headers: { 'content-type': 'application/json' },
  })
  expect(response.status).toBe(201)
  const body = await response.json()
  expect(body).toEqual({ nodeId: 'office-01', username: 'office-01', password: expect.stringMatching(/^[\w-]{43}$/) })
  const node = await client.getNode({ params: { id: 'office-01' } })
  expect(node).toMatchObject({ state: 'never', credentials: 'one', sensorIds: ['office-01_humidity', 'office-01_temperature'] })
  expect(JSON.stringify(node)).not.toContain(body.password)
})
