// Notices outside the window: the shell's on the desktop, the browser's where the person allowed them.
import type { Shell } from '../../contract/shell.ts'

export type NoticePermission = 'granted' | 'denied' | 'ask' | 'unsupported'

/** Whether notices can be shown. */
export function noticePermission(shell: Shell | null): NoticePermission {
  if (shell) return 'granted'
  if (typeof Notification === 'undefined') return 'unsupported'
  return Notification.permission === 'default' ? 'ask' : Notification.permission
}

/** Asks the person; needs a click before it. */
export async function askForNotices(): Promise<void> {
  if (typeof Notification !== 'undefined') await Notification.requestPermission()
}

/** Shows one; `onClick` runs when it is clicked in a browser, the shell opens the alarms itself. */
export function showNotice({
  shell,
  title,
  body,
  onClick,
}: {
  shell: Shell | null
  title: string
  body: string
  onClick: () => void
}): void {
  if (shell) {
    void shell.notify(title, body).catch(() => undefined)
    return
  }
  if (noticePermission(null) !== 'granted') return
  const notice = new Notification(title, { body, tag: 'plenum.alarm' })
  notice.onclick = () => {
    window.focus()
    notice.close()
    onClick()
  }
}
