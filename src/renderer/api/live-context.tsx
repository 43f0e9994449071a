// Lends the live stream to the window and keeps the query cache true to it.
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { LiveEvent } from '../../contract/events.ts'
import type { AlarmCounts, AlarmRecord } from '../../contract/schemas/alarm.ts'
import { useApi } from './api.tsx'
import { failureOf } from './failure.ts'
import { type Live, type LiveState, startLive } from './live.ts'
import { createLiveAlarms, LiveAlarmsContext } from './live-alarms.ts'
import { createLiveCache } from './live-cache.ts'
import { createLiveValues, LiveValuesContext } from './live-values.ts'
import { requireHeld } from './me.ts'
import { allPages, sensorsQuery } from './sensor-queries.ts'

const LiveContext = createContext<Live | null>(null)

/** Opens the stream once; each event changes exactly what it is about, a gap asks everything again. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const api = useApi()
  const queries = useQueryClient()
  const [live, setLive] = useState<Live | null>(null)
  const stores = useMemo(() => {
    const { client } = api
    const wanted = { values: false, alarms: false, stopped: false }
    const values = createLiveValues({ onFirstUse: () => later(askValues) })
    const alarms = createLiveAlarms({ onFirstUse: () => later(askAlarms) })
    /** What somebody may not read is not asked for: each refusal would stand in the audit. */
    const held = (permission: string) => requireHeld(queries, client, permission)
    const askValues = async () => {
      wanted.values = true
      try {
        await queries.ensureQueryData(sensorsQuery({ client, values, held }))
      } catch {
        // What needs them asks again and tells.
      }
    }
    const askAlarms = async () => {
      wanted.alarms = true
      const finish = alarms.beginSeed()
      let counts: AlarmCounts | null = null
      const ask = async (group: 'active' | 'shelved' | 'suppressed') =>
        allPages<AlarmRecord>(async (cursor) => {
          const page = await client.listAlarms({ query: { group, limit: 1000, ...(cursor === null ? {} : { cursor }) } })
          counts = page.counts
          return page
        })
      try {
        await held('alarms:read')
        const lists = await Promise.all((['active', 'shelved', 'suppressed'] as const).map(ask))
        finish(counts && { records: lists.flat(), counts })
      } catch (error) {
        finish(null)
        if (failureOf(error) === 'refused') return
        // What went wrong is on the screen by the stream's state; a gap asks again too.
        if (!wanted.stopped) setTimeout(() => void askAlarms(), 5_000)
      }
    }
    const askAgain = () => {
      void queries.invalidateQueries()
      if (wanted.values) queries.fetchQuery({ ...sensorsQuery({ client, values, held }), staleTime: 0 }).catch(() => undefined)
      if (wanted.alarms) void askAlarms()
    }
    const onFlood = () => void (wanted.alarms && askAlarms())
    return { values, alarms, askAgain, onFlood, wanted }
  }, [api, queries])
  useEffect(() => {
    const started = startLive(api)
    setLive(started)
    started.subscribe(createLiveCache({ queries, values: stores.values, alarms: stores.alarms, onFlood: stores.onFlood }))
    started.onGap(stores.askAgain)
    stores.wanted.stopped = false
    return () => {
      stores.wanted.stopped = true
      started.stop()
    }
  }, [api, queries, stores])
  return (
    <LiveContext.Provider value={live}>
      <LiveValuesContext.Provider value={stores.values}>
        <LiveAlarmsContext.Provider value={stores.alarms}>{children}</LiveAlarmsContext.Provider>
      </LiveValuesContext.Provider>
    </LiveContext.Provider>
  )
}

/** Not while a component is drawn. */
const later = (run: () => unknown) => void setTimeout(run, 0)

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
