// The timeline, dead letters and the outbox as queries. `outbox.changed` asks all of them again.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { JobRecord } from '../../contract/schemas/event.ts'
import { useApi } from '../api/api.tsx'
import { sensorKeys } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'
import { told } from '../ui/told.ts'

type Client = ReturnType<typeof useApi>['client']
export type TimelineFilter = Omit<NonNullable<Parameters<Client['getTimeline']>[0]['query']>, 'limit' | 'cursor' | 'id'>
export type Lane = Pick<JobRecord, 'kind' | 'lane'>

/** Events that nothing follows from change no outbox: asked again so often, ms. */
const everyMs = 10_000

/** Newest first, a page at a time. */
export function useTimeline(filter: TimelineFilter) {
  const { client } = useApi()
  return useInfiniteQuery({
    queryKey: [...sensorKeys.outbox, 'timeline', filter],
    queryFn: ({ pageParam, signal }) =>
      client.getTimeline({ query: { limit: 30, ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    refetchInterval: everyMs,
  })
}

/** One event with what followed; null when it isn't kept any more. */
export function useEvent(id: string) {
  const { client } = useApi()
  return useQuery({
    queryKey: [...sensorKeys.outbox, 'event', id],
    queryFn: async ({ signal }) => (await client.getTimeline({ query: { id }, signal })).items[0] ?? null,
    enabled: id !== '',
    staleTime: 0,
  })
}

/** Every type there is; changes only with the program. */
export function useEventTypes() {
  const { client } = useApi()
  return useQuery({
    queryKey: ['event-types'],
    queryFn: async ({ signal }) => (await client.listEventTypes({ signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useOutbox() {
  const { client } = useApi()
  return useQuery({
    queryKey: [...sensorKeys.outbox, 'states'],
    queryFn: async ({ signal }) => (await client.getOutbox({ signal })).items,
    refetchInterval: everyMs,
    staleTime: 0,
  })
}

export function useDeadLetters(lane: Lane | null) {
  const { client } = useApi()
  return useInfiniteQuery({
    queryKey: [...sensorKeys.outbox, 'dead', lane],
    queryFn: ({ pageParam, signal }) =>
      client.listDeadLetters({ query: { limit: 50, ...lane, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

/** Tries again and drops; true when it was done. */
export function useDeadLetterActions() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const deed = (run: () => Promise<string>): Promise<boolean> =>
    told(async () => toast({ text: await run() })).finally(() => void queries.invalidateQueries({ queryKey: sensorKeys.outbox }))
  return {
    retry: (id: number) =>
      deed(async () => {
        await client.retryDeadLetter({ params: { id } })
        return t('deadLetters.retried')
      }),
    drop: (id: number) =>
      deed(async () => {
        await client.dropDeadLetter({ params: { id } })
        return t('deadLetters.dropped')
      }),
    retryAll: ({ kind, lane }: Lane) =>
      deed(async () => t('deadLetters.retriedAll', { count: (await client.retryDeadLetters({ body: { kind, lane } })).count })),
    dropAll: ({ kind, lane }: Lane) =>
      deed(async () => t('deadLetters.droppedAll', { count: (await client.dropDeadLetters({ body: { kind, lane } })).count })),
  }
}
