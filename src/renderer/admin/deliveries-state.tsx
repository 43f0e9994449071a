// How far a delivery came: icon and word, and when it goes on.
import { useTranslation } from 'react-i18next'
import type { DeliveryRecord } from '../../contract/schemas/webhook.ts'
import { useNow } from '../api/now.ts'
import { Icon } from '../ui/icon.tsx'
import { spanText } from '../ui/value-text.ts'
import { deliveryLook, deliveryState } from './webhooks-state.ts'

export function DeliveryState({ row }: { row: Pick<DeliveryRecord, 'state' | 'attempts' | 'reason'> }) {
  const { t } = useTranslation()
  const shown = deliveryState(row)
  return (
    <span className={`st ${deliveryLook[shown].tone}`}>
      <Icon name={deliveryLook[shown].icon} size={14} />
      {t(`deliveries.states.${shown}`)}
    </span>
  )
}

/** How long until then. */
export function NextTry({ row: { state, dueAt } }: { row: Pick<DeliveryRecord, 'state' | 'dueAt'> }) {
  const { t } = useTranslation()
  const now = useNow(1000)
  if (state !== 'waiting' || dueAt === null) return null
  return dueAt <= now ? t('deliveries.now') : t('deliveries.inSpan', { span: spanText(dueAt - now) })
}
