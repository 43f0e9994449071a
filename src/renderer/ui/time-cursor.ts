// The instant under the cursor, shared by every chart of the window; whoever points at a moment (a chart, an alarm) sets it.
import { create } from 'zustand'

interface TimeCursor {
  readonly at: number | null
  /** Who points: a chart doesn't follow itself. */
  readonly by: string | null
}

export const useTimeCursor = create<TimeCursor>()(() => ({ at: null, by: null }))

/** Points at an instant, or at none. */
export function pointAtTime(at: number | null, by: string | null = null): void {
  const now = useTimeCursor.getState()
  if (now.at !== at || now.by !== by) useTimeCursor.setState({ at, by })
}
