// Secrets with a mark planted everywhere, then looked for: in every file of the data folder, in the log, in the audit and its CSV, in the
// project's file and in what the API answers to a reader of everything. The mark may be where it was just shown once, and nowhere else.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { type Route, routes } from '../../src/contract/routes.ts'
import { maskText, maskValue } from '../../src/server/mask.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { startTestServer } from '../helpers/test-server.ts'

/** A secret as it is, and as it would look in usual disguises. */
function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '').slice(0, -1)]
}

function isWrittenIn(text: string, secret: string): boolean {
  return disguises(secret).some((one) => text.includes(one))
}

const tokenOf = (link: string) => new URL(link.replace('/#/', '/')).searchParams.get('token') ?? ''

test('what is secret is nowhere on disk, in the log, in the audit, nor in an answer', async (t) => {
  const dataFolder = await makeTempFolder(t)
  const server = await startTestServer(t, { dataFolder })
  const { client } = server
  const mark = () => `canary-${randomBytes(12).toString('hex')}`
  const password = mark()
  const clientSecret = mark()
  const wrongPassword = mark()
  const { id } = await client.createAccount({ body: { email: 'ada@example.com', role: 'administrator', password } })
  const first = await client.logIn({ body: { email: 'ada@example.com', password } })
  const second = await client.refreshTokens({ body: { refreshToken: first.refreshToken } })
  const ada = createClient({ baseUrl: server.baseUrl, token: () => second.accessToken })
  const totp = await ada.startTotp({ body: { password } })
  const code = () => new TOTP({ secret: Secret.fromBase32(totp.secret) }).generate({ timestamp: server.clock.now() })
  const { recoveryCodes } = await ada.confirmTotp({ body: { code: code() } })
  await client.logIn({ body: { email: 'ada@example.com', password: wrongPassword } }).catch(() => {})
  const made = await client.createApiKey({ body: { name: 'K', scopes: ['projects:read', 'projects:write'] } })
  const rotated = await client.rotateApiKey({ params: { id: made.id }, body: {} })
  const invited = await client.inviteAccount({ body: { email: 'new@example.com', role: 'guest' } })
  const other = await client.createAccount({ body: { email: 'bob@example.com', role: 'guest', password: mark() } })
  const reset = await client.resetAccount({ params: { id: other.id }, body: {} })
  const provider = await client.createProvider({
    body: { kind: 'oidc', name: 'Own', issuer: 'https://login.example.invalid', clientId: 'c', clientSecret },
  })
  const node = await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'] } })
  // The key is used: for a change, wrongly, as a bearer, with a body that holds another secret, and in an address.
  const byKey = (path: string, init: RequestInit = {}) =>
    fetch(`${server.baseUrl}/api/v1${path}`, { ...init, headers: { 'x-api-key': rotated.key, 'content-type': 'application/json' } })
  const project = (await (await byKey('/projects', { method: 'POST', body: JSON.stringify({ name: 'P' }) })).json()) as { id: string }
  const room = { outer: [[0, 0], [2400, 0], [2400, 1800], [0, 1800]] } // biome-ignore format: one room, one line
  const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
  // A key pasted where it has no business: it goes with the design into every export.
  const design = await client.createDesign({ params: { id: project.id }, body: { name: `Hall ${made.key.slice(0, 12)}`, room, system } })
  const exported = await client.createExport({ params: { id: design.id }, body: { format: 'json' } })
  await expect.poll(async () => (await client.getExport({ params: { id: exported.id } })).status).toBe('done')
  await byKey('/accounts')
  await byKey(`/projects/${rotated.key}`)
  await byKey(`/projects?cursor=${rotated.key}`)
  await byKey(`/projects/${second.refreshToken}`)
  await byKey('/auth/login', { method: 'POST', body: JSON.stringify({ email: 'ada@example.com', password, [password]: 1 }) })
  await fetch(`${server.baseUrl}/api/v1/projects`, { headers: { authorization: `Bearer ${second.refreshToken}` } })

  const secrets: Record<string, string> = {
    ...{ password, wrongPassword, clientSecret, key: made.key, rotatedKey: rotated.key, ownerToken: server.token },
    ...{ refresh: first.refreshToken, nextRefresh: second.refreshToken, access: second.accessToken },
    ...{ totp: totp.secret, recovery: recoveryCodes[0] ?? '', invitation: tokenOf(invited.link ?? ''), reset: tokenOf(reset.link) },
    ...(node.password ? { nodePassword: node.password } : {}),
  }
  for (const [what, secret] of Object.entries(secrets)) expect([what, secret.length >= 8]).toEqual([what, true])
  const found: string[] = []
  const look = (where: string, text: string) => {
    for (const [what, secret] of Object.entries(secrets)) if (isWrittenIn(text, secret)) found.push(`${what} in ${where}`)
  }

  // Every address that gives something, to whoever may read all: with the ids that are there.
  const ids: Record<string, string> = {
    accounts: id,
    'api-keys': made.id,
    'sign-in-providers': provider.id,
    projects: project.id,
    nodes: 'n1',
    designs: design.id,
    exports: exported.id,
  }
  server.clock.advance(1000)
  const archive = await client.archiveAudit({ body: { before: server.clock.now() } })
  expect(archive.entries).toBeGreaterThan(5)
  let read = 0
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    if (route.method !== 'GET' || route.reply === 'events') continue
    const reply = await server.request(route.path.replace('{id}', ids[route.path.split('/')[1] ?? ''] ?? 'none').replace(/\{\w+\}/g, '1'))
    look(`the answer of ${name}`, await reply.text())
    if (reply.ok) read += 1
  }
  expect(read).toBeGreaterThan(25)
  // As createLog writes it: every line goes through the mask.
  look('the log', JSON.stringify(server.log.map(({ facts, message }) => [maskValue(facts), maskText(message)])))
  expect(server.log.length).toBeGreaterThan(10)
  look('live events', JSON.stringify(await server.events()))
  const lookIntoFolder = (when: string) => {
    const files = readdirSync(dataFolder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) look(`${file.name} ${when}`, readFileSync(join(file.parentPath, file.name)).toString('latin1'))
  }
  lookIntoFolder('while it runs')
  // The token of the machine's owner has its file (0600), which goes when the program ends.
  expect(found).toEqual(['ownerToken in owner.token while it runs'])
  found.length = 0
  await server.stop()
  lookIntoFolder('afterwards')
  expect(found).toEqual([])

  // The search finds what is there: a name is stored in clear.
  secrets.name = 'ada@example.com'
  lookIntoFolder('afterwards')
  expect(found.some((one) => one.startsWith('name in '))).toBe(true)
})
