// The state of a mail by icon and word.
import { useTranslation } from 'react-i18next'
import type { MailMessage } from '../../contract/schemas/mail.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'

const looks: Record<MailMessage['state'], { readonly icon: IconName; readonly tone: string }> = {
  waiting: { icon: 'clock', tone: 'idle' },
  sent: { icon: 'circleCheck', tone: 'ok' },
  failed: { icon: 'circleX', tone: 'alarm' },
  suppressed: { icon: 'bellOff', tone: 'idle' },
  dropped: { icon: 'arrowBackUp', tone: 'idle' },
}

/** Icon and word. */
export function MessageState({ state }: Pick<MailMessage, 'state'>) {
  const { t } = useTranslation()
  return (
    <span className={`st ${looks[state].tone}`}>
      <Icon name={looks[state].icon} size={14} />
      {t(`messages.states.${state}`)}
    </span>
  )
}
