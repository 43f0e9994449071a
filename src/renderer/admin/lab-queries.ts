// What runs in the lab, asked for again while its page is open: the sink with the mails that are new, the echoes, and what each received.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { LabSmtp } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'

export const labKeys = { sink: ['lab', 'sink'], echoes: ['lab', 'echoes'], webhooks: ['lab', 'webhooks'] } as const
const everyMs = 2000

/** The sink; `put` shows what a change answered. */
export function useSink() {
  const { client } = useApi()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: labKeys.sink,
    queryFn: async ({ signal }): Promise<LabSmtp> => {
      const held = queries.getQueryData<LabSmtp>(labKeys.sink)?.received ?? []
      const since = held[0]?.id
      const now = await client.getLabSmtp({ query: since === undefined ? {} : { since }, signal })
      const { oldestId } = now
      return { ...now, received: oldestId === null ? [] : [...now.received, ...held.filter(({ id }) => id >= oldestId)] }
    },
    refetchInterval: everyMs,
    staleTime: 0,
  })
  return { ...query, put: (sink: LabSmtp) => queries.setQueryData(labKeys.sink, sink) }
}

/** Every echo that runs. */
export function useEchoes() {
  const { client } = useApi()
  return useQuery({
    queryKey: labKeys.echoes,
    queryFn: async ({ signal }) => (await client.listEchoes({ signal })).items,
    refetchInterval: everyMs,
    staleTime: 0,
  })
}

/** Asked again only when more was `received`. */
export function useEchoRequests(id: string, received: number) {
  const { client } = useApi()
  return useQuery({
    queryKey: ['lab', 'echo', id, received],
    queryFn: async ({ signal }) => (await client.listEchoRequests({ params: { id }, signal })).items,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  })
}

/** Webhooks whose address is this one. */
export function useWebhooksTo(url: string, enabled: boolean) {
  const { client } = useApi()
  return useQuery({
    queryKey: [...labKeys.webhooks, url],
    queryFn: async ({ signal }) => {
      const found: { id: string; name: string }[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof client.listWebhooks>> = await client.listWebhooks({
          query: { limit: 100, ...(cursor === null ? {} : { cursor }) },
          signal,
        })
        found.push(...page.items.filter((one) => one.url === url).map(({ id, name }) => ({ id, name })))
        cursor = page.next
      } while (cursor !== null)
      return found
    },
    enabled,
  })
}
