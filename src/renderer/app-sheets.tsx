// What can be opened from anywhere: palette, help sheet, settings; the app's own commands, the shortcuts and the native menu.
import { useNavigate } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useAdminCommands } from './admin/admin-commands.ts'
import { useApi } from './api/api.tsx'
import { ImportSheet, useOpenProject } from './start/import-sheet.tsx'
import { useNewCeiling, useOpenSample } from './start/start-actions.ts'
import { openSheet, useAppState } from './ui/app-state.ts'
import { useAreas } from './ui/area-nav.tsx'
import { allCommands, type Command, offerCommands, runWhenOffered, useCommandRegistry } from './ui/commands.ts'
import { lazyPart } from './ui/lazy-part.tsx'
import { focusNextPane } from './ui/panes.ts'
import { themes, usePreferences } from './ui/preferences.ts'
import { isTyping, listenShortcuts } from './ui/shortcuts.ts'

const Palette = lazyPart(() => import('./ui/palette.tsx').then((m) => m.Palette))
const HelpSheet = lazyPart(() => import('./ui/help-sheet.tsx').then((m) => m.HelpSheet))
const SettingsSheet = lazyPart(() => import('./settings/settings-sheet.tsx').then((m) => m.SettingsSheet))

/** Mounted once, beside the route. */
export function AppSheets() {
  const sheet = useAppState((s) => s.sheet)
  useAppCommands()
  useAdminCommands()
  useNativeMenu()
  useEffect(listenShortcuts, [])
  return (
    <Suspense fallback={null}>
      <ImportSheet />
      {sheet === 'palette' && <Palette onClose={() => openSheet(null)} />}
      {sheet === 'help' && <HelpSheet onClose={() => openSheet(null)} />}
      {sheet === 'settings' && <SettingsSheet onClose={() => openSheet(null)} />}
    </Suspense>
  )
}

/** Commands that make sense everywhere. */
function useAppCommands(): void {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const areas = useAreas()
  const newCeiling = useNewCeiling()
  const openSample = useOpenSample()
  const { choose } = useOpenProject()
  useEffect(() => {
    const group = t('commands.groupApp')
    const always = { group, enabled: true } as const
    const list: Command[] = [
      { ...always, id: 'app.newCeiling', label: t('commands.newCeiling'), keys: 'Mod+N', menu: 'file', run: () => newCeiling.mutate(null) },
      { ...always, id: 'app.open', label: t('commands.open'), keys: 'Mod+O', menu: 'file', run: choose },
      { ...always, id: 'app.sample', label: t('commands.sample'), menu: 'file', run: () => openSample.mutate() },
      { ...always, id: 'app.start', label: t('commands.start'), menu: 'file', run: () => void navigate({ to: '/' }) },
      ...areas.map(({ id, path }, n) => ({
        ...always,
        id: `app.area.${id}`,
        label: t('areas.go', { area: t(`areas.${id}`) }),
        keys: `Mod+Shift+${n + 1}`,
        menu: 'view' as const,
        run: () => void navigate({ to: path as string }),
      })),
      { ...always, id: 'app.settings', label: t('commands.settings'), keys: 'Mod+,', menu: 'file', run: () => openSheet('settings') },
      { ...always, id: 'app.palette', label: t('commands.palette'), keys: 'Mod+K', menu: 'help', run: () => openSheet('palette') },
      { ...always, id: 'app.help', label: t('commands.help'), keys: '?', menu: 'help', run: () => openSheet('help') },
      { ...always, id: 'app.nextPane', label: t('commands.nextPane'), keys: 'F6', menu: 'view', run: () => focusNextPane(1) },
      {
        ...always,
        id: 'app.previousPane',
        label: t('commands.previousPane'),
        keys: 'Shift+F6',
        menu: 'view',
        run: () => focusNextPane(-1),
      },
      ...themes.map((theme) => ({
        ...always,
        id: `app.theme.${theme}`,
        label: t('commands.theme', { name: t(`settings.${theme}`) }),
        run: () => usePreferences.getState().set({ theme }),
      })),
    ]
    return offerCommands('app', list)
  }, [t, navigate, areas, newCeiling.mutate, openSample.mutate, choose])
}

/** In a text field the native menu's Edit items belong to the text, as everywhere else. */
const textDeeds: Readonly<Record<string, string>> = {
  'edit.undo': 'undo',
  'edit.redo': 'redo',
  'edit.selectAll': 'selectAll',
  'edit.delete': 'delete',
}

function runFromMenu(id: string): void {
  const deed = textDeeds[id]
  if (deed !== undefined && isTyping(document.activeElement)) document.execCommand(deed)
  else runWhenOffered(id)
}

/** Electron's menu follows the command list. */
function useNativeMenu(): void {
  const { session } = useApi()
  const lists = useCommandRegistry((s) => s.lists)
  useEffect(() => {
    const items = allCommands(lists).flatMap(({ id, label, menu, keys, enabled, ownKeys }) => {
      if (menu === undefined) return []
      // Keys an area reads itself must not be taken by the menu: a letter would be eaten while typing.
      const accelerator = keys !== undefined && !ownKeys && /Mod/.test(keys) ? keys.split(' / ')[0]?.replace('Mod', 'CmdOrCtrl') : undefined
      return [{ id, label, menu, enabled, ...(accelerator === undefined ? {} : { accelerator }) }]
    })
    void session.shell?.setMenu(items)
  }, [session, lists])
  useEffect(() => session.shell?.onCommand(runFromMenu), [session])
}
