// Accounts, roles, sessions and providers as queries.
import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AccountRecord, ProviderRecord, RoleRecord, Session } from '../../contract/schemas/account.ts'
import { type Api, useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { allPages } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'

export const peopleKeys = {
  accounts: ['accounts'],
  roles: ['roles'],
  permissions: ['permissions'],
  sessions: ['sessions'],
  ownSessions: ['ownSessions'],
  providers: ['signInProviders'],
  ways: ['signInWays'],
} as const

type PageQuery = { limit: number; cursor?: string }
function useAll<T>(
  queryKey: QueryKey,
  ask: (client: Api['client'], query: PageQuery) => Promise<{ items: T[]; next: string | null }>,
  enabled = true,
) {
  const { client } = useApi()
  return useQuery({
    queryKey,
    queryFn: () => allPages<T>((cursor) => ask(client, { limit: 100, ...(cursor === null ? {} : { cursor }) })),
    enabled,
  })
}

export const useAccounts = (enabled = true) =>
  useAll<AccountRecord>(peopleKeys.accounts, (client, query) => client.listAccounts({ query }), enabled)
export const useRoles = (enabled = true) => useAll<RoleRecord>(peopleKeys.roles, (client, query) => client.listRoles({ query }), enabled)
export const usePermissions = () => useAll(peopleKeys.permissions, (client, query) => client.listPermissions({ query }))
export const useSessions = () => useAll<Session>(peopleKeys.sessions, (client, query) => client.listSessions({ query }))
export const useOwnSessions = (enabled: boolean) =>
  useAll<Session>(peopleKeys.ownSessions, (client, query) => client.listOwnSessions({ query }), enabled)
export const useProviders = () => useAll<ProviderRecord>(peopleKeys.providers, (client, query) => client.listProviders({ query }))

/** What the sign-in page offers: also whoever may not see the providers may link them. */
export function useSignInWays() {
  const { client } = useApi()
  return useQuery({ queryKey: peopleKeys.ways, queryFn: ({ signal }) => client.getSignInWays({ signal }) })
}

/** Runs a change; what went wrong is told, and the lists named are asked again either way. */
export function useDeed() {
  const queries = useQueryClient()
  return async <T>(touched: readonly QueryKey[], run: () => Promise<T>, says?: string): Promise<T | null> => {
    try {
      const done = await run()
      if (says !== undefined) toast({ text: says })
      return done
    } catch (error) {
      toast({ text: describeError(error), tone: 'alarm' })
      return null
    } finally {
      for (const queryKey of touched) void queries.invalidateQueries({ queryKey })
    }
  }
}
