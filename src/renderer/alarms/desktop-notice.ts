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

/**
 * Shows one; `onClick` runs when it is clicked in a browser. The shell runs the command `commandId`, or opens the alarms where there is none.
 */
export function showNotice({
  shell,
  title,
  body,
  onClick,
  commandId,
}: {
  shell: Shell | null
  title: string
  body: string
  onClick: () => void
  commandId: string | null
}): void {
  if (shell) {
    void shell.notify(title.slice(0, 200), body.slice(0, 500), ...(commandId === null ? [] : [commandId])).catch(() => undefined)
    return
  }
  if (noticePermission(null) !== 'granted') return
  const notice = new Notification(title, { body, tag: commandId ?? 'plenum.alarm' })
  notice.onclick = () => {
    window.focus()
    notice.close()
    onClick()
  }
}
