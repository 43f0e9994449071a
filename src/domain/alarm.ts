// Alarms by ISA-18.2: kinds of conditions, states, and what people can do. One instance per rule and sensor. Pure.

/** hihi, hi, lo and lolo compare with a set-point; the others say what they compare in their own fields. */
export const alarmKinds = ['hihi', 'hi', 'lo', 'lolo', 'deviation', 'rate', 'stuck', 'noData', 'state'] as const
export type AlarmKind = (typeof alarmKinds)[number]

/** normal is not listed; latched ones wait for a reset after the condition is gone. */
export const alarmStates = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returnedUnacknowledged',
  'latchedUnacknowledged',
  'latchedAcknowledged',
  'shelved',
  'suppressed',
  'outOfService',
] as const
export type AlarmState = (typeof alarmStates)[number]

export const alarmActions = [
  'acknowledge',
  'shelve',
  'unshelve',
  'suppress',
  'unsuppress',
  'takeOutOfService',
  'returnToService',
  'reset',
] as const
export type AlarmAction = (typeof alarmActions)[number]

/** 1 is the most urgent. */
export type AlarmPriority = 1 | 2 | 3 | 4

/** What a fresh data folder watches, of the requirements: warning at hi and lo, critical at hihi and lolo. */
export const defaultThresholds = [
  { type: 'temperature', hi: 28, lo: 18, hihi: 32, lolo: 15, deadband: 0.3 },
  { type: 'humidity', hi: 60, lo: 30, hihi: 80, lolo: 20, deadband: 2 },
  { type: 'light_level', hi: 800, lo: 300, hihi: 1200, lolo: 100, deadband: 20 },
  { type: 'air_quality', hi: 100, hihi: 150, deadband: 5 },
] as const

/** Shelving ends by itself within this. */
export const longestShelfMs = 24 * 3_600_000
