// The connection the whole window shares: typed client, session, this window's id.
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Client, createClient } from '../../contract/client.ts'
import type { Session, SignInReason } from './session.ts'

export interface Api {
  readonly client: Client
  readonly session: Session
  /** Comes back in the events this window caused. */
  readonly clientId: string
  /** Forgets the session and shows the sign-in page. */
  readonly signOut: (why: 'signed_out' | 'locked') => void
}

const ApiContext = createContext<Api | null>(null)

/** Makes the client of a session; tells when the server no longer knows it (it was started again). */
export function createApi(session: Session, onSignedOut: (why: SignInReason) => void): Api {
  const clientId = crypto.randomUUID()
  const watched: typeof fetch = async (input, init) => {
    const used = session.token
    const reply = await fetch(input, init)
    if (reply.status !== 401) return reply
    if (session.renew === null || !(await session.renew(used))) {
      onSignedOut('expired')
      return reply
    }
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${session.token}`)
    const again = await fetch(input, { ...init, headers })
    if (again.status === 401) onSignedOut('expired')
    return again
  }
  return {
    client: createClient({ baseUrl: session.baseUrl, token: () => session.token, clientId, fetch: watched }),
    session,
    clientId,
    signOut: onSignedOut,
  }
}

/** Lends the connection to everything below it. */
export function ApiProvider({
  session,
  onSignedOut,
  children,
}: {
  session: Session
  onSignedOut: (why: SignInReason) => void
  children: ReactNode
}) {
  const api = useMemo(() => createApi(session, onSignedOut), [session, onSignedOut])
  return <ApiContext.Provider value={api}>{children}</ApiContext.Provider>
}

/** The connection; only below an ApiProvider. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi outside ApiProvider')
  return api
}
