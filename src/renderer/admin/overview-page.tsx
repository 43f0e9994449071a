// The state of this machine: every part the server probes with its reason, the last warnings, storage, versions, how secrets are kept.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { HealthPart } from '../../contract/schemas/health.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { useHealth } from '../api/queries.ts'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { spanText } from '../ui/value-text.ts'
import { ProtectionMark, useSecretState } from './secrets-page.tsx'
import { SectionBody } from './section-body.tsx'

const look: Readonly<Record<HealthPart['state'], { readonly icon: IconName; readonly tone: string }>> = {
  ok: { icon: 'circleCheck', tone: 'ok' },
  degraded: { icon: 'alertTriangle', tone: 'warn' },
  down: { icon: 'circleX', tone: 'alarm' },
  off: { icon: 'circleDashed', tone: 'idle' },
}

/** Section `overview`. */
export function OverviewPage() {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const { data, error } = useHealth()
  const bad = data?.parts.filter((p) => p.state === 'degraded' || p.state === 'down').length ?? 0
  const ms = (value: number) => formats.number(value, 1)
  return (
    <SectionBody
      title={t('adminSystem.overview.title')}
      count={data && (bad === 0 ? t('adminSystem.overview.allWell') : t('adminSystem.overview.count', { count: bad }))}
      error={error}
    >
      <div className="admin-page">
        {data && (
          <>
            <section>
              <h2 className="t13">{t('adminSystem.overview.parts')}</h2>
              <table className="t">
                <thead>
                  <tr>
                    <th>{t('adminSystem.overview.part')}</th>
                    <th>{t('adminSystem.overview.state')}</th>
                    <th>{t('adminSystem.overview.reason')}</th>
                    <th className="r">{t('adminSystem.overview.took')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.parts.map((part) => (
                    <tr key={part.name}>
                      <td className="md">{i18n.exists(`health.${part.name}`) ? t(`health.${part.name as 'database'}`) : part.name}</td>
                      <td>
                        <span className={`st ${look[part.state].tone}`}>
                          <Icon name={look[part.state].icon} size={14} />
                          {t(`health.${part.state}`)}
                        </span>
                      </td>
                      <td className="wrap">{part.reason ?? <span className="q">{t('adminSystem.overview.fine')}</span>}</td>
                      <td className="r">{t('adminSystem.overview.took1', { ms: ms(part.tookMs) })}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
            {may('logs:read') && <LastTrouble />}
            <FactSection
              title={t('adminSystem.overview.storage')}
              rows={[
                [t('adminSystem.overview.database'), formats.bytes(data.storage.databaseBytes)],
                [t('adminSystem.overview.free'), formats.bytes(data.storage.freeBytes)],
                [
                  t('adminSystem.overview.folder'),
                  <span key="folder" className="mono">
                    {data.dataFolder}
                  </span>,
                ],
              ]}
            />
            <FactSection
              title={t('adminSystem.overview.program')}
              rows={[
                [t('adminSystem.overview.version'), data.version],
                [t('adminSystem.overview.node'), data.node],
                [
                  t('adminSystem.overview.uptime'),
                  t('adminSystem.overview.since', { span: spanText(data.uptimeMs), time: formats.dateTime(data.startedAt) }),
                ],
                [
                  t('adminSystem.overview.delay'),
                  t('adminSystem.overview.delayText', {
                    p50: ms(data.loopDelayMs.p50),
                    p99: ms(data.loopDelayMs.p99),
                    max: ms(data.loopDelayMs.max),
                  }),
                ],
              ]}
            />
            {may('secrets:read') && <SecretsPart />}
          </>
        )}
      </div>
    </SectionBody>
  )
}

function FactSection({ title, rows }: { title: string; rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <section>
      <h2 className="t13">{title}</h2>
      <Facts rows={rows} />
    </section>
  )
}

function LastTrouble() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const { data } = useQuery({
    queryKey: ['logs', 'trouble'],
    queryFn: ({ signal }) => client.listLogs({ query: { level: 'warn', limit: 1000 }, signal }),
    refetchInterval: 15_000,
  })
  const lines = [...(data?.items ?? [])].sort((a, b) => b.id - a.id).slice(0, 5)
  return (
    <section>
      <h2 className="t13">{t('adminSystem.overview.lastTrouble')}</h2>
      {data && lines.length === 0 && <p className="q t12">{t('adminSystem.overview.noTrouble')}</p>}
      {lines.length > 0 && (
        <table className="t">
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td>{formats.dateTime(line.at)}</td>
                <td>
                  <span className={`st ${line.level === 'error' ? 'alarm' : 'warn'}`}>{t(`adminSystem.logs.levels.${line.level}`)}</span>
                </td>
                <td className="wrap">{line.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Link to="/admin/$section" params={{ section: 'logs' }} search={{}} className="link">
        {t('adminSystem.overview.openLog')}
      </Link>
    </section>
  )
}

function SecretsPart() {
  const { t } = useTranslation()
  const { data } = useSecretState()
  if (!data) return null
  return (
    <section>
      <h2 className="t13">{t('adminSystem.overview.secrets')}</h2>
      <ProtectionMark protection={data.protection} />
      <p className="m t12">{data.detail}</p>
    </section>
  )
}
