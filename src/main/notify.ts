// Notices of the operating system. Held until they are closed: one that is garbage-collected loses its click.
import { Notification } from 'electron'

const mostHeld = 20

/** Shows notices; `onClick` runs with its command when one is clicked. Does nothing where the system has none. */
export function createNotifier(onClick: (commandId: string) => void): (title: string, body: string, commandId?: string) => Promise<void> {
  const held = new Set<Notification>()
  return async (title, body, commandId = 'app.alarms') => {
    if (!Notification.isSupported()) return
    const notice = new Notification({ title, body })
    const forget = () => held.delete(notice)
    notice.on('click', () => {
      forget()
      onClick(commandId)
    })
    notice.on('close', forget)
    held.add(notice)
    const [oldest] = held
    if (held.size > mostHeld && oldest) {
      held.delete(oldest)
      oldest.close()
    }
    notice.show()
  }
}
