// The mail account, mails, suppressions and templates as queries; `mail.changed` keeps them true.
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MailBatch, MailKind, MailMessage, MailSettings, MailTemplate, Suppression } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { sensorKeys } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'
import { told } from '../ui/told.ts'

export const mailKeys = {
  settings: [...sensorKeys.mail, 'settings'],
  messages: [...sensorKeys.mail, 'messages'],
  batch: (id: string) => [...sensorKeys.mail, 'messages', 'batch', id],
  suppressions: [...sensorKeys.mail, 'suppressions'],
  templates: [...sensorKeys.mail, 'templates'],
  versions: (kind: MailKind) => [...sensorKeys.mail, 'templates', kind],
} as const

export function useMailSettings() {
  const { client } = useApi()
  return useQuery({ queryKey: mailKeys.settings, queryFn: ({ signal }) => client.getMailSettings({ signal }), staleTime: 0 })
}

/** Who changed something last, as the audit has it; asked only by who may read it. */
export function useLastChange(action: string, revision: number, enabled: boolean) {
  const { client } = useApi()
  return useQuery({
    queryKey: ['audit', 'last', action, revision],
    queryFn: ({ signal }) => client.listAudit({ query: { action, outcome: 'done', limit: 1 }, signal }),
    enabled: enabled && revision > 0,
  }).data?.items[0]
}

export function useSuppressions() {
  const { client } = useApi()
  return useQuery({
    queryKey: mailKeys.suppressions,
    queryFn: async ({ signal }) => (await client.listSuppressions({ signal })).items,
    staleTime: 0,
  })
}

interface MessageFilter {
  readonly state?: MailMessage['state']
  readonly batchId?: string
}

/** Newest first, a page at a time. */
export function useMessages(filter: MessageFilter) {
  const { client } = useApi()
  return useInfiniteQuery({
    queryKey: [...mailKeys.messages, filter],
    queryFn: ({ pageParam, signal }) =>
      client.listMailMessages({ query: { limit: 50, ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    staleTime: 0,
  })
}

/** How far a newsletter is; asked every two seconds while some of it waits, so that its rate is measured evenly. */
export function useBatch(id: string) {
  const { client } = useApi()
  return useQuery<MailBatch>({
    queryKey: mailKeys.batch(id),
    queryFn: ({ signal }) => client.getMailBatch({ params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.waiting > 0 ? 2_000 : false),
    staleTime: 0,
  })
}

/** One mail with its text. */
export function useMessage(id: string) {
  const { client } = useApi()
  return useQuery({
    queryKey: [...mailKeys.messages, 'one', id],
    queryFn: ({ signal }) => client.getMailMessage({ params: { id }, signal }),
    staleTime: 0,
  })
}

/** The name of a rule; null while it isn't known, or where it is gone. */
export function useRuleName(id: string | null): string | null {
  const { client } = useApi()
  const { data } = useQuery({
    queryKey: [...sensorKeys.mail, 'rules', 'names'],
    queryFn: async ({ signal }) => new Map((await client.listMailRules({ signal })).items.map((rule) => [rule.id, rule.name])),
    enabled: id !== null,
  })
  return (id !== null && data?.get(id)) || null
}

/** Changes of mails and newsletters; what went wrong is told. */
export function useMessageActions() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const deed = (run: () => Promise<unknown>): Promise<boolean> =>
    told(run).finally(() => void queries.invalidateQueries({ queryKey: mailKeys.messages }))
  const resend = ({ id, email }: MailMessage) =>
    deed(async () => {
      await client.resendMail({ params: { id }, body: {} })
      toast({ text: t('messages.resent', { email }) })
    })
  const resendFailed = ({ batchId, failed }: MailBatch) =>
    deed(async () => {
      await client.resendFailedMail({ params: { id: batchId }, body: {} })
      toast({ text: t('messages.resentAll', { count: failed }) })
    })
  const cancel = (batch: MailBatch) =>
    deed(async () => {
      const params = { id: batch.batchId }
      const before = batch.dropped
      const after = await client.cancelMailBatch({ params, body: {} })
      const back = {
        label: t('common.undo'),
        run: () => void deed(() => client.resendFailedMail({ params, body: { which: 'dropped' } })),
      }
      toast({ text: t('messages.cancelled', { count: after.dropped - before }), action: back })
    })
  return { resend, resendFailed, cancel }
}

/** Puts an address on the list or takes it off; each can be undone. */
export function useSuppressionActions() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const put = (change: (held: Suppression[]) => Suppression[]) =>
    queries.setQueryData<Suppression[]>(mailKeys.suppressions, (held) => held && change(held))
  const add = async ({ email, why, detail }: Omit<Suppression, 'at'>): Promise<Suppression> => {
    const made = await client.addSuppression({ body: { email, why, detail } })
    put((held) => [made, ...held.filter((one) => one.email !== made.email)])
    return made
  }
  const remove = (one: Suppression): Promise<boolean> =>
    told(async () => {
      await client.removeSuppression({ params: { email: one.email } })
      put((held) => held.filter(({ email }) => email !== one.email))
      const back = { label: t('common.undo'), run: () => void told(() => add(one)) }
      toast({ text: t('mail.suppressed.removed', { email: one.email }), action: back })
    })
  return { add, remove }
}

/** Writes the account that was just saved where the page reads it. */
export function usePutSettings() {
  const queries = useQueryClient()
  return (settings: MailSettings) => queries.setQueryData(mailKeys.settings, settings)
}

export function useTemplates() {
  const { client } = useApi()
  return useQuery({
    queryKey: mailKeys.templates,
    queryFn: async ({ signal }) => (await client.listMailTemplates({ signal })).items,
    staleTime: 0,
  })
}

export function useTemplateVersions(kind: MailKind) {
  const { client } = useApi()
  return useQuery({
    queryKey: mailKeys.versions(kind),
    queryFn: async ({ signal }) => (await client.listMailTemplateVersions({ params: { kind }, signal })).items,
    staleTime: 0,
  })
}

export type TemplateText = Pick<MailTemplate, 'subject' | 'html' | 'text'>

/** A text filled with the last real one of its kind; the one before stays while the next is rendered, or can't be. */
export function usePreview(kind: MailKind, text: TemplateText, enabled: boolean) {
  const { client } = useApi()
  const { subject, html, text: plain } = text
  return useQuery({
    queryKey: ['mail-preview', kind, subject, html, plain],
    queryFn: ({ signal }) => client.previewMailTemplate({ params: { kind }, body: { subject, html, text: plain }, signal }),
    placeholderData: keepPreviousData,
    enabled,
    retry: false,
    staleTime: 10_000,
    gcTime: 60_000,
  })
}
