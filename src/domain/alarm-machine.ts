// One alarm in time: (status, what is known now) -> status and the transitions on the way. Pure; one transition is one step of the machine.
// Delays count arrival time. Nothing changes, and nothing has to be written, when the same object comes back.
import type { AlarmAction, AlarmPriority, AlarmState } from './alarm.ts'
import { longestShelfMs } from './alarm.ts'
import {
  type AlarmFact,
  type AlarmTransition,
  applyFact,
  isAnnunciated,
  isHeld,
  isUnacknowledged,
  type LoggedStatus,
  unraised,
} from './alarm-transition.ts'
import type { SensorValue } from './sensor.ts'

export interface AlarmStatus {
  readonly logged: LoggedStatus
  /** The condition holds, its delays over. Kept up while the alarm is held, too. */
  readonly isActive: boolean
  /** Arrival time since which the condition says otherwise than `isActive`; null when they agree. */
  readonly pendingSince: number | null
  readonly nextEscalationAt: number | null
  /** Suppressed because a gate is shut, not by a person: it ends with the gate. */
  readonly isGated: boolean
}

/** What the machine needs of a rule. */
export interface AlarmBehaviour {
  readonly priority: AlarmPriority
  readonly onDelayMs: number
  readonly offDelayMs: number
  readonly latch: boolean
  readonly escalation: readonly { readonly afterMs: number; readonly priority: AlarmPriority; readonly note: string }[]
  readonly deEscalate: boolean
}

export interface AlarmMoment {
  readonly now: number
  /** Whether the condition holds as far as the newest sample tells; null when nothing new is known. */
  readonly holds: boolean | null
  readonly value: SensorValue | null
  /** Why the rule does not apply now (schedule, expression, offline node); null when it does, undefined when that can't be told yet. */
  readonly shutBy: string | null | undefined
  /** A graver alarm of the same sensor stands: nothing new is raised beside it. */
  readonly isOutranked: boolean
  /** false while nobody can know whether the condition lasted (just started, just awake): delays end with a sample only. */
  readonly mayMature: boolean
}

export interface AlarmStep {
  readonly status: AlarmStatus
  readonly facts: readonly AlarmFact[]
}

export function newStatus(priority: AlarmPriority): AlarmStatus {
  return { logged: unraised(priority), isActive: false, pendingSince: null, nextEscalationAt: null, isGated: false }
}

/** What the comparison said last, before delays: where hysteresis is measured from. */
export function rawCondition({ isActive, pendingSince }: AlarmStatus): boolean {
  return pendingSince === null ? isActive : !isActive
}

/** Time passes, or a sample came. */
export function advance(status: AlarmStatus, rule: AlarmBehaviour, moment: AlarmMoment): AlarmStep {
  const walk = startWalk(settleCondition(status, rule, moment), rule, moment)
  endHolds(walk, moment)
  followCondition(walk, moment)
  escalate(walk, moment.now)
  return walk.end()
}

export type ActOutcome = ({ readonly kind: 'done' } & AlarmStep) | { readonly kind: 'refused'; readonly reason: string }

export interface AlarmAct {
  readonly action: AlarmAction
  readonly by: string
  readonly comment: string | null
  readonly until: number | null
  readonly now: number
}

/** What a person does. A refusal says why and changes nothing; `advance` comes next, as a released alarm may have to be raised. */
export function act(status: AlarmStatus, rule: AlarmBehaviour, { action, by, comment, until, now }: AlarmAct): ActOutcome {
  const refused = refusalOf(status, action, { until, now })
  if (refused !== null) return { kind: 'refused', reason: refused }
  const walk = startWalk(status, rule, { now, value: null })
  const said = { by, comment }
  const acknowledge = () => {
    const to = { unacknowledged: 'acknowledged', latchedUnacknowledged: 'latchedAcknowledged' } as const
    const state = walk.state()
    walk.go('acknowledged', state === 'unacknowledged' || state === 'latchedUnacknowledged' ? to[state] : 'normal', said)
    if (rule.deEscalate && walk.priority() !== rule.priority && walk.state() !== 'normal')
      walk.go('deEscalated', walk.state(), { priority: rule.priority })
  }
  switch (action) {
    case 'acknowledge':
      acknowledge()
      break
    case 'shelve':
      walk.go('shelved', 'shelved', { ...said, until })
      break
    case 'unshelve':
      walk.go('unshelved', 'normal', said)
      break
    case 'suppress':
      walk.go('suppressed', 'suppressed', said)
      break
    case 'unsuppress':
      walk.go('unsuppressed', 'normal', said)
      break
    case 'takeOutOfService':
      walk.go('outOfService', 'outOfService', said)
      break
    case 'returnToService':
      walk.go('returnedToService', 'normal', said)
      break
    case 'reset':
      if (walk.state() === 'latchedUnacknowledged') acknowledge()
      walk.go('reset', 'normal', said)
      break
  }
  return { kind: 'done', ...walk.end() }
}

/** Its rule is gone, or no longer watches its sensor. */
export function end(status: AlarmStatus, rule: AlarmBehaviour, { now, reason }: { now: number; reason: string }): AlarmStep {
  const walk = startWalk({ ...status, isActive: false, pendingSince: null }, rule, { now, value: null })
  if (walk.state() !== 'normal') walk.go('ended', 'normal', { comment: reason })
  return walk.end()
}

/** Delays: the condition must say otherwise for their length before `isActive` follows. */
function settleCondition(status: AlarmStatus, rule: AlarmBehaviour, { now, holds, mayMature }: AlarmMoment): AlarmStatus {
  const said = holds ?? rawCondition(status)
  if (said === status.isActive) return status.pendingSince === null ? status : { ...status, pendingSince: null }
  const pendingSince = status.pendingSince ?? now
  const isOver = now - pendingSince >= (said ? rule.onDelayMs : rule.offDelayMs)
  if (isOver && (holds !== null || mayMature)) return { ...status, isActive: said, pendingSince: null }
  return pendingSince === status.pendingSince ? status : { ...status, pendingSince }
}

function endHolds(walk: Walk, { now, shutBy }: AlarmMoment): void {
  const { shelvedUntil } = walk.logged()
  if (walk.state() === 'shelved' && shelvedUntil !== null && now >= shelvedUntil) walk.go('unshelved', 'normal')
  if (walk.state() === 'suppressed' && walk.isGated() && shutBy === null) walk.go('unsuppressed', 'normal')
  if (isAnnunciated(walk.state()) && typeof shutBy === 'string') walk.go('suppressed', 'suppressed', { comment: shutBy, isGated: true })
}

function followCondition(walk: Walk, { shutBy, isOutranked }: AlarmMoment): void {
  const state = walk.state()
  if (isHeld(state)) return
  if (walk.isActive()) {
    const isNew = state === 'normal'
    if (state === 'unacknowledged' || state === 'acknowledged' || (isNew && (shutBy !== null || isOutranked))) return
    walk.raise()
  } else if (state === 'unacknowledged') walk.go('returned', walk.latch ? 'latchedUnacknowledged' : 'returnedUnacknowledged')
  else if (state === 'acknowledged') walk.go(walk.latch ? 'returned' : 'cleared', walk.latch ? 'latchedAcknowledged' : 'normal')
}

/** One event per step that is due. The timer runs only while the condition holds and nobody has acknowledged. */
function escalate(walk: Walk, now: number): void {
  while (walk.state() === 'unacknowledged') {
    const due = walk.dueStep(now)
    if (due === undefined) return
    walk.escalate(due)
  }
}

function refusalOf({ logged, isActive, isGated }: AlarmStatus, action: AlarmAction, { until, now }: { until: number | null; now: number }) {
  const { state, suppressedBy } = logged
  const held = state === 'shelved' ? 'shelved' : state === 'suppressed' ? 'suppressed' : 'out of service'
  switch (action) {
    case 'acknowledge':
      if (isUnacknowledged(state)) return null
      if (isHeld(state)) return `It is ${held}: there is nothing to acknowledge`
      return state === 'normal' ? 'It is not in alarm' : `It was acknowledged already by ${logged.acknowledgedBy ?? 'somebody'}`
    case 'shelve':
      if (isHeld(state)) return `It is ${held} already`
      if (until === null || until <= now) return 'Shelving needs an end in the future'
      return until - now > longestShelfMs ? 'Shelving must end within 24 hours' : null
    case 'unshelve':
      return state === 'shelved' ? null : 'It is not shelved'
    case 'suppress':
      return isHeld(state) ? `It is ${held} already` : null
    case 'unsuppress':
      if (state !== 'suppressed') return 'It is not suppressed'
      return isGated ? `It is suppressed by design (${suppressedBy}): that ends by itself` : null
    case 'takeOutOfService':
      return state === 'outOfService' ? 'It is out of service already' : null
    case 'returnToService':
      return state === 'outOfService' ? null : 'It is not out of service'
    case 'reset':
      if (state === 'latchedUnacknowledged' || state === 'latchedAcknowledged') return null
      if (isHeld(state)) return `It is ${held}: there is nothing to reset`
      if (isActive) return 'Its condition still holds'
      return state === 'normal' ? 'It is not in alarm' : 'It is not latched: acknowledge it instead'
  }
}

type Walk = ReturnType<typeof startWalk>
interface StepFacts {
  readonly by?: string | null
  readonly comment?: string | null
  readonly until?: number | null
  readonly priority?: AlarmPriority
  readonly isGated?: boolean
}

/** Takes steps one by one and keeps their facts. */
function startWalk(start: AlarmStatus, rule: AlarmBehaviour, { now, value }: { now: number; value: SensorValue | null }) {
  let status = start
  const facts: AlarmFact[] = []
  const go = (transition: AlarmTransition, to: AlarmState, more: StepFacts = {}) => {
    const { state, priority } = status.logged
    const { by = null, comment = null, until = null } = more
    const after = more.priority ?? (to === 'normal' ? rule.priority : priority)
    const fact: AlarmFact = { at: now, transition, from: state, to, value, priority: after, by, comment, until }
    facts.push(fact)
    const keepsTimer = to === 'unacknowledged' ? status.nextEscalationAt : null
    status = { ...status, logged: applyFact(status.logged, fact), isGated: more.isGated ?? false, nextEscalationAt: keepsTimer }
  }
  const timeStep = (index: number, from: number) => {
    const step = rule.escalation[index]
    const before = rule.escalation[index - 1]?.afterMs ?? 0
    status = { ...status, nextEscalationAt: step === undefined ? null : from + Math.max(0, step.afterMs - before) }
  }
  return {
    latch: rule.latch,
    state: () => status.logged.state,
    priority: () => status.logged.priority,
    logged: () => status.logged,
    isActive: () => status.isActive,
    isGated: () => status.isGated,
    go,
    raise: () => {
      go('raised', 'unacknowledged', { priority: rule.priority })
      timeStep(0, now)
    },
    dueStep: (at: number) =>
      status.nextEscalationAt !== null && at >= status.nextEscalationAt ? rule.escalation[status.logged.escalation] : undefined,
    escalate: (step: AlarmBehaviour['escalation'][number]) => {
      const from = status.nextEscalationAt ?? now
      go('escalated', 'unacknowledged', { priority: step.priority, comment: step.note === '' ? null : step.note })
      timeStep(status.logged.escalation, from)
    },
    end: (): AlarmStep => ({ status, facts }),
  }
}
