// Who we are to the server: the shell's owner token on the desktop, the owner's token or an account's session in a browser, kept in
// sessionStorage. Tokens never leave this origin's tabs except in the authorization header and, to be renewed, in one body.
import { type Client, createClient } from '../../contract/client.ts'
import type { Tokens } from '../../contract/schemas/account.ts'
import type { Shell } from '../../contract/shell.ts'
import { openTabs, type TokenPair } from './tabs.ts'

declare global {
  interface Window {
    readonly plenumShell?: Shell
  }
}

export interface Session {
  readonly baseUrl: string
  /** The access token now: an account's is renewed while the window is open. */
  readonly token: string
  readonly shell: Shell | null
  /** Gets a new access token for a used-up one; false when the session has ended. null: this token can't be renewed. */
  readonly renew: ((usedUp: string) => Promise<boolean>) | null
  /** The window has left it: it hears of no other tab any more. */
  readonly end?: () => void
}

export type SignInReason = 'none' | 'code_refused' | 'token_refused' | 'expired' | 'locked' | 'signed_out' | 'unreachable'
export type Opened = { readonly kind: 'open'; readonly session: Session } | { readonly kind: 'signIn'; readonly reason: SignInReason }

const storageKey = 'plenum.session'
const refreshKey = 'plenum.refresh'

const linkKinds = ['invitation', 'set-up', 'password-reset', 'magic-link'] as const
/** A one-time link that was opened: it stands for its page until it is used. */
export interface OpenedLink {
  readonly kind: (typeof linkKinds)[number]
  readonly token: string
}

/** The link in `#/invitation?token=...` and its like, or null. */
export function openedLink(hash: string): OpenedLink | null {
  const [path, query] = hash.replace(/^#/, '').split('?')
  const kind = linkKinds.find((k) => path === `/${k}`)
  const token = new URLSearchParams(query ?? '').get('token') ?? ''
  return kind === undefined || token === '' ? null : { kind, token }
}

/** The one-use code in `#/welcome?code=...`, or null. */
export function welcomeCode(hash: string): string | null {
  const [path, query] = hash.replace(/^#/, '').split('?')
  return path === '/welcome' && query !== undefined ? new URLSearchParams(query).get('code') : null
}

/** Connects: shell, then welcome code, then the kept session; never throws. */
export async function openSession(): Promise<Opened> {
  const shell = window.plenumShell ?? null
  if (shell) {
    const { baseUrl, token } = await shell.connect()
    // null: sign-in is required on this computer, the window asks like any other.
    if (token !== null) return { kind: 'open', session: { baseUrl, token, shell, renew: null } }
  }
  const baseUrl = window.location.origin
  const code = welcomeCode(window.location.hash)
  if (code !== null) {
    // The code is used up by this call: take it out of the address so that a reload doesn't try it again.
    window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}#/`)
    const swapped = await swapCode(baseUrl, code)
    if (swapped.kind === 'open') return swapped
    const kept = sessionStorage.getItem(storageKey)
    return kept !== null && (await checkToken(baseUrl, kept)) === 'good' ? openWith(baseUrl, kept) : swapped
  }
  if (openedLink(window.location.hash)) return { kind: 'signIn', reason: 'none' }
  const kept = sessionStorage.getItem(storageKey)
  if (kept === null) return { kind: 'signIn', reason: 'none' }
  const state = await checkToken(baseUrl, kept)
  if (state === 'bad') {
    const refresh = sessionStorage.getItem(refreshKey)
    const renewed = refresh === null ? null : createAccountSession(baseUrl, kept, refresh)
    if (renewed && (await renewed.renew?.(kept))) return { kind: 'open', session: renewed }
    forgetSession()
    return { kind: 'signIn', reason: 'expired' }
  }
  return openWith(baseUrl, kept, sessionStorage.getItem(refreshKey))
}

async function swapCode(baseUrl: string, code: string): Promise<Opened> {
  try {
    const { accessToken } = await createClient({ baseUrl, token: () => null }).redeemWelcome({ body: { code } })
    return openWith(baseUrl, accessToken)
  } catch (error) {
    return { kind: 'signIn', reason: error instanceof TypeError ? 'unreachable' : 'code_refused' }
  }
}

/** Signs in with the text of owner.token; never throws. */
export async function signInWithToken(text: string): Promise<Opened> {
  const baseUrl = window.location.origin
  const token = text.trim()
  const state = token === '' ? 'bad' : await checkToken(baseUrl, token)
  if (state === 'good') return openWith(baseUrl, token)
  return { kind: 'signIn', reason: state === 'bad' ? 'token_refused' : 'unreachable' }
}

/** Opens the session of an account that has just signed in. */
export function openAccount(tokens: Tokens): Opened {
  sessionStorage.setItem(refreshKey, tokens.refreshToken)
  return openWith(window.location.origin, tokens.accessToken, tokens.refreshToken)
}

/** A client without credentials, for the addresses of signing in. */
export function publicClient(): Client {
  return createClient({ baseUrl: window.location.origin, token: () => null })
}

/** Forgets the kept session: the next start asks again. */
export function forgetSession(): void {
  sessionStorage.removeItem(storageKey)
  sessionStorage.removeItem(refreshKey)
}

function openWith(baseUrl: string, token: string, refresh: string | null = null): Opened {
  sessionStorage.setItem(storageKey, token)
  if (refresh !== null) return { kind: 'open', session: createAccountSession(baseUrl, token, refresh) }
  sessionStorage.removeItem(refreshKey)
  return { kind: 'open', session: { baseUrl, token, shell: null, renew: null } }
}

/** Renews one at a time, over all tabs: a refresh token works once, and its second use ends the session. */
export function createAccountSession(baseUrl: string, accessToken: string, refreshToken: string): Session {
  let held: TokenPair = { access: accessToken, refresh: refreshToken }
  let running: Promise<boolean> | null = null
  const hold = (tokens: TokenPair) => {
    held = tokens
    sessionStorage.setItem(storageKey, tokens.access)
    sessionStorage.setItem(refreshKey, tokens.refresh)
  }
  const tabs = openTabs(() => held, hold)
  const renew = async () => {
    try {
      await tabs.renew(async () => {
        const body = { refreshToken: held.refresh }
        const { accessToken: access, refreshToken: refresh } = await createClient({ baseUrl, token: () => null }).refreshTokens({ body })
        return { access, refresh }
      })
      return true
    } catch (error) {
      // A server that can't be reached hasn't ended anything: what was asked fails and is asked again.
      if (error instanceof TypeError) throw error
      return false
    } finally {
      running = null
    }
  }
  return {
    baseUrl,
    get token() {
      return held.access
    },
    shell: null,
    renew: async (usedUp) => {
      if (usedUp !== held.access) return true
      running ??= renew()
      return running
    },
    end: tabs.close,
  }
}

async function checkToken(baseUrl: string, token: string): Promise<'good' | 'bad' | 'unreachable'> {
  try {
    await createClient({ baseUrl, token: () => token }).getMe({})
    return 'good'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'unauthenticated' || code === 'forbidden' ? 'bad' : 'unreachable'
  }
}
