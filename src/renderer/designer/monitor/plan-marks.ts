// One moment of the plan: what each symbol says and what the heat map is made from, live or from an earlier frame. Pure.
import type { AlarmRecord } from '../../../contract/schemas/alarm.ts'
import type { Frames } from '../../../contract/schemas/sensor.ts'
import { silentAfterMs } from '../../../domain/node.ts'
import type { SensorValue } from '../../../domain/sensor.ts'
import type { HeatSample } from '../../ui/heat/heat-field.ts'
import type { Mark, MarkIcon } from '../../ui/heat/mark.ts'
import type { PlacedSensor } from './plan-sensors.ts'
import { frameAt } from './timeline.ts'

export type Freshness = 'fresh' | 'late' | 'silent' | 'never'

/** What a sensor says at the moment that is shown. */
export interface Moment {
  readonly value: SensorValue | null
  /** When it was measured; null in an earlier frame, which only says that it was fresh. */
  readonly at: number | null
  readonly freshness: Freshness
}

/** The newest value against the clock, by the same rule as the server's. */
export function liveMoment(held: { readonly at: number; readonly value: SensorValue } | null, intervalMs: number, now: number): Moment {
  if (!held) return { value: null, at: null, freshness: 'never' }
  const ageMs = now - held.at
  const freshness = ageMs > silentAfterMs(intervalMs) ? 'silent' : ageMs > 1.5 * intervalMs ? 'late' : 'fresh'
  return { ...held, freshness }
}

/** An earlier moment from the frames; null in a frame is a sensor that was silent then. */
export function frameMoment(frames: Frames, sensor: PlacedSensor, at: number): Moment {
  const value = frames.values[frameAt(frames.times, at)]?.[frames.sensorIds.indexOf(sensor.record.id)] ?? null
  if (value === null) return { value: null, at: null, freshness: 'silent' }
  return { value: sensor.record.valueKind === 'boolean' ? value >= 0.5 : value, at: null, freshness: 'fresh' }
}

/** Whether its value may colour the plan. */
export const isFresh = ({ freshness }: Moment): boolean => freshness === 'fresh' || freshness === 'late'

/** For the heat map. */
export function sampleOf(sensor: PlacedSensor, moment: Moment): HeatSample {
  const { value } = moment
  return { xMm: sensor.xMm, yMm: sensor.yMm, value: typeof value === 'string' ? null : value, isFresh: isFresh(moment) }
}

export interface MarkWords {
  /** Value with its unit, or a dash. */
  value(sensor: PlacedSensor, moment: Moment): string
  freshness(freshness: Freshness): string
  alarm(alarm: AlarmRecord): string
  /** Who, and how old. */
  detail(sensor: PlacedSensor, moment: Moment): string
}

const iconOf: Readonly<Record<Freshness, MarkIcon>> = { fresh: 'ok', late: 'late', silent: 'silent', never: 'never' }

/** What stands at a symbol. `alarm` is its most urgent one that is not normal. */
export function markOf(given: {
  readonly sensor: PlacedSensor
  readonly moment: Moment
  readonly alarm: AlarmRecord | null
  readonly words: MarkWords
  readonly isChosen: boolean
  readonly isPointedAt: boolean
}): Mark {
  const { sensor, moment, alarm, words } = given
  const isStale = !isFresh(moment)
  // A silent sensor says nothing about its limits; that nothing comes is an alarm of its own kind.
  const shown = alarm && (!isStale || alarm.kind === 'noData') ? alarm : null
  const holds = shown?.isActive === true && shown.state !== 'shelved' && shown.state !== 'suppressed' && shown.state !== 'outOfService'
  return {
    id: sensor.record.id,
    xMm: sensor.xMm,
    yMm: sensor.yMm,
    value: words.value(sensor, moment),
    icon: isStale ? iconOf[moment.freshness] : shown ? alarmIcon(shown, holds) : iconOf[moment.freshness],
    word: isStale || !shown ? words.freshness(moment.freshness) : words.alarm(shown),
    detail: words.detail(sensor, moment),
    isStale,
    isAlarm: holds && !isStale,
    isPulsing: given.isPointedAt || (holds && !isStale && shown.state !== 'acknowledged' && shown.state !== 'latchedAcknowledged'),
    isChosen: given.isChosen,
  }
}

function alarmIcon(alarm: AlarmRecord, holds: boolean): MarkIcon {
  if (alarm.state === 'shelved' || alarm.state === 'suppressed' || alarm.state === 'outOfService') return 'shelved'
  if (!holds) return 'returned'
  return alarm.state === 'acknowledged' ? 'acknowledged' : 'alarm'
}

/** The most urgent alarm of each sensor; `alarms` come most urgent first. */
export function alarmsBySensor(alarms: readonly AlarmRecord[]): ReadonlyMap<string, AlarmRecord> {
  const found = new Map<string, AlarmRecord>()
  for (const alarm of alarms) if (alarm.sensorId !== null && !found.has(alarm.sensorId)) found.set(alarm.sensorId, alarm)
  return found
}
