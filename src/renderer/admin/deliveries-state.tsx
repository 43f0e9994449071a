// How far a delivery came: icon and word.
import { useTranslation } from 'react-i18next'
import type { DeliveryRecord } from '../../contract/schemas/webhook.ts'
import { Icon } from '../ui/icon.tsx'
import { deliveryLook } from './webhooks-state.ts'

export function DeliveryState({ state }: { state: DeliveryRecord['state'] }) {
  const { t } = useTranslation()
  return (
    <span className={`st ${deliveryLook[state].tone}`}>
      <Icon name={deliveryLook[state].icon} size={14} />
      {t(`deliveries.states.${state}`)}
    </span>
  )
}
