// Records and timers the tests of the live stores share.
import type { AlarmCounts, AlarmRecord } from '../../src/contract/schemas/alarm.ts'
import type { NodeRecord } from '../../src/contract/schemas/node.ts'
import type { AlarmChange } from '../../src/renderer/api/live-alarms.ts'

/** Timers that run when time is moved by hand. */
export function createTimers() {
  let now = 0
  let waiting: { at: number; run: () => void }[] = []
  return {
    later: (run: () => void, ms: number) => void waiting.push({ at: now + ms, run }),
    now: () => now,
    advance(ms: number) {
      const end = now + ms
      for (;;) {
        const next = waiting.filter((w) => w.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        waiting = waiting.filter((w) => w !== next)
        now = next.at
        next.run()
      }
      now = end
    },
  }
}

export const countsOf = (more: Partial<AlarmCounts> = {}): AlarmCounts => ({
  active: 0,
  unacknowledged: 0,
  shelved: 0,
  suppressed: 0,
  clearedToday: 0,
  byPriority: [0, 0, 0, 0],
  ...more,
})

/** An unacknowledged alarm of priority 2. */
export const alarmOf = (id: string): AlarmRecord => ({
  id,
  ruleId: 'r',
  ruleName: 'Rule',
  sensorId: 'n_t',
  nodeId: 'n',
  type: 't',
  kind: 'hi',
  priority: 2,
  basePriority: 2,
  state: 'unacknowledged',
  isActive: true,
  value: 30,
  valueAt: 1,
  setPoint: 28,
  deadband: 0.3,
  unit: '°C',
  advice: '',
  raisedAt: 1,
  returnedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  comment: null,
  shelvedUntil: null,
  shelvedReason: null,
  shelvedBy: null,
  suppressedBy: null,
  escalation: 0,
  nextEscalationAt: null,
  occurrences: 1,
  changedAt: 1,
})

/** Its transition from normal, as an event tells it. */
export const changeOf = (alarm: AlarmRecord, counts = countsOf({ active: 1, unacknowledged: 1 })): AlarmChange => ({
  alarm,
  counts,
  event: {
    id: 1,
    alarmId: alarm.id,
    at: alarm.changedAt,
    transition: 'raised',
    from: 'normal',
    to: alarm.state,
    value: alarm.value,
    priority: alarm.priority,
    by: null,
    comment: null,
    until: null,
  },
})

export const nodeOf = (id: string): NodeRecord => ({
  id,
  name: id,
  notes: '',
  state: 'online',
  reason: 'readings come as expected',
  reported: 'online',
  connected: true,
  address: null,
  lastSeenAt: 1,
  lastReadingAt: 1,
  registeredAt: 1,
  createdAt: 1,
  firmwareVersion: null,
  capabilities: [],
  batteryLevel: null,
  signalDbm: null,
  intervalMs: 5_000,
  reportedLocation: null,
  location: null,
  sensorIds: [],
  clockOffsetMs: null,
  counters: { received: 0, stored: 0, duplicate: 0, quarantined: 0, dropped: 0 },
  credentials: 'one',
  isOpen: false,
  replacedAt: null,
  alias: [],
})
