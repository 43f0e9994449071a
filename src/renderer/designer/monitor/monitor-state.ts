// Monitor's state of this window: which sensor is chosen or pointed at, which moment is shown, what is drawn. UI state only.
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Span } from './timeline.ts'

interface MonitorState {
  readonly chosen: string | null
  /** Under the pen, or named by the alarm or table row under it. */
  readonly pointedAt: string | null
  /** null: live. */
  readonly at: number | null
  readonly isPlaying: boolean
  readonly isTableOpen: boolean
  readonly isDrawerOpen: boolean
}

export const useMonitor = create<MonitorState>()(() => ({
  chosen: null,
  pointedAt: null,
  at: null,
  isPlaying: false,
  isTableOpen: false,
  isDrawerOpen: window.innerWidth > 1100,
}))

export interface MonitorLook {
  readonly heat: boolean
  readonly isolines: boolean
  readonly fixtures: boolean
  readonly labels: boolean
  readonly legend: boolean
  readonly span: Span
  readonly speed: number
}

/** What the person likes to see; kept in this browser. */
export const useMonitorLook = create<MonitorLook>()(
  persist(
    (): MonitorLook => ({
      heat: true,
      isolines: true,
      fixtures: true,
      labels: true,
      legend: window.innerWidth > 1100,
      span: 'h24',
      speed: 300,
    }),
    { name: 'plenum.monitor', version: 1 },
  ),
)

/** Shows a moment; null goes live and stops play. */
export function showMoment(at: number | null): void {
  useMonitor.setState(at === null ? { at, isPlaying: false } : { at })
}
