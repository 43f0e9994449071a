// The state machine of ISA-18.2 (IEC 62682): which transition leads from which state to which, and what each leaves behind. Pure.
// Promise: a status is the sum of its transitions, nothing else, so replaying the event log gives the state (alarm-machine.test.ts).
import type { AlarmPriority, AlarmState } from './alarm.ts'
import type { SensorValue } from './sensor.ts'

export const alarmTransitions = [
  'raised',
  'returned',
  'cleared',
  'acknowledged',
  'shelved',
  'unshelved',
  'suppressed',
  'unsuppressed',
  'outOfService',
  'returnedToService',
  'reset',
  'escalated',
  'deEscalated',
  'ended',
] as const
export type AlarmTransition = (typeof alarmTransitions)[number]

/** One line of the event log. */
export interface AlarmFact {
  readonly at: number
  readonly transition: AlarmTransition
  readonly from: AlarmState
  readonly to: AlarmState
  readonly value: SensorValue | null
  /** As it is afterwards. */
  readonly priority: AlarmPriority
  readonly by: string | null
  readonly comment: string | null
  /** shelved: when it ends. */
  readonly until: number | null
}

const annunciated: readonly AlarmState[] = [
  'unacknowledged',
  'acknowledged',
  'returnedUnacknowledged',
  'latchedUnacknowledged',
  'latchedAcknowledged',
]
const inProcess: readonly AlarmState[] = ['normal', ...annunciated]
const toEach = (from: readonly AlarmState[], to: AlarmState) => from.map((one) => [one, to] as const)
const staying = (states: readonly AlarmState[]) => states.map((one) => [one, one] as const)

/** Every step the machine may take; there is no other. */
export const legalSteps: Readonly<Record<AlarmTransition, readonly (readonly [from: AlarmState, to: AlarmState])[]>> = {
  raised: toEach(['normal', 'returnedUnacknowledged', 'latchedUnacknowledged', 'latchedAcknowledged'], 'unacknowledged'),
  returned: [
    ['unacknowledged', 'returnedUnacknowledged'],
    ['unacknowledged', 'latchedUnacknowledged'],
    ['acknowledged', 'latchedAcknowledged'],
  ],
  cleared: [['acknowledged', 'normal']],
  acknowledged: [
    ['unacknowledged', 'acknowledged'],
    ['returnedUnacknowledged', 'normal'],
    ['latchedUnacknowledged', 'latchedAcknowledged'],
  ],
  shelved: toEach(inProcess, 'shelved'),
  unshelved: [['shelved', 'normal']],
  suppressed: toEach(inProcess, 'suppressed'),
  unsuppressed: [['suppressed', 'normal']],
  outOfService: toEach([...inProcess, 'shelved', 'suppressed'], 'outOfService'),
  returnedToService: [['outOfService', 'normal']],
  reset: [['latchedAcknowledged', 'normal']],
  escalated: staying(['unacknowledged']),
  deEscalated: staying(['acknowledged', 'latchedAcknowledged']),
  /** Its rule was deleted or switched off, or no longer watches the sensor. */
  ended: toEach([...annunciated, 'shelved', 'suppressed', 'outOfService'], 'normal'),
}

export function isLegalStep({ transition, from, to }: Pick<AlarmFact, 'transition' | 'from' | 'to'>): boolean {
  return legalSteps[transition].some(([a, b]) => a === from && b === to)
}

/** Annunciated: a person sees it in the list of alarms. */
export function isAnnunciated(state: AlarmState): boolean {
  return annunciated.includes(state)
}

/** Taken out of sight by a person or by design. */
export function isHeld(state: AlarmState): boolean {
  return state === 'shelved' || state === 'suppressed' || state === 'outOfService'
}

/** Somebody has yet to say that it was seen. */
export function isUnacknowledged(state: AlarmState): boolean {
  return state === 'unacknowledged' || state === 'returnedUnacknowledged' || state === 'latchedUnacknowledged'
}

/** What the event log says of an alarm. */
export interface LoggedStatus {
  readonly state: AlarmState
  readonly priority: AlarmPriority
  readonly value: SensorValue | null
  readonly raisedAt: number | null
  readonly returnedAt: number | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedBy: string | null
  readonly comment: string | null
  readonly shelvedUntil: number | null
  readonly shelvedReason: string | null
  readonly shelvedBy: string | null
  /** Who or what keeps it suppressed or out of service. */
  readonly suppressedBy: string | null
  readonly escalation: number
  readonly changedAt: number
}

/** Before its first event. */
export function unraised(priority: AlarmPriority): LoggedStatus {
  return {
    ...{ state: 'normal', priority, value: null, raisedAt: null, returnedAt: null, acknowledgedAt: null, acknowledgedBy: null },
    ...{ comment: null, shelvedUntil: null, shelvedReason: null, shelvedBy: null, suppressedBy: null, escalation: 0, changedAt: 0 },
  }
}

const noHold = { shelvedUntil: null, shelvedReason: null, shelvedBy: null, suppressedBy: null }

/** The status after one more line of the log. The only place where logged fields change. */
export function applyFact(status: LoggedStatus, fact: AlarmFact): LoggedStatus {
  const next = { ...status, state: fact.to, priority: fact.priority, value: fact.value ?? status.value, changedAt: fact.at }
  switch (fact.transition) {
    case 'raised':
      return {
        ...{ ...next, ...noHold, raisedAt: fact.at, returnedAt: null, acknowledgedAt: null, acknowledgedBy: null, comment: null },
        escalation: 0,
      }
    case 'returned':
    case 'cleared':
      return { ...next, returnedAt: fact.at }
    case 'acknowledged':
      return { ...next, acknowledgedAt: fact.at, acknowledgedBy: fact.by, comment: fact.comment }
    case 'shelved':
      return { ...next, ...noHold, shelvedUntil: fact.until, shelvedReason: fact.comment, shelvedBy: fact.by }
    case 'suppressed':
    case 'outOfService':
      return { ...next, ...noHold, suppressedBy: fact.comment ?? fact.by }
    case 'unshelved':
    case 'unsuppressed':
    case 'returnedToService':
    case 'ended':
      return { ...next, ...noHold }
    case 'escalated':
      return { ...next, escalation: status.escalation + 1 }
    case 'deEscalated':
    case 'reset':
      return next
  }
}

/** The status that a log adds up to; `priority` is the rule's own, for a log without a line. */
export function replayFacts(facts: readonly AlarmFact[], priority: AlarmPriority): LoggedStatus {
  return facts.reduce(applyFact, unraised(priority))
}
