// Requests that nobody would think of, made from the API document by python3-hypothesis: never a 5xx, every status and reply as the document
// says by python3-jsonschema's reading, and 401 without a key.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { permissions, type RouteName, routes } from '../../src/contract/routes.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { itNeeds } from '../helpers/strangers.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

/** Asks a provider that isn't there. */
const reachesOut: readonly RouteName[] = ['startOidc']
const script = fileURLToPath(new URL('./hypothesis_walk.py', import.meta.url))

/** Things that are there, by the noun of their address. */
async function makeThings({ client }: TestServer): Promise<Record<string, string[]>> {
  const room = { outer: [[0, 0], [2400, 0], [2400, 1800], [0, 1800]] } // biome-ignore format: one room, one line
  const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
  const project = await client.createProject({ body: { name: 'P' } })
  const design = await client.createDesign({ params: { id: project.id }, body: { name: 'D', room, system } })
  const node = await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature', 'energy_consumption'] } })
  const key = await client.createApiKey({ body: { name: 'K', scopes: ['sensors:read'] } })
  const dashboard = await client.createDashboard({ body: { name: 'D', designId: design.id } })
  const role = await client.createRole({ body: { name: 'Desk', permissions: ['projects:read'] } })
  const account = await client.createAccount({ body: { email: 'a@example.com', role: 'guest', password: 'correct horse battery' } })
  const provider = await client.createProvider({
    body: { kind: 'oidc', name: 'Own', issuer: 'https://login.example.invalid', clientId: 'c', clientSecret: 's3cr3t-of-client' },
  })
  return {
    ...{ projects: [project.id], designs: [design.id], nodes: [node.nodeId], join: [node.nodeId], sensors: ['n1_temperature'] },
    ...{ 'api-keys': [key.id], dashboards: [dashboard.id], roles: [role.id, 'guest'], accounts: [account.id] },
    'sign-in-providers': [provider.id],
  }
}

/** Runs the script; `said` is its last line. */
async function runPython(facts: object, { wait, storage }: { wait: () => void; storage: string }) {
  const child = spawn('/usr/bin/python3', [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, HYPOTHESIS_STORAGE_DIRECTORY: storage },
  })
  const complaint = text(child.stderr)
  child.stdin.write(`${JSON.stringify(facts)}\n`)
  let said = ''
  for await (const line of createInterface({ input: child.stdout })) {
    said = line
    if (line !== 'wait') continue
    wait()
    child.stdin.write('\n')
  }
  return { said, complaint: await complaint }
}

itNeeds('hypothesis')(
  'whatever hypothesis makes of the document is answered as the document says',
  async (t) => {
    const server = await startTestServer(t, {
      options: { mqtt: { host: '127.0.0.1', port: 0, auth: 'required', tlsPort: 0, webSocketPort: null, tlsCertificate: null } },
    })
    const ids = await makeThings(server)
    const plenty = { perMinute: 1_000_000, perHour: 1_000_000 }
    const { key } = await server.client.createApiKey({ body: { name: 'fuzz', scopes: [...permissions], ...plenty } })
    const body = { email: 'root@example.com', password: 'correct horse battery' }
    await server.client.createAccount({ body: { ...body, role: 'administrator' } })
    // Sessions are ended on the way: there are others.
    const sessions = await Promise.all(Array.from({ length: 6 }, () => server.client.logIn({ body })))
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
    const credentials = [bearer(server.token), { 'x-api-key': key }, ...sessions.map(({ accessToken }) => bearer(accessToken))]
    const facts = { baseUrl: server.baseUrl, credentials, ids, reachesOut, examples: 8, seed: Math.floor(Math.random() * 1e9) }
    const { said, complaint } = await runPython(facts, {
      storage: await makeTempFolder(t),
      // Limits open anew: else the tries to sign in would be told 429 and nothing else. Nothing is under way then.
      wait: () => server.clock.advance(30_000),
    })
    expect(complaint).toBe('')
    const { operations, requests } = JSON.parse(said) as { operations: number; requests: number }
    expect(operations).toBe(Object.keys(routes).length)
    expect(requests).toBeGreaterThan(operations * 5)
    expect(server.log.filter((line) => line.level === 'error')).toEqual([])
  },
  90_000,
)
