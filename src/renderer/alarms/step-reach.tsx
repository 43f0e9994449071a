// Who hears of a step of an escalation: the rules "who gets what" that are about it, or that none is.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MailRule } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { Icon } from '../ui/icon.tsx'
import { rulesOfStep } from './step-rules.ts'

interface Props {
  /** From 1. */
  readonly step: number
  readonly priority: number
}

export function StepReach({ step, priority }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const { data } = useQuery<MailRule[]>({
    queryKey: [...sensorKeys.mail, 'rules'],
    queryFn: async ({ signal }) => (await client.listMailRules({ signal })).items,
    enabled: may('mail:read'),
    staleTime: 0,
  })
  if (!may('mail:read')) return step === 1 ? <p className="q t12">{t('escalationReach.noRight')}</p> : null
  if (data === undefined) return null
  const rules = rulesOfStep(data, { step, priority })
  if (rules.length > 0)
    return (
      <p className="q t12 row wrap">
        <Icon name="users" size={14} />
        {t('escalationReach.rules')}
        {rules.map(({ id, name }) => (
          <Link key={id} to="/admin/$section" params={{ section: 'rules' }} search={{ id }} className="a">
            {name}
          </Link>
        ))}
      </p>
    )
  return (
    <p className="t12 row wrap">
      <span className="st warn">
        <Icon name="alertTriangle" size={14} />
        {t('escalationReach.nobody')}
      </span>
      {may('mail:write') && (
        <Link
          to="/admin/$section"
          params={{ section: 'rules' }}
          search={{ id: 'new', events: 'alarm.escalated', priority: String(priority), step: String(step) }}
          className="a"
        >
          {t('escalationReach.make')}
        </Link>
      )}
    </p>
  )
}
