// Lends the live stream to the window and keeps the query cache true to it.
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { LiveEvent } from '../../contract/events.ts'
import { useApi } from './api.tsx'
import { type Live, type LiveState, startLive } from './live.ts'
import { keys } from './queries.ts'

const LiveContext = createContext<Live | null>(null)

/** Opens the stream once; lists refresh when something was saved, here or elsewhere. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const api = useApi()
  const queries = useQueryClient()
  const [live, setLive] = useState<Live | null>(null)
  useEffect(() => {
    const started = startLive(api)
    setLive(started)
    const refresh = () => {
      void queries.invalidateQueries({ queryKey: keys.designs })
      void queries.invalidateQueries({ queryKey: keys.projects })
    }
    started.subscribe((event) => {
      if (event.name === 'settings.changed') void queries.invalidateQueries({ queryKey: keys.settings })
      else if (event.name !== 'snapshot' && event.name !== 'design.exported') refresh()
    })
    started.onGap(() => void queries.invalidateQueries())
    return () => started.stop()
  }, [api, queries])
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>
}

const none = () => () => undefined

/** Whether the server is heard right now. */
export function useLiveState(): LiveState {
  const live = useContext(LiveContext)
  return useSyncExternalStore(live?.onState ?? none, () => live?.state() ?? 'connecting')
}

/** Calls back for each event and at each gap (null), until unmounted; pass a stable function. */
export function useLiveEvents(listener: (event: LiveEvent | null) => void): void {
  const live = useContext(LiveContext)
  useEffect(() => {
    if (!live) return
    const stops = [live.subscribe(listener), live.onGap(() => listener(null))]
    return () => {
      for (const stop of stops) stop()
    }
  }, [live, listener])
}
