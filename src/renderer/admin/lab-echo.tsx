// The echoes' half of the lab: which run, how they answer, and one more.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type EchoRecord, echoFaults } from '../../contract/schemas/webhook.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { labKeys } from './lab-queries.ts'
import { StopsIn } from './lab-stops-in.tsx'
import { useDeed } from './people-queries.ts'

interface Props {
  readonly echoes: readonly EchoRecord[]
  readonly openId: string | null
  readonly onOpen: (id: string) => void
}
type Choice = EchoRecord['fault'] | 'badTls'
const choices: readonly Choice[] = [...echoFaults, 'badTls']

export function EchoHalf({ echoes, openId, onOpen }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const isEmpty = echoes.length === 0
  const start = may('lab:write') && <StartEcho onStarted={onOpen} />
  return (
    <section className="lab-half" aria-labelledby="lab-echoes">
      <div className="row wrap lab-head">
        <h2 id="lab-echoes" className="t15">
          {t('lab.echo.title')}
        </h2>
        {!isEmpty && (
          <span className="q" role="status">
            {t('lab.echo.count', { count: echoes.length })}
          </span>
        )}
        <span className="grow" />
        {!isEmpty && start}
      </div>
      {isEmpty ? (
        <div className="inset">
          <EmptyState title={t('lab.echo.empty')} action={start}>
            {t('lab.echo.emptyText')}
          </EmptyState>
        </div>
      ) : (
        <EchoTable echoes={echoes} openId={openId} onOpen={onOpen} />
      )}
    </section>
  )
}

/** How it answers, and the button. */
function StartEcho({ onStarted }: { onStarted: (id: string) => void }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const deed = useDeed()
  const [choice, setChoice] = useState<Choice>('none')
  const start = async () => {
    const body = choice === 'badTls' ? { badTls: true } : { fault: choice }
    const made = await deed([labKeys.echoes], () => client.startEcho({ body }))
    if (made === null) return
    queries.setQueryData<EchoRecord[]>(labKeys.echoes, (held) => [...(held ?? []), made])
    onStarted(made.id)
  }
  return (
    <span className="row lab-start">
      <select className="sel" aria-label={t('lab.echo.fault')} value={choice} onChange={(e) => setChoice(e.currentTarget.value as Choice)}>
        {choices.map((one) => (
          <option key={one} value={one}>
            {one === 'badTls' ? t('lab.echo.badTls') : t(`lab.echo.faults.${one}`)}
          </option>
        ))}
      </select>
      <button type="button" className="btn p" onClick={() => void start()}>
        <Icon name="plus" />
        {t('lab.echo.start')}
      </button>
    </span>
  )
}

function EchoTable({ echoes, openId, onOpen }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <table className="t admin-table lab-echoes">
      <thead>
        <tr>
          <th>{t('lab.echo.columns.url')}</th>
          <th>{t('lab.echo.columns.fault')}</th>
          <th className="r">{t('lab.echo.columns.received')}</th>
          <th className="r col-wide">{t('lab.echo.columns.stops')}</th>
        </tr>
      </thead>
      <tbody>
        {echoes.map((echo) => (
          <tr key={echo.id} data-opens className={echo.id === openId ? 'sel' : undefined} onClick={() => onOpen(echo.id)}>
            <td className="el" title={echo.url}>
              <button type="button" className="row-open el mono" aria-current={echo.id === openId || undefined}>
                {echo.url}
              </button>
            </td>
            <td className="el">
              <EchoFault echo={echo} />
            </td>
            <td className="r">{formats.number(echo.received)}</td>
            <td className="r col-wide">
              <StopsIn at={echo.stopsAt} bare />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What it answers, with a sign where that is a fault. */
function EchoFault({ echo }: { echo: EchoRecord }) {
  const { t } = useTranslation()
  const isGood = echo.fault === 'none' && !echo.badTls
  return (
    <span className={`st ${isGood ? 'ok' : 'warn'}`}>
      <Icon name={isGood ? 'circleCheck' : 'alertTriangle'} size={14} />
      {echo.badTls ? t('lab.echo.badTls') : t(`lab.echo.faults.${echo.fault}`)}
    </span>
  )
}
