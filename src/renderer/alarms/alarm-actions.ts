// What people do to alarms: each is one call, shown at once from its answer, with a way back where there is one.
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useLiveAlarmsStore } from '../api/live-alarms.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { useAlarmName } from '../ui/alarm-name.ts'
import { currentFormats } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'

export interface AlarmActions {
  /** True when it was done; a refusal has been told. */
  acknowledge(alarms: readonly AlarmRecord[], comment: string): Promise<boolean>
  shelve(alarm: AlarmRecord, forMs: number, reason: string): Promise<boolean>
  unshelve(alarm: AlarmRecord): Promise<boolean>
  takeOutOfService(alarm: AlarmRecord, reason: string): Promise<boolean>
  returnToService(alarm: AlarmRecord): Promise<boolean>
  unsuppress(alarm: AlarmRecord): Promise<boolean>
  reset(alarm: AlarmRecord): Promise<boolean>
}

/** The actions; stable while translation and names are. */
export function useAlarmActions(): AlarmActions {
  const { client } = useApi()
  const { t } = useTranslation()
  const store = useLiveAlarmsStore()
  const queries = useQueryClient()
  const nameOf = useAlarmName()
  return useMemo(() => {
    const take = (record: AlarmRecord) => {
      store.put([record])
      queries.setQueryData(sensorKeys.alarm(record.id), record)
    }
    const attempt = async (run: () => Promise<void>) => {
      try {
        await run()
        return true
      } catch (error) {
        toast({ text: describeError(error), tone: 'alarm' })
        return false
      }
    }
    const undo = (run: () => Promise<AlarmRecord>) => ({
      label: t('common.undo'),
      run: () =>
        void run().then(take, (error: unknown) => toast({ text: t('alarms.undoFailed', { reason: describeError(error) }), tone: 'alarm' })),
    })
    const params = (alarm: AlarmRecord) => ({ id: alarm.id })
    return {
      acknowledge: (alarms, comment) =>
        attempt(async () => {
          const said = comment.trim() === '' ? {} : { comment: comment.trim() }
          const [only] = alarms
          if (alarms.length === 1 && only) {
            take(await client.acknowledgeAlarm({ params: params(only), body: said }))
            toast({ text: t('alarms.acknowledged', { count: 1, n: '1' }) })
            return
          }
          let done = 0
          const refused: string[] = []
          for (let from = 0; from < alarms.length; from += 1000) {
            const ids = alarms.slice(from, from + 1000).map((a) => a.id)
            const reply = await client.acknowledgeAlarms({ body: { ids, ...said } })
            done += reply.acknowledged.length
            refused.push(...reply.refused.map((r) => r.reason))
          }
          const n = currentFormats().number(done)
          if (refused.length === 0) toast({ text: t('alarms.acknowledged', { count: done, n }) })
          else toast({ text: t('alarms.someRefused', { n, refused: refused.length, reason: refused[0] ?? '' }), tone: 'warn' })
        }),
      shelve: (alarm, forMs, reason) =>
        attempt(async () => {
          const shelved = await client.shelveAlarm({ params: params(alarm), body: { forMs, reason } })
          take(shelved)
          const time = currentFormats().time(shelved.shelvedUntil ?? Date.now() + forMs)
          toast({
            text: t('alarms.shelvedToast', { name: nameOf(alarm), time }),
            action: undo(() => client.unshelveAlarm({ params: params(alarm), body: {} })),
          })
        }),
      unshelve: (alarm) =>
        attempt(async () => {
          const remainingMs = (alarm.shelvedUntil ?? 0) - Date.now()
          take(await client.unshelveAlarm({ params: params(alarm), body: {} }))
          const back = { forMs: remainingMs, reason: alarm.shelvedReason ?? '' }
          toast({
            text: t('alarms.unshelved', { name: nameOf(alarm) }),
            ...(remainingMs >= 60_000 && back.reason !== ''
              ? { action: undo(() => client.shelveAlarm({ params: params(alarm), body: back })) }
              : {}),
          })
        }),
      takeOutOfService: (alarm, reason) =>
        attempt(async () => {
          take(await client.takeAlarmOutOfService({ params: params(alarm), body: { reason } }))
          toast({
            text: t('alarms.outOfServiceToast', { name: nameOf(alarm) }),
            action: undo(() => client.returnAlarmToService({ params: params(alarm), body: {} })),
          })
        }),
      returnToService: (alarm) =>
        attempt(async () => {
          take(await client.returnAlarmToService({ params: params(alarm), body: {} }))
          toast({ text: t('alarms.returnedToService', { name: nameOf(alarm) }) })
        }),
      unsuppress: (alarm) =>
        attempt(async () => {
          take(await client.unsuppressAlarm({ params: params(alarm), body: {} }))
          toast({ text: t('alarms.unsuppressed', { name: nameOf(alarm) }) })
        }),
      reset: (alarm) =>
        attempt(async () => {
          take(await client.clearAlarm({ params: params(alarm), body: {} }))
          toast({ text: t('alarms.cleared', { name: nameOf(alarm) }) })
        }),
    }
  }, [client, t, store, queries, nameOf])
}
