// Broker and nodes in "This machine".
import { useTranslation } from 'react-i18next'
import type { NodeRecord } from '../../contract/schemas/node.ts'
import { useBroker, useNodes } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'

const noNodes: readonly NodeRecord[] = []

/** Two rows of a definition list. */
export function BrokerRows() {
  const { t } = useTranslation()
  const formats = useFormats()
  const broker = useBroker()
  const { data: nodes = noNodes, isSuccess } = useNodes()
  const { state, port, reason } = broker.data ?? { state: undefined, port: null, reason: null }
  const groups = new Map<string, number>()
  for (const node of nodes) {
    const group =
      node.state === 'online' || node.state === 'late'
        ? 'online'
        : node.state === 'silent' || node.state === 'offline'
          ? node.state
          : 'other'
    groups.set(group, (groups.get(group) ?? 0) + 1)
  }
  const words = (['online', 'silent', 'offline', 'other'] as const).flatMap((group) => {
    const count = groups.get(group) ?? 0
    return count > 0 || group === 'online' ? [t(`join.${group}N`, { n: formats.number(count) })] : []
  })
  return (
    <>
      <dt>{t('join.broker')}</dt>
      <dd>
        {state === 'online' && (
          <span className="st ok">
            <Icon name="circleCheck" size={14} />
            {port === null ? t('join.brokerOnlineBare') : t('join.brokerOnline', { port: String(port) })}
          </span>
        )}
        {state === 'off' && (
          <span className="st idle">
            <Icon name="circleDashed" size={14} />
            {t('join.brokerOff')}
          </span>
        )}
        {state === 'down' && (
          <span className="st alarm">
            <Icon name="circleX" size={14} />
            {t('join.brokerDown', { reason: reason ?? '' })}
          </span>
        )}
      </dd>
      <dt>{t('join.nodes')}</dt>
      <dd>{isSuccess && (nodes.length === 0 ? t('join.noNodes') : words.join(', '))}</dd>
    </>
  )
}
