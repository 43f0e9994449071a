// The designer's part of the address: mode, shown type, shown moment. A link in a mail opens the exact view.
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'

export interface DesignSearch {
  readonly mode?: 'monitor'
  readonly type?: string
  /** UTC ms; missing: live. */
  readonly at?: number
  readonly sensor?: string
}

/** Takes only what it knows. */
export function readDesignSearch(search: Record<string, unknown>): DesignSearch {
  const { mode, type, at, sensor } = search
  const instant = typeof at === 'string' ? Date.parse(at) : typeof at === 'number' ? at : Number.NaN
  return {
    ...(mode === 'monitor' ? { mode } : {}),
    ...(typeof type === 'string' && type !== '' ? { type } : {}),
    ...(Number.isFinite(instant) && instant > 0 ? { at: instant } : {}),
    ...(typeof sensor === 'string' && sensor !== '' ? { sensor } : {}),
  }
}

const routeApi = getRouteApi('/designs/$designId')

/** The search and how to change it. */
export function useDesignSearch() {
  const search = routeApi.useSearch()
  const navigate = routeApi.useNavigate()
  const change = useCallback(
    (patch: { [K in keyof DesignSearch]?: DesignSearch[K] | undefined }, how: { replace: boolean } = { replace: true }) =>
      void navigate({
        search: (held) => Object.fromEntries(Object.entries({ ...held, ...patch }).filter(([, v]) => v !== undefined)) as DesignSearch,
        ...how,
      }),
    [navigate],
  )
  return { search, change }
}
