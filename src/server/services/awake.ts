// Awake time: how long this server ran and the machine was awake, over all starts. Waits between tries and breakers are about effort and count
// it, so that a night with the lid closed uses up nothing. Sleep shows as a gap between the clock on the wall and the one nobody sets.
import type { Clock } from '../clock.ts'

export interface Awake {
  /** Milliseconds; only goes up. */
  now(): number
  /** Called after the machine slept or the clock was set forward, with how long it was away. Returns the undo. */
  onWake(listener: (awayMs: number) => void): () => void
  stop(): void
}

const tickMs = 1000
/** A longer gap is sleep and not a busy moment. */
const gapMs = 10_000

/** `startAt`: what was counted before. */
export function createAwake({ clock, startAt }: { clock: Clock; startAt: number }): Awake {
  const listeners = new Set<(awayMs: number) => void>()
  const monotonic = clock.monotonic
  let wall = clock.now()
  let steady = monotonic?.() ?? wall
  let counted = startAt

  /** Some systems let the steady clock run on in sleep: then the gap between two looks tells. */
  const look = (): number => {
    const wallNow = clock.now()
    const steadyNow = monotonic?.() ?? wallNow
    const wallMs = wallNow - wall
    const steadyMs = Math.max(0, steadyNow - steady)
    wall = wallNow
    steady = steadyNow
    if (monotonic === undefined) {
      counted += steadyMs
      return 0
    }
    const isGap = steadyMs > gapMs
    counted += isGap ? tickMs : steadyMs
    return isGap ? Math.max(wallMs, steadyMs) : wallMs - steadyMs > gapMs ? wallMs : 0
  }
  const lookAndTell = () => {
    const awayMs = look()
    if (awayMs > 0) for (const listener of [...listeners]) listener(awayMs)
    return counted
  }
  return {
    now: lookAndTell,
    onWake: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: clock.every(tickMs, lookAndTell),
  }
}
