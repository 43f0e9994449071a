// What belongs to the person, not to a project: theme, decimal style, letter keys, language, list style. Kept in this browser only.
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export const themes = ['system', 'light', 'dark', 'contrast'] as const
export type ThemeChoice = (typeof themes)[number]
export type Theme = 'light' | 'dark' | 'contrast'

export interface Preferences {
  readonly theme: ThemeChoice
  readonly decimal: '.' | ','
  readonly letterKeys: boolean
  readonly language: 'en' | 'pseudo'
  readonly startView: 'grid' | 'list'
  readonly panelOpen: boolean
  /** Which alarms are heard in this browser. */
  readonly alarmTone: 'off' | 'urgent' | 'all'
  readonly alarmRepeat: boolean
  readonly alarmNotices: boolean
  readonly set: (patch: Partial<Omit<Preferences, 'set'>>) => void
}

/** The comma where this machine's region writes one. */
function ownDecimal(): '.' | ',' {
  return new Intl.NumberFormat(navigator.language).format(1.5).includes(',') ? ',' : '.'
}

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'system',
      decimal: ownDecimal(),
      letterKeys: true,
      language: 'en',
      startView: 'grid',
      panelOpen: true,
      alarmTone: 'urgent',
      alarmRepeat: false,
      alarmNotices: true,
      set: (patch) => set(patch),
    }),
    { name: 'plenum.preferences', version: 1, partialize: ({ set: _, ...kept }) => kept },
  ),
)

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const contrast = window.matchMedia('(prefers-contrast: more)')

/** The theme in force: the choice, or what the system asks for. */
export function resolveTheme(choice: ThemeChoice): Theme {
  if (choice !== 'system') return choice
  if (contrast.matches && !window.matchMedia('(forced-colors: active)').matches) return 'contrast'
  return dark.matches ? 'dark' : 'light'
}

/** Puts the theme on the document now and at every change; returns the undo. */
export function followTheme(onTheme: (theme: Theme) => void): () => void {
  const apply = () => {
    const theme = resolveTheme(usePreferences.getState().theme)
    document.documentElement.dataset.theme = theme
    onTheme(theme)
  }
  apply()
  const stop = usePreferences.subscribe(apply)
  dark.addEventListener('change', apply)
  contrast.addEventListener('change', apply)
  return () => {
    stop()
    dark.removeEventListener('change', apply)
    contrast.removeEventListener('change', apply)
  }
}
