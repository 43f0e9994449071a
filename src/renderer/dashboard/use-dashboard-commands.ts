// Offers the dashboard's commands to palette, help sheet and shortcuts.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { type Command, offerCommands } from '../ui/commands.ts'
import { rangePresets } from '../ui/time-expression.ts'
import type { PageRange } from '../ui/use-time-range.ts'
import type { DashboardEditor } from './dashboard-editor.ts'

interface Needs {
  readonly editor: DashboardEditor
  readonly page: PageRange
  readonly isArranging: boolean
  readonly setArranging: (is: boolean) => void
  readonly addPanel: () => void
  readonly tidy: () => void
}

/** Offered while a dashboard is open. Ctrl+Z takes back a step while panels are arranged, else the range. */
export function useDashboardCommands(needs: Needs): void {
  const { t } = useTranslation()
  const held = useRef(needs)
  held.current = needs
  const { editor, page, isArranging } = needs
  const canUndo = useStore(editor.store, (s) => s.canUndo)
  const canRedo = useStore(editor.store, (s) => s.canRedo)
  const { canGoBack, isLive } = page
  useEffect(() => {
    const always = { group: t('areas.dashboard'), enabled: true } as const
    const list: Command[] = [
      { ...always, id: 'dashboard.addPanel', label: t('dashboard.addPanel'), run: () => held.current.addPanel() },
      {
        ...always,
        id: 'dashboard.arrange',
        label: t('dashboard.arrange'),
        keys: 'Mod+Shift+A',
        run: () => held.current.setArranging(!held.current.isArranging),
      },
      { ...always, id: 'dashboard.tidy', label: t('dashboard.tidy'), run: () => held.current.tidy() },
      isArranging
        ? { ...always, id: 'dashboard.undo', label: t('common.undo'), keys: 'Mod+Z', enabled: canUndo, run: editor.undo }
        : {
            ...always,
            id: 'dashboard.zoomBack',
            label: t('range.zoomBack'),
            keys: 'Mod+Z',
            enabled: canGoBack,
            run: () => held.current.page.back(),
          },
      {
        ...always,
        id: 'dashboard.redo',
        label: t('dashboard.redo'),
        keys: 'Mod+Shift+Z',
        enabled: isArranging && canRedo,
        run: editor.redo,
      },
      {
        ...always,
        id: 'dashboard.pause',
        label: t(isLive ? 'range.pause' : 'range.live'),
        run: () => (held.current.page.isLive ? held.current.page.pause() : held.current.page.resume()),
      },
      { ...always, id: 'dashboard.rangeBack', label: t('range.back'), run: () => held.current.page.shift(-1) },
      { ...always, id: 'dashboard.rangeForward', label: t('range.forward'), run: () => held.current.page.shift(1) },
      ...rangePresets.map((preset) => ({
        ...always,
        id: `dashboard.range.${preset.id}`,
        label: t(`range.presets.${preset.id}`),
        run: () => held.current.page.apply({ from: preset.from, to: preset.to }),
      })),
    ]
    return offerCommands('dashboard', list)
  }, [t, editor, isArranging, canUndo, canRedo, canGoBack, isLive])
}
