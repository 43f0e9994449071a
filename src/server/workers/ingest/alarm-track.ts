// What the alarms remember of each sensor between samples: its newest value, when it came, how late it came. In memory only.
// Decides which samples are live: history that is filled in later raises nothing.
import type { SensorValue } from '../../../domain/sensor.ts'

export interface Track {
  /** Sample time and value of the newest sample. */
  at: number
  value: SensorValue
  /** Arrival of it on the server's clock; 0 when it came before this start. */
  arrivedAt: number
  /** Arrival less stamp of it; null when it came before this start. */
  lagMs: number | null
}

/** Stamps older than this may be back-filled history. */
const surelyLiveMs = 600_000

/**
 * A sample is live when its stamp is recent, or when it comes as late as the one before it did: a node whose clock is wrong is still watched,
 * while a node that sends its memory after an outage (stamps run much faster than arrivals) raises nothing.
 */
export function isLive(track: Track | undefined, sample: { readonly at: number }, now: number): boolean {
  const lagMs = now - sample.at
  if (lagMs <= surelyLiveMs) return true
  if (track === undefined || track.lagMs === null) return false
  return Math.abs(lagMs - track.lagMs) <= (sample.at - track.at) / 2
}
