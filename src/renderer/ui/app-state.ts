// Which app-wide sheet is open, and what is being said to screen readers. UI state only.
import { create } from 'zustand'

export type Sheet = 'palette' | 'help' | 'settings' | null

interface AppState {
  readonly sheet: Sheet
  readonly said: string
  /** The design that was opened as the sample: the first steps are shown there. */
  readonly sampleDesignId: string | null
}

export const useAppState = create<AppState>()(() => ({ sheet: null, said: '', sampleDesignId: null }))

/** Opens an app-wide sheet, or closes it with null. */
export function openSheet(sheet: Sheet): void {
  useAppState.setState({ sheet })
}

/** Speaks one sentence through the polite live region. */
export function say(sentence: string): void {
  useAppState.setState({ said: sentence })
}
