// Outgoing webhooks, their deliveries and what can be done with them. Live events keep the lists true.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeliveryRecord, WebhookRecord } from '../../contract/schemas/webhook.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { allPages, sensorKeys } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'
import { told } from '../ui/told.ts'

/** Every endpoint; hours of failure pass without an event, so it is asked again now and then. */
export function useWebhooks() {
  const { client } = useApi()
  const may = useMay()
  return useQuery({
    queryKey: sensorKeys.webhooks,
    queryFn: ({ signal }) =>
      allPages<WebhookRecord>((cursor) => client.listWebhooks({ query: { limit: 100, ...(cursor === null ? {} : { cursor }) }, signal })),
    enabled: may('webhooks:read'),
    refetchInterval: 30_000,
    staleTime: 0,
  })
}

/** Every type of event there is. */
export function useEventTypes() {
  const { client } = useApi()
  const may = useMay()
  return useQuery({
    queryKey: sensorKeys.eventTypes,
    queryFn: async ({ signal }) => (await client.listEventTypes({ signal })).items,
    enabled: may('events:read'),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

type DeliveryFilter = Pick<
  NonNullable<Parameters<ReturnType<typeof useApi>['client']['listDeliveries']>[0]['query']>,
  'webhookId' | 'state' | 'subject'
>

/** Newest first, a page at a time. Follows by itself until older ones are asked for: a list that is read far down stands still. */
export function useDeliveries(filter: DeliveryFilter) {
  const { client } = useApi()
  const queries = useQueryClient()
  const [stillFor, setStillFor] = useState<string | null>(null)
  const name = JSON.stringify(filter)
  const isStill = stillFor === name
  const queryKey = [...sensorKeys.deliveries, 'all', filter]
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      client.listDeliveries({ query: { limit: 50, ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    enabled: !isStill,
    refetchInterval: isStill ? false : 30_000,
    staleTime: 0,
  })
  return {
    query,
    isStill,
    showOlder: () => {
      setStillFor(name)
      void query.fetchNextPage()
    },
    follow: () => {
      setStillFor(null)
      void queries.resetQueries({ queryKey })
    },
  }
}

/** The newest few of one endpoint. */
export function useLastDeliveries(webhookId: string) {
  const { client } = useApi()
  const may = useMay()
  return useQuery({
    queryKey: [...sensorKeys.deliveries, 'of', webhookId],
    // Of one that somebody has just deleted there are none, which is no error.
    queryFn: async ({ signal }) => (await client.listDeliveries({ query: { webhookId, limit: 5 }, signal })).items,
    enabled: may('deliveries:read'),
    staleTime: 0,
  })
}

/** One with its body and attempts. */
export function useDelivery(id: string) {
  const { client } = useApi()
  const may = useMay()
  return useQuery({
    queryKey: [...sensorKeys.deliveries, 'one', id],
    queryFn: ({ signal }) => client.getDelivery({ params: { id }, signal }),
    enabled: may('deliveries:read'),
    staleTime: 0,
  })
}

/** What the endpoint answered; only for who may see it. */
export function useDeliveryAnswers(id: string, isWanted: boolean) {
  const { client } = useApi()
  const may = useMay()
  return useQuery({
    queryKey: [...sensorKeys.deliveries, 'answers', id],
    queryFn: async ({ signal }) => (await client.getDeliveryAnswers({ params: { id }, signal })).items,
    enabled: isWanted && may('delivery-answers:read'),
    staleTime: 0,
  })
}

/** The newest entry of the audit about a thing; null where there is none or it may not be seen. */
export function useLastChange(subject: string) {
  const { client } = useApi()
  const may = useMay()
  return useQuery({
    queryKey: ['audit', 'last', subject],
    queryFn: async ({ signal }) => (await client.listAudit({ query: { subject, outcome: 'done', limit: 1 }, signal })).items[0] ?? null,
    enabled: may('audit:read'),
    staleTime: 0,
  })
}

/** Switch, consent, delete, send again; each says what came of it. */
export function useWebhookActions() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['audit', 'last'] })
    return queries.invalidateQueries({ queryKey: sensorKeys.webhooks })
  }
  const put = (webhook: WebhookRecord) => {
    queries.setQueryData<WebhookRecord[]>(sensorKeys.webhooks, (held) => held?.map((one) => (one.id === webhook.id ? webhook : one)))
    void refresh()
    return webhook
  }
  const turn = (webhook: WebhookRecord, active: boolean): Promise<boolean> =>
    told(async () => {
      put(await client.changeWebhook({ params: { id: webhook.id }, body: { active } }))
      toast({
        text: t(active ? 'webhooks.resumed' : 'webhooks.paused', { name: webhook.name }),
        action: { label: t('common.undo'), run: () => void turn(webhook, !active) },
      })
    })
  const consent = (webhook: WebhookRecord, which: 'allowLoopback' | 'allowPrivateNetwork', isGiven: boolean): Promise<boolean> =>
    told(async () => {
      const { allowLoopback, allowPrivateNetwork } = webhook
      put(await client.consentWebhook({ params: { id: webhook.id }, body: { allowLoopback, allowPrivateNetwork, [which]: isGiven } }))
      toast({
        text: t(isGiven ? 'webhooks.consent.given' : 'webhooks.consent.taken', { name: webhook.name }),
        action: { label: t('common.undo'), run: () => void consent({ ...webhook, [which]: isGiven }, which, !isGiven) },
      })
    })
  const endOld = (webhook: WebhookRecord) =>
    told(async () => {
      put(await client.changeWebhook({ params: { id: webhook.id }, body: { overlapHours: 0 } }))
      toast({ text: t('webhooks.secrets.ended', { name: webhook.name }) })
    })
  const remove = (webhook: WebhookRecord) =>
    told(async () => {
      // Its drawer closes first, and what it asked is left: nothing asks after deliveries that go with it.
      for (const queryKey of [sensorKeys.webhooks, sensorKeys.deliveries]) await queries.cancelQueries({ queryKey })
      queries.setQueryData<WebhookRecord[]>(sensorKeys.webhooks, (held) => held?.filter((one) => one.id !== webhook.id))
      try {
        await client.deleteWebhook({ params: { id: webhook.id } })
      } finally {
        void refresh()
        void queries.invalidateQueries({ queryKey: sensorKeys.deliveries })
      }
      toast({ text: t('webhooks.removed', { name: webhook.name }) })
    })
  const replay = (delivery: DeliveryRecord) =>
    told(async () => {
      await client.replayDelivery({ params: { id: delivery.id }, body: {} })
      toast({ text: t('deliveries.replayed') })
      void queries.invalidateQueries({ queryKey: sensorKeys.deliveries })
    })
  return { put, turn, consent, endOld, remove, replay, refresh }
}
