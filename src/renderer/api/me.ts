// Who this window is to the server and what they may do. Only for what is offered: the server decides every request anew.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from './api.tsx'

export const meKey = ['me'] as const

/** The caller of this window. */
export function useMe() {
  const { client } = useApi()
  return useQuery({ queryKey: meKey, queryFn: ({ signal }) => client.getMe({ signal }), staleTime: 30_000 })
}

/** Whether the caller has a permission; no while it isn't known. */
export function useMay(): (permission: string) => boolean {
  const { data } = useMe()
  return useMemo(() => {
    const held = new Set(data?.permissions ?? [])
    return (permission) => data?.kind === 'owner' || held.has(permission)
  }, [data])
}
