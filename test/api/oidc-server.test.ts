// Signing in with a provider through the whole server: over HTTP, with the real accounts, sessions and audit.
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { signInAt, startOidcProvider } from '../helpers/oidc-providers.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

async function setUp(t: Parameters<typeof startTestServer>[0]) {
  const server = await startTestServer(t)
  const real = await startOidcProvider(t)
  const body = { name: 'Works', kind: 'oidc', allowLoopback: true, newAccountRole: 'guest', ...real } as const
  const provider = await server.client.createProvider({ body })
  return { ...server, real, provider }
}

const nobody = (server: Pick<TestServer, 'baseUrl'>, token?: string) => createClient({ baseUrl: server.baseUrl, token: () => token ?? '' })

async function signIn(
  server: Pick<TestServer, 'baseUrl'>,
  provider: string,
  login: string,
  link?: { token: string; password?: string; code?: string },
) {
  const { token, ...proof } = link ?? {}
  const client = nobody(server, token)
  const { authorizationUrl, ...started } = await client.startOidc({ params: { provider }, body: link ? { link: true, ...proof } : {} })
  await fetch(await signInAt(authorizationUrl, login))
  for (;;) {
    const { flowId, secret } = started
    const answer = await client.getOidcResult({ params: { provider }, body: { flowId, secret } })
    if (answer.state !== 'waiting') return answer
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test('a provider’s person becomes a guest, may what guests may, and is in the audit', async (t) => {
  const server = await setUp(t)
  const ways = await nobody(server).getSignInWays({})
  expect(ways.providers).toEqual([{ id: server.provider.id, name: 'Works', kind: 'oidc' }])
  const { state, tokens } = await signIn(server, server.provider.id, 'anna')
  expect(state).toBe('done')
  const anna = nobody(server, tokens?.accessToken)
  const me = await anna.getMe({})
  expect(me).toMatchObject({
    kind: 'account',
    name: 'Name of anna',
    account: { email: 'anna@example.com', role: 'guest', hasPassword: false },
  })
  expect(me.account?.identities).toMatchObject([{ provider: server.provider.id, providerName: 'Works' }])
  // Without a password it is her only way in.
  const params = { id: me.account?.identities[0]?.id ?? '' }
  await expect(anna.unlinkIdentity({ params })).rejects.toMatchObject({ code: 'conflict' })
  await expect(anna.createProject({ body: { name: 'x' } })).rejects.toMatchObject({ code: 'forbidden' })
  const { items } = await server.client.listAudit({ query: { limit: 100 } })
  expect(items.map((one) => one.action)).toEqual(expect.arrayContaining(['createProvider', 'identity.linked', 'secret.used']))
  expect(JSON.stringify(items)).not.toContain(server.real.clientSecret)
})

test('a signed-in account links a provider, signs in with it, and unlinks it', async (t) => {
  const server = await setUp(t)
  await server.client.changeProvider({ params: { id: server.provider.id }, body: { newAccountRole: null } })
  const password = 'a long and unusual sentence'
  const account = await server.client.createAccount({ body: { email: 'bert@example.com', role: 'engineer', password } })
  const { accessToken } = await nobody(server).logIn({ body: { email: 'bert@example.com', password } })
  await expect(nobody(server).startOidc({ params: { provider: server.provider.id }, body: { link: true } })).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  const link = { token: accessToken, password }
  // A stolen session alone links nothing.
  for (const given of [{}, { password: 'not it' }, { code: '123456' }])
    await expect(signIn(server, server.provider.id, 'bert', { token: accessToken, ...given })).rejects.toMatchObject({ code: 'invalid' })
  server.clock.advance(60_000)
  expect(await signIn(server, server.provider.id, 'bert', link)).toMatchObject({ state: 'linked', tokens: null })
  const again = await signIn(server, server.provider.id, 'bert')
  const bert = nobody(server, again.tokens?.accessToken)
  const me = await bert.getMe({})
  expect(me.account?.id).toBe(account.id)
  await bert.unlinkIdentity({ params: { id: me.account?.identities[0]?.id ?? '' } })
  expect(await signIn(server, server.provider.id, 'bert')).toMatchObject({ state: 'failed', tokens: null })
})

test('somebody disabled stays out, by their provider too', async (t) => {
  const server = await setUp(t)
  const { tokens } = await signIn(server, server.provider.id, 'anna')
  const me = await nobody(server, tokens?.accessToken).getMe({})
  await server.client.changeAccount({ params: { id: me.account?.id ?? '' }, body: { active: false } })
  expect(await signIn(server, server.provider.id, 'anna')).toMatchObject({ state: 'failed', tokens: null })
})

test('deleting a provider ends its links and removes its secret', async (t) => {
  const server = await setUp(t)
  const { tokens } = await signIn(server, server.provider.id, 'anna')
  await server.client.deleteProvider({ params: { id: server.provider.id } })
  const me = await nobody(server, tokens?.accessToken).getMe({})
  expect(me.account?.identities).toEqual([])
  const { secrets } = await server.client.getSecrets({})
  expect(secrets.filter((one) => one.name.includes(server.provider.id))).toEqual([])
})
