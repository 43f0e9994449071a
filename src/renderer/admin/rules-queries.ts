// Rules "who gets what" as queries, with what can be done to them; `mail.changed` keeps the list true.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CreateMailRule, MailRule } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'
import { told } from '../ui/told.ts'
import type { RuleRecipient } from './rules-form.ts'

export const rulesKey = [...sensorKeys.mail, 'rules'] as const

export function useMailRules(enabled = true) {
  const { client } = useApi()
  return useQuery({
    queryKey: rulesKey,
    queryFn: async ({ signal }) => (await client.listMailRules({ signal })).items,
    staleTime: 0,
    enabled,
  })
}

/** Whom these recipients are now, as the server has them. */
export function useReach(recipients: readonly RuleRecipient[], channel: MailRule['channel']) {
  const { client } = useApi()
  const may = useMay()
  return useQuery({
    queryKey: [...rulesKey, 'reach', channel, recipients],
    queryFn: ({ signal }) => client.reachOfMailRule({ body: { recipients: [...recipients], channel }, signal }),
    enabled: recipients.length > 0 && may('mail:test'),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
}

/** The newest change of a rule in the audit; undefined where there is none or it may not be seen. */
export function useRuleChange({ id, revision }: Pick<MailRule, 'id' | 'revision'>) {
  const { client } = useApi()
  const may = useMay()
  return useQuery({
    queryKey: ['audit', 'last', 'rule', id, revision],
    queryFn: async ({ signal }) =>
      (await client.listAudit({ query: { subject: `mail/${id}`, action: 'changeMailRule', outcome: 'done', limit: 1 }, signal }))
        .items[0] ?? null,
    enabled: revision > 1 && may('audit:read'),
    staleTime: 0,
  }).data
}

/** The same again, by the way of a new one: what was sent stays with the old. */
const bodyFrom = ({ id: _, createdAt: __, revision: ___, ...body }: MailRule): CreateMailRule => body

export function useRuleActions() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: rulesKey })
  const deed = (run: () => Promise<void>): Promise<boolean> => told(run).finally(() => void refresh())
  const turn = (rule: MailRule, active: boolean): Promise<boolean> =>
    deed(async () => {
      await client.changeMailRule({ params: { id: rule.id }, body: { active } })
      toast({
        text: t(active ? 'mailRules.turnedOn' : 'mailRules.turnedOff', { name: rule.name }),
        action: { label: t('common.undo'), run: () => void turn(rule, !active) },
      })
    })
  const remove = (rule: MailRule): Promise<boolean> =>
    deed(async () => {
      await client.deleteMailRule({ params: { id: rule.id } })
      queries.setQueryData<MailRule[]>(rulesKey, (held) => held?.filter(({ id }) => id !== rule.id))
      toast({
        text: t('mailRules.removed', { name: rule.name }),
        action: {
          label: t('common.undo'),
          run: () =>
            void deed(async () => {
              await client.createMailRule({ body: bodyFrom(rule) })
              toast({ text: t('mailRules.restored', { name: rule.name }) })
            }),
        },
      })
    })
  return { turn, remove, refresh }
}
