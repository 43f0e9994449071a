// Keys of programs: made with only what a program needs, shown once, paused and revoked.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKeyRecord } from '../../contract/schemas/api-key.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useNow } from '../api/now.ts'
import { allPages, sensorKeys } from '../api/sensor-queries.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { toast } from '../ui/toast.tsx'
import { DevicesFrame } from './devices-frame.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'

/** Route `/programs`. */
export function ProgramsPage() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const keys = useQuery({
    queryKey: sensorKeys.apiKeys,
    queryFn: ({ signal }) =>
      allPages<ApiKeyRecord>((cursor) => client.listApiKeys({ query: { limit: 100, ...(cursor === null ? {} : { cursor }) }, signal })),
  })
  const [isAdding, setIsAdding] = useState(false)
  const [revoking, setRevoking] = useState<ApiKeyRecord | null>(null)
  const put = (key: ApiKeyRecord) =>
    queries.setQueryData<ApiKeyRecord[]>(sensorKeys.apiKeys, (held) => held?.map((k) => (k.id === key.id ? key : k)))
  const turn = async (key: ApiKeyRecord, active: boolean) => {
    try {
      put(await client.changeApiKey({ params: { id: key.id }, body: { active } }))
      const back = { label: t('common.undo'), run: () => void turn(key, !active) }
      toast({ text: t(active ? 'programs.resumedToast' : 'programs.pausedToast', { name: key.name }), action: back })
    } catch (error) {
      toast({ text: describeError(error), tone: 'alarm' })
    }
  }
  const revoke = async (key: ApiKeyRecord) => {
    try {
      await client.deleteApiKey({ params: { id: key.id } })
      queries.setQueryData<ApiKeyRecord[]>(sensorKeys.apiKeys, (held) => held?.filter((k) => k.id !== key.id))
      toast({ text: t('programs.revoked', { name: key.name }) })
      setRevoking(null)
    } catch (error) {
      toast({ text: describeError(error), tone: 'alarm' })
    }
  }
  return (
    <DevicesFrame
      here="programs"
      bar={
        <>
          <span className="q el">{t('programs.lead')}</span>
          <span className="grow" />
          <button type="button" className="btn p" onClick={() => setIsAdding(true)}>
            <Icon name="plus" />
            {t('programs.add')}
          </button>
        </>
      }
    >
      <div className="body">
        <main id="main" tabIndex={-1} data-pane="programs" className="area-main">
          <h1 className="sr-only">{t('programs.title')}</h1>
          {keys.isError && <p className="inset err">{describeError(keys.error)}</p>}
          {keys.data && keys.data.length === 0 && (
            <div className="inset">
              <EmptyState
                title={t('programs.empty')}
                action={
                  <button type="button" className="btn p" onClick={() => setIsAdding(true)}>
                    {t('programs.add')}
                  </button>
                }
              >
                {t('programs.emptyText')}
              </EmptyState>
            </div>
          )}
          {keys.data && keys.data.length > 0 && <KeyTable keys={keys.data} onTurn={turn} onRevoke={setRevoking} />}
        </main>
      </div>
      {isAdding && <NewKeyDialog onClose={() => setIsAdding(false)} />}
      {revoking && (
        <AskDialog
          title={t('programs.revokeTitle', { name: revoking.name })}
          text={t('programs.revokeText')}
          deed={t('programs.revoke')}
          onYes={() => revoke(revoking)}
          onClose={() => setRevoking(null)}
        />
      )}
    </DevicesFrame>
  )
}

interface TableProps {
  readonly keys: readonly ApiKeyRecord[]
  readonly onTurn: (key: ApiKeyRecord, active: boolean) => Promise<void>
  readonly onRevoke: (key: ApiKeyRecord) => void
}

function KeyTable({ keys, onTurn, onRevoke }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(60_000)
  return (
    <div className="list-scroll">
      <table className="t">
        <thead>
          <tr>
            <th>{t('programs.columns.name')}</th>
            <th>{t('programs.columns.scopes')}</th>
            <th>{t('programs.columns.used')}</th>
            <th>{t('programs.columns.expires')}</th>
            <th>{t('programs.columns.state')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const isExpired = key.expiresAt !== null && key.expiresAt <= now
            const state = isExpired ? 'expired' : key.active ? 'active' : 'paused'
            return (
              <tr key={key.id}>
                <td className="wrap">
                  <b className="md">{key.name}</b> <span className="mono q">{key.prefix}…</span>
                  {key.description !== '' && <span className="q t12 sub">{key.description}</span>}
                </td>
                <td className="wrap mono">{key.scopes.join(', ')}</td>
                <td>{key.lastUsedAt === null ? <span className="q">{t('devices.never')}</span> : formats.dateTime(key.lastUsedAt)}</td>
                <td>
                  {key.expiresAt === null ? <span className="q">{t('programs.expiresNever')}</span> : formats.dateTime(key.expiresAt)}
                </td>
                <td>
                  <span className={`st ${state === 'active' ? 'ok' : state === 'expired' ? 'alarm' : 'idle'}`}>
                    <Icon name={state === 'active' ? 'circleCheck' : state === 'expired' ? 'circleX' : 'playerPause'} size={14} />
                    {t(`programs.${state}`)}
                  </span>
                </td>
                <td className="r">
                  {!isExpired && (
                    <button type="button" className="btn sm" onClick={() => void onTurn(key, !key.active)}>
                      {t(key.active ? 'programs.pause' : 'programs.resume')}
                    </button>
                  )}{' '}
                  <button type="button" className="btn d sm" onClick={() => onRevoke(key)}>
                    {t('programs.revoke')}
                  </button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
