// The connection the whole window shares: typed client, session, this window's id.
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Client, createClient } from '../../contract/client.ts'
import type { Session } from './session.ts'

export interface Api {
  readonly client: Client
  readonly session: Session
  /** Comes back in the events this window caused. */
  readonly clientId: string
}

const ApiContext = createContext<Api | null>(null)

/** Makes the client of a session. */
export function createApi(session: Session): Api {
  const clientId = crypto.randomUUID()
  return { client: createClient({ baseUrl: session.baseUrl, token: () => session.token, clientId }), session, clientId }
}

/** Lends the connection to everything below it. */
export function ApiProvider({ session, children }: { session: Session; children: ReactNode }) {
  const api = useMemo(() => createApi(session), [session])
  return <ApiContext.Provider value={api}>{children}</ApiContext.Provider>
}

/** The connection; only below an ApiProvider. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi outside ApiProvider')
  return api
}
