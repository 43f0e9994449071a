// Who this window is to the server and what they may do. Only for what is offered: the server decides every request anew.
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Client } from '../../contract/client.ts'
import { AppError } from '../../contract/errors.ts'
import type { Me } from '../../contract/schemas/account.ts'
import { i18n } from '../i18n/i18n.ts'
import { useApi } from './api.tsx'

export const meKey = ['me'] as const

const meQuery = (client: Client) => ({
  queryKey: meKey,
  queryFn: ({ signal }: { signal: AbortSignal }) => client.getMe({ signal }),
  staleTime: 30_000,
})

/** The caller of this window. */
export function useMe() {
  const { client } = useApi()
  return useQuery(meQuery(client))
}

const holds = (me: Me, permission: string): boolean => me.kind === 'owner' || me.permissions.includes(permission)

/**
 * Before a question that every page asks: throws what the server would answer to somebody without the permission, and asks nothing, for each
 * refusal stands in the audit.
 */
export async function requireHeld(queries: QueryClient, client: Client, permission: string): Promise<void> {
  if (!holds(await queries.ensureQueryData(meQuery(client)), permission))
    throw new AppError('forbidden', i18n.t('errors.notAllowed', { permission }))
}

/** The same for the queries of a component. */
export function useRequireHeld(): (permission: string) => Promise<void> {
  const { client } = useApi()
  const queries = useQueryClient()
  return (permission) => requireHeld(queries, client, permission)
}

/** Whether the caller has a permission; no while it isn't known. */
export function useMay(): (permission: string) => boolean {
  const { data } = useMe()
  return useMemo(() => {
    const held = new Set(data?.permissions ?? [])
    return (permission) => data?.kind === 'owner' || held.has(permission)
  }, [data])
}
