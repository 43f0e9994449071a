// Who we are to the server: the shell's owner token on the desktop, or the browser session kept in sessionStorage.
// The token never leaves this window except in the authorization header.
import { createClient } from '../../contract/client.ts'
import type { Shell } from '../../contract/shell.ts'

declare global {
  interface Window {
    readonly plenumShell?: Shell
  }
}

export interface Session {
  readonly baseUrl: string
  readonly token: string
  readonly shell: Shell | null
}

export type SignInReason = 'none' | 'code_refused' | 'token_refused' | 'expired' | 'unreachable'
export type Opened = { readonly kind: 'open'; readonly session: Session } | { readonly kind: 'signIn'; readonly reason: SignInReason }

const storageKey = 'plenum.session'

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
    return { kind: 'open', session: { baseUrl, token, shell } }
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
  const kept = sessionStorage.getItem(storageKey)
  if (kept === null) return { kind: 'signIn', reason: 'none' }
  const state = await checkToken(baseUrl, kept)
  if (state === 'bad') {
    sessionStorage.removeItem(storageKey)
    return { kind: 'signIn', reason: 'expired' }
  }
  return openWith(baseUrl, kept)
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

/** Forgets the kept session: the next start asks again. */
export function forgetSession(): void {
  sessionStorage.removeItem(storageKey)
}

function openWith(baseUrl: string, token: string): Opened {
  sessionStorage.setItem(storageKey, token)
  return { kind: 'open', session: { baseUrl, token, shell: null } }
}

async function checkToken(baseUrl: string, token: string): Promise<'good' | 'bad' | 'unreachable'> {
  try {
    await createClient({ baseUrl, token: () => token }).getSettings({})
    return 'good'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'unauthenticated' || code === 'forbidden' ? 'bad' : 'unreachable'
  }
}
