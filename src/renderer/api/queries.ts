// What the server holds, as queries; every change goes through a mutation that refreshes what it touched.
import { keepPreviousData, QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ChangeSettings } from '../../contract/schemas/settings.ts'
import { toast } from '../ui/toast.tsx'
import { useApi } from './api.tsx'
import { describeError, failureOf } from './failure.ts'
import { useRequireHeld } from './me.ts'

export const keys = {
  designs: ['designs'],
  design: (id: string) => ['design', id],
  revisions: (id: string) => ['revisions', id],
  projects: ['projects'],
  project: (id: string) => ['project', id],
  settings: ['settings'],
  health: ['health'],
  catalogues: ['catalogues'],
} as const

/** Retries only what may heal by itself; everything is told by the place that asked. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => count < 2 && failureOf(error) === 'unreachable',
        staleTime: 5_000,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false, onError: (error) => toast({ text: describeError(error), tone: 'alarm' }) },
    },
  })
}

/** Designs of all projects or of one, newest change first, a page at a time. */
export function useDesigns({ search, projectId }: { search: string; projectId: string | null }) {
  const { client } = useApi()
  return useInfiniteQuery({
    queryKey: [...keys.designs, search, projectId],
    queryFn: ({ pageParam, signal }) => {
      const page = { limit: 24, ...(pageParam === null ? {} : { cursor: pageParam }) }
      return projectId === null
        ? client.listDesigns({ query: { ...page, ...(search === '' ? {} : { search }) }, signal })
        : client.listProjectDesigns({ params: { id: projectId }, query: page, signal })
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })
}

/** Projects, newest change first. */
export function useProjects() {
  const { client } = useApi()
  return useQuery({ queryKey: keys.projects, queryFn: ({ signal }) => client.listProjects({ query: { limit: 100 }, signal }) })
}

/** One project: its units and rates. */
export function useProject(id: string | undefined) {
  const { client } = useApi()
  return useQuery({
    queryKey: keys.project(id ?? ''),
    queryFn: ({ signal }) => client.getProject({ params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  })
}

/** The settings with their revision. */
export function useSettings() {
  const { client } = useApi()
  return useQuery({ queryKey: keys.settings, queryFn: ({ signal }) => client.getSettings({ signal }), staleTime: 30_000 })
}

/** Changes some settings on top of the revision that was read. */
export function useChangeSettings() {
  const { client } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (patch: ChangeSettings) => {
      const held = await queries.ensureQueryData({ queryKey: keys.settings, queryFn: () => client.getSettings({}) })
      return client.changeSettings({ body: patch, ifMatch: held.revision })
    },
    onSuccess: (settings) => queries.setQueryData(keys.settings, settings),
    onError: (error) => {
      toast({ text: describeError(error), tone: 'alarm' })
      void queries.invalidateQueries({ queryKey: keys.settings })
    },
  })
}

/** The parts of this machine, asked every 15 s while visible. */
export function useHealth() {
  const { client } = useApi()
  const held = useRequireHeld()
  const queryFn = ({ signal }: { signal: AbortSignal }) => held('health:read').then(() => client.getHealth({ signal }))
  return useQuery({ queryKey: keys.health, queryFn, refetchInterval: 15_000 })
}

/** Product catalogues. */
export function useCatalogues() {
  const { client } = useApi()
  return useQuery({
    queryKey: keys.catalogues,
    queryFn: ({ signal }) => client.listCatalogues({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Refreshes every list of designs and projects. */
export function useRefreshLists() {
  const queries = useQueryClient()
  return () => {
    void queries.invalidateQueries({ queryKey: keys.designs })
    void queries.invalidateQueries({ queryKey: keys.projects })
  }
}
