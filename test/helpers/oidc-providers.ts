// Real providers of OpenID Connect for tests, each on a port of its own, and a browser that signs in at them.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEmulator } from 'emulate'
import { Provider } from 'oidc-provider'

interface Life {
  onTestFinished(fn: () => Promise<void>): void
}

export interface TestProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** oidc-provider with its own sign-in pages; everybody who signs in there is the `sub` they type. */
export async function startOidcProvider(t: Life): Promise<TestProvider> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = { clientId: 'plenum', clientSecret: 'a secret of sixteen or more characters' }
  // It says at length that its keys and pages are for development.
  const { warn } = console
  console.warn = () => {}
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        application_type: 'native',
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: ['http://127.0.0.1/oidc/callback', 'https://relay.example/answer'],
      },
    ],
    ttl: { Interaction: 60, Session: 60, Grant: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
    cookies: { keys: ['for this test only'] },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, name: `Name of ${sub}`, email: `${sub}@example.com`, email_verified: sub !== 'unverified' }),
    }),
  })
  console.warn = warn
  server.on('request', provider.callback())
  t.onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { issuer, ...client }
}

/** A browser with its cookies: signs in as `login`, agrees, and answers the address it is sent back to, without going there. */
export async function signInAt(authorizationUrl: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let next: { url: string; init?: RequestInit } = { url: authorizationUrl }
  for (let step = 0; step < 20; step++) {
    const url = new URL(next.url)
    if (url.pathname === '/oidc/callback' || url.hostname.endsWith('.example')) return url
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(url, { ...next.init, redirect: 'manual', headers: { ...next.init?.headers, cookie } })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const to = reply.headers.get('location')
    next = to === null ? formOf(await reply.text(), url, login) : { url: new URL(to, url).href }
  }
  throw new Error('The provider sends in circles')
}

/** The first form of a page, filled in. */
function formOf(html: string, url: URL, login: string): { url: string; init: RequestInit } {
  const form = /<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/.exec(html)
  if (form === null)
    throw new Error(
      `No form at ${url.href}: ${html
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 300)}`,
    )
  const unescaped = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
  const body = new URLSearchParams()
  for (const [input] of (form[2] ?? '').matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1]
    if (name !== undefined) body.set(name, unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? (name === 'password' ? 'anything' : login)))
  }
  return { url: new URL(unescaped(form[1] ?? ''), url).href, init: { method: 'POST', body } }
}

/** The shapes of a big provider, from `emulate`. */
export async function startEmulated(t: Life, service: 'google' | 'microsoft' | 'apple'): Promise<{ url: string }> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const emulator = await createEmulator({ service, port, baseUrl: `http://127.0.0.1:${port}` })
  t.onTestFinished(() => emulator.close())
  return { url: `http://127.0.0.1:${port}` }
}
