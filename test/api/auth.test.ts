// Who may call: the owner's token and sessions made from a welcome code; nobody else, nowhere.
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { routes } from '../../src/contract/routes.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

const codeOf = (server: TestServer) => new URLSearchParams(server.server.welcomeUrl().split('?')[1]).get('code') ?? ''
const anonymous = (server: TestServer) => createClient({ baseUrl: server.baseUrl, token: () => null })

test('every route that is not public answers 401 without a token and with a wrong one', async (t) => {
  const { baseUrl, token } = await startTestServer(t)
  const wrong = [
    undefined,
    'Bearer wrong',
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Basic ${token}`,
    token,
    'Bearer ',
    `Bearer ${'a'.repeat(9000)}`,
  ]
  for (const [name, route] of Object.entries(routes)) {
    if (route.permission === 'public') continue
    const path = `/api/v1${route.path.replace(/\{(id|provider)\}/, 'a').replace('{number}', '1')}`
    for (const authorization of name === 'listProjects' ? wrong : wrong.slice(0, 2)) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
      const reply = await fetch(baseUrl + path, { method: route.method, headers })
      expect([name, authorization, reply.status, reply.headers.get('www-authenticate')]).toEqual([
        name,
        authorization,
        401,
        'Bearer realm="Plenum"',
      ])
      await reply.body?.cancel()
    }
  }
})

test('the public routes are exactly those of the interface that exist', () => {
  const open = Object.entries(routes).flatMap(([name, route]) => (route.permission === 'public' ? [name] : []))
  expect(open).toEqual([
    ...['getHealthLive', 'getHealthReady', 'redeemWelcome', 'redeemExportTicket', 'getSignInWays', 'logIn', 'refreshTokens'],
    ...['askMagicLink', 'redeemMagicLink', 'askPasswordReset', 'redeemPasswordReset', 'acceptInvitation', 'signUp', 'startOidc'],
    ...['getOidcResult', 'receiveHook', 'receiveIntegrationHook'],
  ])
})

test('a welcome code is swapped once for a session with the owner’s permissions', async (t) => {
  const server = await startTestServer(t)
  const code = codeOf(server)
  const { accessToken } = await anonymous(server).redeemWelcome({ body: { code } })
  const session = createClient({ baseUrl: server.baseUrl, token: () => accessToken })
  expect((await session.listProjects({})).items).toEqual([])
  await expect(anonymous(server).redeemWelcome({ body: { code } })).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(accessToken).not.toBe(server.token)
})

test('a welcome code lives for ten minutes', async (t) => {
  const server = await startTestServer(t)
  const [fresh, old] = [codeOf(server), codeOf(server)]
  server.clock.advance(10 * 60_000)
  await anonymous(server).redeemWelcome({ body: { code: fresh } })
  server.clock.advance(1)
  await expect(anonymous(server).redeemWelcome({ body: { code: old } })).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('a code cannot be redeemed twice by two at once', async (t) => {
  const server = await startTestServer(t)
  const code = codeOf(server)
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => anonymous(server).redeemWelcome({ body: { code } })))
  expect(tries.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1)
})

test('no token and no code is ever written to the log', async (t) => {
  const server = await startTestServer(t)
  const code = codeOf(server)
  await anonymous(server).redeemWelcome({ body: { code } })
  await server.request('/projects?search=x')
  await fetch(`${server.baseUrl}/api/v1/projects?search=secret`)
  const text = JSON.stringify(server.log)
  expect([text.includes(server.token), text.includes(code), text.includes('secret')]).toEqual([false, false, false])
  expect(server.log.length).toBeGreaterThan(2)
})
