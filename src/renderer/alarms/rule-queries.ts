// Rules as queries, and what changes them. A change carries the revision it was made on; the server says so when another came before.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleRecord, ChangeAlarmRule, CreateAlarmRule } from '../../contract/schemas/alarm.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { allPages, sensorKeys } from '../api/sensor-queries.ts'
import { toast } from '../ui/toast.tsx'

/** Every rule. */
export function useAlarmRules() {
  const { client } = useApi()
  return useQuery({
    queryKey: sensorKeys.alarmRules,
    queryFn: ({ signal }) =>
      allPages<AlarmRuleRecord>((cursor) =>
        client.listAlarmRules({ query: { limit: 100, ...(cursor === null ? {} : { cursor }) }, signal }),
      ),
  })
}

const fieldsOf = ({ id, isDefault, revision, createdAt, updatedAt, ...fields }: AlarmRuleRecord): CreateAlarmRule => fields

/** Create, change, delete with a way back. Errors are thrown to the form, which shows them at their fields. */
export function useRuleActions() {
  const { client } = useApi()
  const queries = useQueryClient()
  const { t } = useTranslation()
  return useMemo(() => {
    const put = (rule: AlarmRuleRecord) =>
      queries.setQueryData<AlarmRuleRecord[]>(sensorKeys.alarmRules, (held) =>
        held?.some((r) => r.id === rule.id) ? held.map((r) => (r.id === rule.id ? rule : r)) : [...(held ?? []), rule],
      )
    return {
      async create(body: CreateAlarmRule) {
        const rule = await client.createAlarmRule({ body })
        put(rule)
        return rule
      },
      async change(id: string, body: ChangeAlarmRule, revision: number | null) {
        const rule = await client.changeAlarmRule({ params: { id }, body, ...(revision === null ? {} : { ifMatch: revision }) })
        put(rule)
        return rule
      },
      /** On or off, told with its way back. */
      async turn(rule: AlarmRuleRecord, enabled: boolean) {
        try {
          put(await client.changeAlarmRule({ params: { id: rule.id }, body: { enabled } }))
        } catch (error) {
          toast({ text: describeError(error), tone: 'alarm' })
        }
      },
      async remove(rule: AlarmRuleRecord) {
        try {
          await client.deleteAlarmRule({ params: { id: rule.id } })
        } catch (error) {
          toast({ text: describeError(error), tone: 'alarm' })
          return false
        }
        queries.setQueryData<AlarmRuleRecord[]>(sensorKeys.alarmRules, (held) => held?.filter((r) => r.id !== rule.id))
        const back = async () => {
          try {
            put(await client.createAlarmRule({ body: fieldsOf(rule) }))
            toast({ text: t('rules.back', { name: rule.name }) })
          } catch (error) {
            toast({ text: describeError(error), tone: 'alarm' })
          }
        }
        toast({ text: t('rules.deleted', { name: rule.name }), action: { label: t('common.undo'), run: () => void back() } })
        return true
      },
    }
  }, [client, queries, t])
}
