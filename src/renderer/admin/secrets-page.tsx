// How secrets are kept and which have to be entered again. Names and states only: the server never gives a secret out.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/api.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { SectionBody } from './section-body.tsx'

const look: Readonly<Record<'keystore' | 'file' | 'none', { readonly icon: IconName; readonly tone: string }>> = {
  keystore: { icon: 'circleCheck', tone: 'ok' },
  file: { icon: 'infoCircle', tone: 'idle' },
  none: { icon: 'alertTriangle', tone: 'alarm' },
}

/** The state of the secrets. */
export function useSecretState() {
  const { client } = useApi()
  return useQuery({ queryKey: ['secrets'], queryFn: ({ signal }) => client.getSecrets({ signal }), refetchInterval: 30_000 })
}

/** Which protection it is, as icon and words. */
export function ProtectionMark({ protection }: { protection: 'keystore' | 'file' | 'none' }) {
  const { t } = useTranslation()
  return (
    <span className={`st ${look[protection].tone}`}>
      <Icon name={look[protection].icon} size={14} />
      {t(`adminSystem.secrets.protection.${protection}`)}
    </span>
  )
}

/** Section `secrets`. */
export function SecretsPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { data, error } = useSecretState()
  const again = data?.secrets.filter((s) => s.state === 'toBeEntered').length ?? 0
  return (
    <SectionBody
      title={t('adminSystem.secrets.title')}
      count={data && t('adminSystem.secrets.count', { count: data.secrets.length, n: formats.number(data.secrets.length) })}
      error={error}
    >
      {data && (
        <div className="inset">
          <ProtectionMark protection={data.protection} />
          <p className="m">{data.detail}</p>
          {again > 0 && (
            <p className="warn" role="alert">
              {t('adminSystem.secrets.again', { n: formats.number(again) })}
            </p>
          )}
        </div>
      )}
      {data?.secrets.length === 0 && (
        <div className="inset">
          <EmptyState title={t('adminSystem.secrets.empty')}>{t('adminSystem.secrets.emptyText')}</EmptyState>
        </div>
      )}
      {data && data.secrets.length > 0 && (
        <div className="list-scroll">
          <table className="t">
            <thead>
              <tr>
                {(['name', 'state', 'changed'] as const).map((name) => (
                  <th key={name}>{t(`adminSystem.secrets.columns.${name}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.secrets.map((secret) => (
                <tr key={secret.name}>
                  <td className="mono">{secret.name}</td>
                  <td>
                    <span className={`st ${secret.state === 'sealed' ? 'ok' : 'warn'}`}>
                      <Icon name={secret.state === 'sealed' ? 'circleCheck' : 'alertTriangle'} size={14} />
                      {t(`adminSystem.secrets.states.${secret.state}`)}
                    </span>
                  </td>
                  <td>{formats.dateTime(secret.changedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </SectionBody>
  )
}
