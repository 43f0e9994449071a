// The native menu, made from the page's command table plus what only a system menu has. The page handles its own keys, so accelerators
// are shown and not registered: else one key press would run a command twice.

import { basename } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../contract/shell.ts'

export interface MenuParts {
  readonly commands: readonly MenuCommand[]
  readonly recentFiles: readonly string[]
  readonly isMac: boolean
  readonly run: (commandId: string) => void
  readonly open: (path: string) => void
}

/** Electron's template; items carry the command's id. */
export function menuTemplate({ commands, recentFiles, isMac, run, open }: MenuParts): MenuItemConstructorOptions[] {
  const items = (menu: MenuCommand['menu']): MenuItemConstructorOptions[] =>
    commands
      .filter((command) => command.menu === menu)
      .map(({ id, label, enabled, accelerator }) => {
        const keys = accelerator === undefined ? {} : { accelerator, registerAccelerator: false }
        return { id, label, enabled, ...keys, click: () => run(id) }
      })
  const line = { type: 'separator' } as const
  const recent = recentFiles.map((path, i) => ({ id: `shell.recent.${i}`, label: basename(path), sublabel: path, click: () => open(path) }))
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: [...items('file'), { label: 'Open Recent', submenu: recent }, line, { role: isMac ? 'close' : 'quit' }] },
    { label: 'Edit', submenu: [...items('edit'), line, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }] },
    { label: 'View', submenu: [...items('view'), line, { role: 'togglefullscreen' }] },
    { label: 'Draw', submenu: items('draw') },
    { label: 'Help', role: 'help', submenu: [...items('help'), line, { role: 'about' }] },
  ]
}
