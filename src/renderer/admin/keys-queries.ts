// API keys as queries, and what changes them, each with its way back where there is one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiKeyRecord, ChangeApiKey } from '../../contract/schemas/api-key.ts'
import { useApi } from '../api/api.tsx'
import { allPages, sensorKeys } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'
import { told } from '../ui/told.ts'

/** Every key; events keep the list true. */
export function useApiKeys() {
  const { client } = useApi()
  return useQuery({
    queryKey: sensorKeys.apiKeys,
    queryFn: ({ signal }) =>
      allPages<ApiKeyRecord>((cursor) => client.listApiKeys({ query: { limit: 100, ...(cursor === null ? {} : { cursor }) }, signal })),
    refetchInterval: 30_000,
  })
}

/** What calls with a key have come to. */
export function useApiKeyUsage(id: string) {
  const { client } = useApi()
  return useQuery({
    queryKey: [...sensorKeys.apiKeys, 'usage', id],
    queryFn: ({ signal }) => client.getApiKeyUsage({ params: { id }, signal }),
    refetchInterval: 5_000,
  })
}

/** Change, pause, revoke. */
export function useKeyActions() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const put = (key: ApiKeyRecord) => {
    queries.setQueryData<ApiKeyRecord[]>(sensorKeys.apiKeys, (held) => held?.map((k) => (k.id === key.id ? key : k)))
    void queries.invalidateQueries({ queryKey: sensorKeys.apiKeys })
  }
  /** Throws to the form. */
  const change = async (id: string, body: ChangeApiKey) => {
    const key = await client.changeApiKey({ params: { id }, body })
    put(key)
    return key
  }
  const turn = (key: ApiKeyRecord, active: boolean): Promise<boolean> =>
    told(async () => {
      await change(key.id, { active })
      toast({
        text: t(active ? 'adminSystem.keys.resumed' : 'adminSystem.keys.paused', { name: key.name }),
        action: { label: t('common.undo'), run: () => void turn(key, !active) },
      })
    })
  const revoke = (key: ApiKeyRecord) =>
    told(async () => {
      await client.deleteApiKey({ params: { id: key.id } })
      queries.setQueryData<ApiKeyRecord[]>(sensorKeys.apiKeys, (held) => held?.filter((k) => k.id !== key.id))
      toast({ text: t('adminSystem.keys.revoked', { name: key.name }) })
    })
  const overlap = (key: ApiKeyRecord, overlapHours: number) =>
    told(async () => {
      await change(key.id, { overlapHours })
      toast({ text: t(overlapHours === 0 ? 'adminSystem.keys.ended2' : 'adminSystem.keys.extended') })
    })
  return { change, turn, revoke, overlap, put }
}
