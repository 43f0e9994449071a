// Short notices at the lower middle, clear of the side panes' buttons: said once, with one way back where there is one.
import { notifications } from '@mantine/notifications'
import { Icon } from './icon.tsx'
import type { IconName } from './icons.ts'

export interface Toast {
  readonly text: string
  readonly tone?: 'ok' | 'warn' | 'alarm' | 'news'
  readonly action?: { readonly label: string; readonly run: () => void }
}

const iconOf: Record<'ok' | 'warn' | 'alarm' | 'news', IconName> = {
  ok: 'circleCheck',
  warn: 'alertTriangle',
  alarm: 'circleX',
  news: 'bell',
}

/** Shows a notice for 6 s, or 12 s when it carries an action. */
export function toast({ text, tone = 'ok', action }: Toast): void {
  const id = crypto.randomUUID()
  notifications.show({
    id,
    withBorder: false,
    autoClose: action ? 12_000 : 6_000,
    icon: <Icon name={iconOf[tone]} />,
    'data-tone': tone,
    message: (
      <span className="row">
        <span className="grow">{text}</span>
        {action && (
          <button
            type="button"
            className="btn sm"
            onClick={() => {
              notifications.hide(id)
              action.run()
            }}
          >
            {action.label}
          </button>
        )}
      </span>
    ),
  })
}
