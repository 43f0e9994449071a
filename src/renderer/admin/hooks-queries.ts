// Sources of incoming webhooks, the inbox and tickets as queries; events of the stream keep them true.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { HookSourceRecord } from '../../contract/schemas/hook.ts'
import { useApi } from '../api/api.tsx'
import { allPages, sensorKeys } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'
import { told } from '../ui/told.ts'

const sourcesKey = ['hook-sources'] as const

/** Every source; counts are asked again every 10 s. */
export function useHookSources() {
  const { client } = useApi()
  return useQuery({
    queryKey: sourcesKey,
    queryFn: ({ signal }) =>
      allPages<HookSourceRecord>((cursor) =>
        client.listHookSources({ query: { limit: 100, ...(cursor === null ? {} : { cursor }) }, signal }),
      ),
    refetchInterval: 10_000,
    staleTime: 0,
  })
}

type InboxFilter = NonNullable<Parameters<ReturnType<typeof useApi>['client']['listInbox']>[0]['query']>

/** Newest first, a page at a time. */
export function useInbox(filter: Pick<InboxFilter, 'sourceId' | 'state'>) {
  const { client } = useApi()
  return useInfiniteQuery({
    queryKey: [...sensorKeys.inbox, filter],
    queryFn: ({ pageParam, signal }) =>
      client.listInbox({ query: { limit: 50, ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

/** Changes of a source; each throws to its form. */
export function useSourceActions() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const put = (source: HookSourceRecord) => {
    queries.setQueryData<HookSourceRecord[]>(sourcesKey, (held) => held?.map((one) => (one.id === source.id ? source : one)))
    void queries.invalidateQueries({ queryKey: sourcesKey })
    return source
  }
  const turn = (source: HookSourceRecord, active: boolean): Promise<boolean> =>
    told(async () => {
      put(await client.changeHookSource({ params: { id: source.id }, body: { active } }))
      toast({
        text: t(active ? 'incoming.turnedOn' : 'incoming.turnedOff', { name: source.name }),
        action: { label: t('common.undo'), run: () => void turn(source, !active) },
      })
    })
  const remove = (source: HookSourceRecord) =>
    told(async () => {
      await client.deleteHookSource({ params: { id: source.id } })
      queries.setQueryData<HookSourceRecord[]>(sourcesKey, (held) => held?.filter((one) => one.id !== source.id))
      toast({ text: t('incoming.removed', { name: source.name }) })
    })
  return { put, turn, remove, refresh: () => queries.invalidateQueries({ queryKey: sourcesKey }) }
}
