// Signing in with OpenID Connect against real providers: what has to work, and every way of cheating that has to fail.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import type { CreateProvider } from '../../src/contract/schemas/account.ts'
import type { AuditInput, Caller } from '../../src/server/caller.ts'
import { createOidcService } from '../../src/server/services/oidc.ts'
import { createSignInProviderService } from '../../src/server/services/sign-in-provider.ts'
import { openStore } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { signInAt, startEmulated, startOidcProvider, type TestProvider } from '../helpers/oidc-providers.ts'
import { sendRaw } from '../helpers/raw-request.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const caller = (accountId: string | null): Caller => ({
  ...{ kind: accountId === null ? 'nobody' : 'account', accountId, sessionId: null, keyId: null, name: 'x', program: 'test' },
  permissions: new Set<string>(),
  projectIds: null,
})

function open(t: { onTestFinished(fn: () => void): void }) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-oidc-'))
  const clock = createFakeClock(Date.now())
  const store = openStore({ dataFolder, clock, log: silent })
  const kept = new Map<string, Uint8Array>()
  const notes: AuditInput[] = []
  const signedIn: { accountId: string; way: string }[] = []
  const accounts = new Map<string, { email: string | null; name: string | null; role: string }>()
  const needsCode = new Set<string>()
  const randomId = () => randomBytes(16).toString('hex')
  const signInProvider = createSignInProviderService({
    ...{ store, clock, randomId, ownPorts: () => [] },
    secrets: {
      put: (name, plain) => void kept.set(name, plain),
      get: (name) => kept.get(name) ?? null,
      remove: (name) => void kept.delete(name),
    },
    hasSecret: (name) => kept.has(name),
    hasRole: (role) => ['guest', 'engineer', 'administrator'].includes(role),
  })
  const oidc = createOidcService({
    ...{ store, clock, log: silent, randomId, ownPorts: () => [], secretOf: signInProvider.secretOf },
    trail: { note: (input) => void notes.push(input) },
    randomSecret: () => randomBytes(32).toString('base64url'),
    accounts: {
      signIn: (accountId, { way, code }) => {
        if (needsCode.has(accountId) && code !== '123456') throw new AppError('second_factor', 'Send the code too')
        signedIn.push({ accountId, way })
        return { accessToken: `token of ${accountId}`, refreshToken: 'r', expiresIn: 900 }
      },
      requireProof: async () => {},
      hasPassword: () => true,
      create: (fields) => {
        const id = randomId()
        accounts.set(id, fields)
        return id
      },
    },
  })
  t.onTestFinished(() => {
    oidc.stop()
    store.close()
    rmSync(dataFolder, { recursive: true, force: true })
  })
  const add = (from: TestProvider, more: Partial<CreateProvider> = {}) =>
    signInProvider.create({ name: 'Works', kind: 'oidc', allowLoopback: true, newAccountRole: 'guest', ...from, ...more })
  /** Until it is decided. */
  const settle = async (provider: string, body: { flowId: string; secret: string; code?: string }) => {
    for (let tries = 0; tries < 400; tries++) {
      const answer = await oidc.result(provider, body)
      if (answer.state !== 'waiting') return answer
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error('It stayed undecided')
  }
  return { oidc, signInProvider, store, clock, notes, signedIn, accounts, needsCode, add, settle }
}

const nobody = caller(null)
const changed = (url: string | URL, name: string, value: string | null) => {
  const other = new URL(url)
  if (value === null) other.searchParams.delete(name)
  else other.searchParams.set(name, value)
  return other
}

test('a first sign-in makes an account, the next one finds it again by issuer and subject', async (t) => {
  const { oidc, add, settle, accounts, signedIn } = open(t)
  const { id } = add(await startOidcProvider(t))
  for (const _ of [1, 2]) {
    const started = await oidc.start(id, {}, nobody)
    const asked = new URL(started.authorizationUrl).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length).toBeGreaterThanOrEqual(43)
    expect(await oidc.result(id, started)).toMatchObject({ state: 'waiting' })
    const page = await fetch(await signInAt(started.authorizationUrl, 'anna'))
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await settle(id, started)).toMatchObject({ state: 'done', tokens: { accessToken: expect.stringContaining('token of') } })
  }
  expect([...accounts.values()]).toEqual([{ email: 'anna@example.com', name: 'Name of anna', role: 'guest' }])
  expect(new Set(signedIn.map((one) => one.accountId)).size).toBe(1)
})

test('an e-mail that the provider has not verified is no e-mail', async (t) => {
  const { oidc, add, settle, accounts } = open(t)
  const { id } = add(await startOidcProvider(t))
  const started = await oidc.start(id, {}, nobody)
  await fetch(await signInAt(started.authorizationUrl, 'unverified'))
  await settle(id, started)
  expect([...accounts.values()]).toMatchObject([{ email: null }])
})

test('the same subject at another provider is somebody else, and nobody is made where the provider makes none', async (t) => {
  const { oidc, add, settle, accounts, notes } = open(t)
  const [one, two] = [add(await startOidcProvider(t)), add(await startOidcProvider(t), { name: 'Other', newAccountRole: null })]
  const first = await oidc.start(one.id, {}, nobody)
  await fetch(await signInAt(first.authorizationUrl, 'anna'))
  expect(await settle(one.id, first)).toMatchObject({ state: 'done' })
  const second = await oidc.start(two.id, {}, nobody)
  await fetch(await signInAt(second.authorizationUrl, 'anna'))
  expect(await settle(two.id, second)).toMatchObject({
    state: 'failed',
    tokens: null,
    reason: expect.stringContaining('No account is linked'),
  })
  expect(accounts.size).toBe(1)
  expect(notes.at(-1)).toMatchObject({ action: 'signIn.refused', outcome: 'refused' })
})

test('linking needs a signed-in account, takes no second one, and can be undone by its owner only', async (t) => {
  const { oidc, add, settle, store } = open(t)
  const { id } = add(await startOidcProvider(t), { newAccountRole: null })
  await expect(oidc.start(id, { link: true }, nobody)).rejects.toMatchObject({ code: 'unauthenticated' })
  const linkAs = async (accountId: string) => {
    const started = await oidc.start(id, { link: true }, caller(accountId))
    await fetch(await signInAt(started.authorizationUrl, 'anna'))
    return settle(id, started)
  }
  expect(await linkAs('account-one')).toMatchObject({ state: 'linked', tokens: null })
  expect(await linkAs('account-one')).toMatchObject({ state: 'linked' })
  expect(await linkAs('account-two')).toMatchObject({ state: 'failed', reason: expect.stringContaining('linked to another account') })
  const [identity] = store.signInProvider.identitiesOf('account-one')
  expect(() => oidc.unlink(identity?.id ?? '', caller('account-two'))).toThrow(expect.objectContaining({ code: 'not_found' }))
  oidc.unlink(identity?.id ?? '', caller('account-one'))
  expect(store.signInProvider.identitiesOf('account-one')).toEqual([])
})

test('a second factor is asked for and the attempt waits for it', async (t) => {
  const { oidc, add, settle, accounts, needsCode } = open(t)
  const { id } = add(await startOidcProvider(t))
  const first = await oidc.start(id, {}, nobody)
  await fetch(await signInAt(first.authorizationUrl, 'anna'))
  await settle(id, first)
  needsCode.add([...accounts.keys()][0] ?? '')
  const second = await oidc.start(id, {}, nobody)
  await fetch(await signInAt(second.authorizationUrl, 'anna'))
  await expect(settle(id, second)).rejects.toMatchObject({ code: 'second_factor' })
  expect(await settle(id, { ...second, code: '123456' })).toMatchObject({ state: 'done' })
})

test('a wrong or missing state is refused and the attempt goes on', async (t) => {
  const { oidc, add, settle } = open(t)
  const { id } = add(await startOidcProvider(t))
  const started = await oidc.start(id, {}, nobody)
  const back = await signInAt(started.authorizationUrl, 'anna')
  const port = back.searchParams.get('state')?.split('.')[1] ?? ''
  for (const state of [null, '', `${'x'.repeat(43)}.${port}`, `${back.searchParams.get('state')}x`])
    expect((await fetch(changed(back, 'state', state))).status).toBe(400)
  const twice = new URL(back)
  twice.searchParams.append('state', back.searchParams.get('state') ?? '')
  expect((await fetch(twice)).status).toBe(400)
  expect(await oidc.result(id, started)).toMatchObject({ state: 'waiting' })
  await fetch(back)
  expect(await settle(id, started)).toMatchObject({ state: 'done' })
})

type Twist = (parts: { started: { authorizationUrl: string }; other: { authorizationUrl: string } }) => Promise<URL>
const twists: [string, string, Twist][] = [
  [
    'another nonce',
    'another program, issuer or attempt',
    ({ started }) => signInAt(changed(started.authorizationUrl, 'nonce', 'x'.repeat(43)).href, 'anna'),
  ],
  [
    'another verifier',
    'did not take the code',
    ({ started }) => signInAt(changed(started.authorizationUrl, 'code_challenge', 'x'.repeat(43)).href, 'anna'),
  ],
  [
    'another issuer',
    'not the answer to this attempt',
    async ({ started }) => changed(await signInAt(started.authorizationUrl, 'anna'), 'iss', 'http://127.0.0.1:1/'),
  ],
  [
    'no issuer',
    'not the answer to this attempt',
    async ({ started }) => changed(await signInAt(started.authorizationUrl, 'anna'), 'iss', null),
  ],
  [
    'an invented code',
    'did not take the code',
    async ({ started }) => changed(await signInAt(started.authorizationUrl, 'anna'), 'code', 'x'.repeat(43)),
  ],
  [
    'the code of another provider',
    'did not take the code',
    async ({ started, other }) => {
      const mine = await signInAt(started.authorizationUrl, 'anna')
      const theirs = await signInAt(other.authorizationUrl, 'eve')
      return changed(mine, 'code', theirs.searchParams.get('code'))
    },
  ],
  [
    'the whole answer of another provider',
    'not the answer to this attempt',
    async ({ started, other }) => {
      const mine = await signInAt(started.authorizationUrl, 'anna')
      const theirs = await signInAt(other.authorizationUrl, 'eve')
      theirs.port = mine.port
      return changed(theirs, 'state', mine.searchParams.get('state'))
    },
  ],
  [
    'a refusal at the provider',
    'refused, or the sign-in was cancelled',
    async ({ started }) => {
      const back = await signInAt(started.authorizationUrl, 'anna')
      return changed(changed(back, 'code', null), 'error', 'access_denied')
    },
  ],
]

test.for(twists)('%s fails with its reason and no session', async ([, reason, twist], t) => {
  const { oidc, add, settle, signedIn, accounts, notes } = open(t)
  const [mine, theirs] = [add(await startOidcProvider(t)), add(await startOidcProvider(t), { name: 'Other' })]
  const started = await oidc.start(mine.id, {}, nobody)
  const other = await oidc.start(theirs.id, {}, nobody)
  await fetch(await twist({ started, other }))
  expect(await settle(mine.id, started)).toEqual({ state: 'failed', reason: expect.stringContaining(reason), tokens: null })
  expect([signedIn.length, accounts.size]).toEqual([0, 0])
  expect(notes).toMatchObject([{ action: 'signIn.refused' }])
})

test('a code, an answer and a result work once', async (t) => {
  const { oidc, add, settle } = open(t)
  const { id } = add(await startOidcProvider(t))
  const first = await oidc.start(id, {}, nobody)
  const back = await signInAt(first.authorizationUrl, 'anna')
  expect((await fetch(back)).status).toBe(200)
  const again = await fetch(back).then(
    (reply) => reply.status,
    () => 'closed',
  )
  expect([410, 'closed']).toContain(again)
  expect(await settle(id, first)).toMatchObject({ state: 'done' })
  await expect(oidc.result(id, first)).rejects.toMatchObject({ code: 'not_found' })
  await expect(fetch(back)).rejects.toThrow()
  const second = await oidc.start(id, {}, nobody)
  const fresh = await signInAt(second.authorizationUrl, 'anna')
  await fetch(changed(fresh, 'code', back.searchParams.get('code')))
  expect(await settle(id, second)).toMatchObject({ state: 'failed' })
})

test('a result is for who started it, of that provider, and while it lives', async (t) => {
  const { oidc, add, clock } = open(t)
  const [one, two] = [add(await startOidcProvider(t)), add(await startOidcProvider(t), { name: 'Other' })]
  const started = await oidc.start(one.id, {}, nobody)
  const back = new URL(`http://127.0.0.1:${new URL(started.authorizationUrl).searchParams.get('state')?.split('.')[1]}/oidc/callback`)
  const wrong = [
    oidc.result(one.id, { ...started, secret: 'x'.repeat(43) }),
    oidc.result(two.id, started),
    oidc.result(one.id, { ...started, flowId: 'unknown' }),
  ]
  for (const one of await Promise.allSettled(wrong)) expect(one).toMatchObject({ reason: { code: 'not_found' } })
  clock.advance(5 * 60_000)
  await expect(oidc.result(one.id, started)).rejects.toMatchObject({ code: 'not_found' })
  await expect(fetch(back)).rejects.toThrow()
})

test('the listener is on 127.0.0.1 only, answers one path by GET under its exact name, and attempts are limited', async (t) => {
  const { oidc, add } = open(t)
  const { id } = add(await startOidcProvider(t))
  const started = await oidc.start(id, {}, nobody)
  const port = Number(new URL(started.authorizationUrl).searchParams.get('state')?.split('.')[1])
  const ask = async (head: string) => (await sendRaw(`http://127.0.0.1:${port}`, head)).status
  expect(await ask(`GET /oidc/callback HTTP/1.1\r\nHost: evil.test\r\n\r\n`)).toBe(421)
  expect([400, 421]).toContain(await ask(`GET /oidc/callback HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.test\r\n\r\n`))
  expect(await ask(`POST /oidc/callback HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 0\r\n\r\n`)).toBe(405)
  expect(await ask(`GET /other HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)).toBe(404)
  expect(await ask(`GET /oidc/callback HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`)).toBe(400)
  for (let n = 1; n < 20; n++) await oidc.start(id, {}, nobody)
  await expect(oidc.start(id, {}, nobody)).rejects.toMatchObject({ code: 'unavailable' })
})

test.for(['google', 'microsoft', 'apple'] as const)('the shapes of %s are understood', async (kind, t) => {
  const { oidc, signInProvider, settle, accounts } = open(t)
  const { url } = await startEmulated(t, kind)
  const issuer =
    kind === 'microsoft'
      ? ((await (await fetch(`${url}/common/v2.0/.well-known/openid-configuration`)).json()) as { issuer: string }).issuer
      : url
  const { id, redirectUri } = signInProvider.create({
    ...{ name: kind, kind, issuer, clientId: 'plenum', clientSecret: 'secret', allowLoopback: true, newAccountRole: 'guest' },
    ...(kind === 'apple' ? { relayUrl: 'https://relay.example/answer' } : {}),
  })
  expect(redirectUri).toBe(
    { google: 'http://127.0.0.1/oidc/callback', microsoft: 'http://localhost/oidc/callback', apple: 'https://relay.example/answer' }[kind],
  )
  expect(await signInProvider.test(id)).toMatchObject({ ok: true })
  const started = await oidc.start(id, {}, nobody)
  const back = await signInAt(started.authorizationUrl, '')
  // The relay reads the port behind the dot of the state and passes the answer on.
  const port = back.searchParams.get('state')?.split('.')[1] ?? ''
  if (kind === 'apple') expect(back.origin + back.pathname).toBe('https://relay.example/answer')
  const here = new URL(`http://127.0.0.1:${port}/oidc/callback${back.search}`)
  expect((await fetch(here)).status).toBe(200)
  expect(await settle(id, started)).toMatchObject({ state: 'done', reason: null })
  expect([...accounts.values()]).toMatchObject([{ role: 'guest' }])
})

test('a provider is kept without its secret in any answer, and is tested step by step', async (t) => {
  const { signInProvider, add } = open(t)
  const record = add(await startOidcProvider(t))
  expect(record).toMatchObject({ hasSecret: true, lastTest: null, revision: 1, active: true })
  expect(JSON.stringify(signInProvider.list({}))).not.toContain('sixteen')
  const result = await signInProvider.test(record.id)
  expect(result.steps.map(({ what, ok }) => [what, ok])).toEqual([
    ['metadata', true],
    ['endpoints', true],
    ['pkce', true],
    ['keys', true],
  ])
  expect(signInProvider.get(record.id).lastTest).toMatchObject({ ok: true })
  const moved = signInProvider.change(record.id, { issuer: 'http://127.0.0.1:9' + '999', clientSecret: '' }, 1)
  expect(moved).toMatchObject({ hasSecret: false, revision: 2, lastTest: null })
  expect(await signInProvider.test(record.id)).toMatchObject({ ok: false, steps: [{ what: 'metadata', ok: false }] })
  expect(() => signInProvider.change(record.id, { name: 'x' }, 1)).toThrow(expect.objectContaining({ code: 'stale' }))
  signInProvider.remove(record.id)
  expect(() => signInProvider.get(record.id)).toThrow(expect.objectContaining({ code: 'not_found' }))
})

test('metadata of another issuer is refused', async (t) => {
  const { signInProvider, add } = open(t)
  const real = await startOidcProvider(t)
  const { id } = add({ ...real, issuer: real.issuer.replace('127.0.0.1', 'localhost') })
  expect(await signInProvider.test(id)).toMatchObject({ ok: false, steps: [{ detail: expect.stringContaining('names another issuer') }] })
})

test('Facebook and Apple stay off until a relay is set; nobody becomes administrator by a first sign-in', async (t) => {
  const { signInProvider, oidc } = open(t)
  const apple = signInProvider.create({ name: 'Apple', kind: 'apple', clientId: 'x' })
  expect(apple).toMatchObject({ active: false, issuer: 'https://appleid.apple.com' })
  await expect(oidc.start(apple.id, {}, nobody)).rejects.toMatchObject({ code: 'not_found' })
  expect(() => signInProvider.change(apple.id, { active: true }, null)).toThrow(expect.objectContaining({ code: 'invalid' }))
  expect(signInProvider.change(apple.id, { active: true, relayUrl: 'https://relay.example/x' }, null)).toMatchObject({ active: true })
  const refused: Partial<CreateProvider>[] = [
    { newAccountRole: 'administrator' },
    { newAccountRole: 'nothing' },
    { issuer: 'http://example.com' },
  ]
  for (const more of refused)
    expect(() => signInProvider.create({ name: 'x', kind: 'oidc', clientId: 'x', issuer: 'https://example.com', ...more })).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    )
})
