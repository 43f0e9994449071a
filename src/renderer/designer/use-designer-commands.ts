// Offers the designer's commands to palette, help sheet, shortcuts and native menu.
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { type Command, offerCommands } from '../ui/commands.ts'
import { useDesignSearch } from './design-search.ts'
import { useDesigner } from './designer-context.tsx'
import { commandFacts, editorCommands } from './editor-commands.ts'
import { useMonitor } from './monitor/monitor-state.ts'
import type { Opened } from './workspace.tsx'

interface PaneCommands {
  readonly open: (opened: Opened) => void
  readonly toggleTable: () => void
  readonly togglePanel: () => void
}

const looking = /^(design\.(save|export|monitor)|view\.(?!panel)|tool\.(select|measure|zoom|pan)$)/
const focusDrawing = () => document.getElementById('main')?.focus()

/** Offered while the designer is open. */
export function useDesignerCommands({ open, toggleTable, togglePanel }: PaneCommands): void {
  const { t } = useTranslation()
  const { autosave, editor } = useDesigner()
  const facts = useStore(editor.store, useShallow(commandFacts))
  const { search, change } = useDesignSearch()
  const isMonitor = search.mode === 'monitor'
  const list = useMemo(() => {
    const group = t('commands.groupDesign')
    const always = { group, enabled: true } as const
    const panes: Command[] = [
      { ...always, id: 'design.save', label: t('commands.save'), keys: 'Mod+S', menu: 'file', run: () => void autosave.flush() },
      { ...always, id: 'design.export', label: t('commands.export'), keys: 'Mod+E', menu: 'file', run: () => open('export') },
      { ...always, id: 'design.revisions', label: t('commands.revisions'), menu: 'file', run: () => open('revisions') },
      { ...always, id: 'view.table', label: t('commands.table'), keys: 'Mod+Shift+T', menu: 'view', run: toggleTable },
      { ...always, id: 'view.panel', label: t('commands.panel'), keys: 'Mod+Shift+P', menu: 'view', run: togglePanel },
    ]
    const mode: Command = {
      ...always,
      id: 'design.monitor',
      label: t(isMonitor ? 'monitor.toDesign' : 'monitor.toMonitor'),
      keys: 'Mod+Shift+M',
      menu: 'view',
      run: () => change(isMonitor ? { mode: undefined, at: undefined } : { mode: 'monitor' }, { replace: false }),
    }
    const all = [mode, ...editorCommands({ editor, facts, t, focusDrawing }), ...panes]
    if (!isMonitor) return all
    // The live plan isn't edited: what is left looks at it.
    const monitorTable = () => useMonitor.setState(({ isTableOpen }) => ({ isTableOpen: !isTableOpen }))
    return all
      .filter(({ id }) => looking.test(id))
      .map((command) => (command.id === 'view.table' ? { ...command, run: monitorTable } : command))
  }, [t, autosave, editor, facts, open, toggleTable, togglePanel, isMonitor, change])
  useEffect(() => offerCommands('designer', list), [list])
}
