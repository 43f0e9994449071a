// The state of a ticket: icon and word.
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

const look = {
  open: { icon: 'circle', tone: 'warn' },
  inProgress: { icon: 'circleDashed', tone: 'acc' },
  done: { icon: 'circleCheck', tone: 'ok' },
} as const satisfies Record<string, { icon: IconName; tone: string }>

export function TicketState({ state }: { state: keyof typeof look }) {
  const { t } = useTranslation()
  return (
    <span className={`st ${look[state].tone}`}>
      <Icon name={look[state].icon} size={14} />
      {t(`tickets.states.${state}`)}
    </span>
  )
}
