// One ticking clock for every age and freshness on the screen, set by the server's time: a browser whose clock is wrong still shows right ages.
import { useSyncExternalStore } from 'react'

let offsetMs = 0
let shown = Date.now()
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

function tick(): void {
  shown = Date.now() + offsetMs
  for (const tell of listeners) tell()
}

/** The server said what time it is; differences under half a second are the road. */
export function setServerTime(at: number): void {
  const measured = at - Date.now()
  offsetMs = Math.abs(measured) < 500 ? 0 : measured
}

/** The server's time now, UTC ms. */
export function serverNow(): number {
  return Date.now() + offsetMs
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === null) {
    shown = serverNow()
    timer = setInterval(tick, 1000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer)
      timer = null
    }
  }
}

/** The server's time, renewed once a second, or in steps of `stepMs` where a second is too often. */
export function useNow(stepMs = 1000): number {
  return useSyncExternalStore(subscribe, () => Math.floor(shown / stepMs) * stepMs)
}
