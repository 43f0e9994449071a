// Alarms inside the ingest worker: judges committed samples by the rules of their sensor, and keeps states, timers and events in the same
// transaction. Nothing is written when nothing changes. Promises, attacked by test/store/alarm-engine.test.ts: one alarm per rule and sensor
// however many readings; timers survive a restart; a start, a sleep or a clock jump raises no storm; one silent node is one alarm.
import type { Database } from 'better-sqlite3'
import { judge, type Sample } from '../../../domain/alarm-condition.ts'
import { type AlarmBehaviour, act, advance, end, rawCondition } from '../../../domain/alarm-machine.ts'
import { isAnnunciated, isHeld } from '../../../domain/alarm-transition.ts'
import { type NodeState, silentAfterMs } from '../../../domain/node.ts'
import type { AlarmEngine, CommittedAlarm } from '../../ingest-port.ts'
import { createAlarmRows } from '../../store/readings/alarm-row.ts'
import { type StoredValue, valueFrom } from '../../store/readings/value.ts'
import { type Alarm, createAlarmBook } from './alarm-book.ts'
import { createAlarmGate } from './alarm-gate.ts'
import { createRuleSet, type Watch } from './alarm-rule-set.ts'
import { createSilenceWatch } from './alarm-silence-watch.ts'
import { isLive, type Track } from './alarm-track.ts'

/** Ticks come every second; time that passes unseen for longer was a sleep, a stalled disk or a clock that was set. */
const longestTickMs = 15_000
/** A newest sample further ahead than any stamp may be was stored before the clock was set back: the next one takes its place. */
const mostAheadMs = 600_000
const chatterRaises = 3
const chatterWithinMs = 60_000
const chatterCalmMs = 600_000
const pruneEveryMs = 60_000
const keepEventsMs = 2 * 365 * 86_400_000
const mostEvents = 1_000_000

/** On an open readings.db; reads the alarms and the newest value of every sensor. Nothing is judged before rules and sensors were told. */
export function createAlarmEngine({ db, now: startedAt }: { db: Database; now: number }): AlarmEngine {
  const rows = createAlarmRows(db)
  const book = createAlarmBook({ rows })
  const ruleSet = createRuleSet()
  const tracks = readTracks(db)
  const gate = createAlarmGate({ readValue: (sensorId) => tracks.get(sensorId)?.value ?? null })
  const nodeStates = new Map<string, NodeState>()
  const silence = createSilenceWatch({ ruleSet, book, tracks, nodeStates })
  /** Sensors that sent before the registry knew them: judged as soon as it does. */
  const strangers = new Set<string>()
  let lastNow = startedAt
  let awakeSince = startedAt
  let isDirty = false
  let areRulesNew = false
  let prunedAt = startedAt

  const isOutranked = ({ rule, sensor }: Watch): boolean => {
    const graver = rule.record.kind === 'hi' ? 'hihi' : rule.record.kind === 'lo' ? 'lolo' : null
    if (graver === null || sensor === null) return false
    return ruleSet.watchesOf(sensor.sensorId).some((other) => {
      if (other.rule.record.kind !== graver) return false
      const alarm = book.find(other.key)
      return alarm?.status.isActive === true && isAnnunciated(alarm.status.logged.state)
    })
  }
  /** Just started or awake, nobody knows whether a condition lasted, until a sample comes or one would have had to. */
  const mayMature = (alarm: Alarm, watch: Watch, now: number): boolean => {
    const arrivedAt = alarm.sensorId === null ? 0 : (tracks.get(alarm.sensorId)?.arrivedAt ?? 0)
    return arrivedAt > awakeSince || now - awakeSince >= silentAfterMs(watch.sensor?.intervalMs ?? 0)
  }
  const move = (alarm: Alarm, watch: Watch, { holds, sample, now }: { holds: boolean | null; sample: Sample | null; now: number }) => {
    const step = advance(alarm.status, calmed(watch.rule.behaviour, alarm, now), {
      ...{ now, holds, value: sample?.value ?? null },
      shutBy: alarm.nodeShutBy ?? gate.shutBy(watch.rule, now),
      isOutranked: isOutranked(watch),
      mayMature: mayMature(alarm, watch, now),
    })
    if (step.status === alarm.status) return []
    return book.change(alarm, watch, { ...step, valueAt: sample?.at ?? null })
  }
  const newestOf = (sensorId: string | null): Sample | null => (sensorId === null ? null : (tracks.get(sensorId) ?? null))

  const judgeSample = (watch: Watch, sample: Sample, now: number): readonly CommittedAlarm[] => {
    const known = book.find(watch.key)
    const { record } = watch.rule
    // Silence is judged by the clock, node by node; a sample can only end it.
    if (record.kind === 'noData') return []
    const wasHolding = known !== undefined && rawCondition(known.status)
    const verdict = judge(record, sample, { wasHolding, reference: referenceOf(watch), memory: known?.memory })
    if (known === undefined && verdict.holds !== true && verdict.memory === undefined) return []
    const alarm = known ?? book.open(watch)
    alarm.memory = verdict.memory
    return move(alarm, watch, { holds: verdict.holds, sample, now })
  }
  const referenceOf = ({ rule }: Watch): number | null => {
    const { reference } = rule.record
    if (typeof reference !== 'string') return reference
    const value = tracks.get(reference)?.value
    return typeof value === 'number' ? value : null
  }
  const judgeSilence = (now: number, touchedOnly: boolean): CommittedAlarm[] =>
    silence.judge({ now, awakeSince, touchedOnly }).flatMap(({ watch, alarm, holds }) => {
      const opened = alarm ?? book.open(watch)
      return move(opened, watch, { holds, sample: newestOf(opened.sensorId), now })
    })

  /** Time that nobody watched does not count: running delays and escalations go on from now, and every sensor gets a fresh chance. */
  const passTime = (now: number): void => {
    const gapMs = now - lastNow
    lastNow = now
    if (gapMs >= -1000 && gapMs <= longestTickMs) return
    awakeSince = now
    for (const track of tracks.values()) if (track.arrivedAt > now) track.arrivedAt = now
    for (const alarm of book.hot()) {
      const { pendingSince, nextEscalationAt } = alarm.status
      if (pendingSince === null && nextEscalationAt === null) continue
      const later = (at: number | null) => (at === null ? null : at + gapMs)
      alarm.status = { ...alarm.status, pendingSince: later(pendingSince), nextEscalationAt: later(nextEscalationAt) }
    }
    silence.startOver(now)
  }

  /** Only a sample or a person can change it now: most of a storm, most of the time. */
  const isAtRest = ({ status, nodeShutBy, ruleId }: Alarm, now: number): boolean => {
    const { logged, isActive, pendingSince, nextEscalationAt, isGated } = status
    if (logged.state === 'normal' || pendingSince !== null || isGated || nodeShutBy !== null) return false
    if (nextEscalationAt !== null && now >= nextEscalationAt) return false
    if (logged.shelvedUntil !== null && now >= logged.shelvedUntil) return false
    const rule = ruleSet.rule(ruleId)
    const isSettled = isHeld(logged.state) || isActive === (logged.state === 'unacknowledged' || logged.state === 'acknowledged')
    return isSettled && rule !== undefined && gate.isAlwaysOpen(rule)
  }
  const watchOf = (alarm: Alarm): Watch | undefined =>
    alarm.sensorId === null ? silence.nodeWatch(alarm.key) : ruleSet.watchesOf(alarm.sensorId).find((watch) => watch.key === alarm.key)

  const endAlarm = (alarm: Alarm, reason: string, now: number): CommittedAlarm[] => {
    const behaviour = ruleSet.rule(alarm.ruleId)?.behaviour ?? ({ priority: alarm.row?.basePriority ?? 4 } as AlarmBehaviour)
    const step = end(alarm.status, behaviour, { now, reason })
    const told = alarm.row !== undefined && step.facts.length > 0 ? book.change(alarm, undefined, { ...step, valueAt: null }) : []
    book.drop(alarm, now)
    return told
  }
  const reasonOf = ({ ruleId, sensorId }: Alarm): string => {
    const rule = ruleSet.rule(ruleId)
    if (rule === undefined) return 'its rule was deleted'
    if (!rule.record.enabled) return 'its rule was switched off'
    if (sensorId !== null && ruleSet.sensor(sensorId) === undefined) return 'its sensor was removed'
    return 'its rule does not watch this any more'
  }
  /** After rules or sensors changed: ends what is watched no more, and judges what stands by new rules at once. */
  const reconcile = (now: number): CommittedAlarm[] => {
    if (!isDirty || !ruleSet.isComplete()) return []
    isDirty = false
    silence.rebuild(now)
    const told: CommittedAlarm[] = []
    for (const alarm of book.all()) {
      const watch = watchOf(alarm)
      if (watch === undefined) told.push(...endAlarm(alarm, reasonOf(alarm), now))
      else book.refresh(alarm, watch)
    }
    const known = areRulesNew ? [...ruleSet.sensors()] : [...strangers].flatMap((id) => ruleSet.sensor(id) ?? [])
    areRulesNew = false
    for (const { sensorId, intervalMs } of known) {
      strangers.delete(sensorId)
      const track = tracks.get(sensorId)
      if (track === undefined || track.arrivedAt === 0 || now - track.arrivedAt > silentAfterMs(intervalMs)) continue
      if (!isLive(undefined, track, track.arrivedAt)) continue
      for (const watch of ruleSet.watchesOf(sensorId)) told.push(...judgeSample(watch, track, now))
    }
    return told
  }

  return {
    setRules: (rules) => {
      ruleSet.setRules(rules)
      gate.setRules(ruleSet.rules())
      isDirty = true
      areRulesNew = true
    },
    setSensors: (sensors) => {
      ruleSet.setSensors(sensors)
      isDirty = true
    },
    setNodeStates: (states) => {
      for (const { nodeId, state } of states) {
        if (nodeStates.get(nodeId) === state) continue
        nodeStates.set(nodeId, state)
        silence.touch(nodeId)
      }
      return []
    },
    onSamples: (samples, now) => {
      passTime(now)
      const told: CommittedAlarm[] = []
      for (const sample of samples) {
        const { sensorId } = sample
        const track = tracks.get(sensorId)
        const isFirst = track === undefined
        const isLate = !isFirst && sample.at < track.at && track.at <= now + mostAheadMs
        silence.hear(sensorId)
        if (ruleSet.sensor(sensorId) === undefined) strangers.add(sensorId)
        if (isLate) {
          // History; but its sensor is there.
          track.arrivedAt = now
          continue
        }
        const live = isLive(track, sample, now)
        const isChanged = track?.value !== sample.value
        tracks.set(sensorId, { at: sample.at, value: sample.value, arrivedAt: now, lagMs: now - sample.at })
        if (isChanged) gate.noteValue(sensorId)
        if (live) for (const watch of ruleSet.watchesOf(sensorId)) told.push(...judgeSample(watch, sample, now))
      }
      told.push(...judgeSilence(now, true))
      return told
    },
    onTick: (now) => {
      passTime(now)
      const told = reconcile(now)
      if (!ruleSet.isComplete()) return told
      told.push(...judgeSilence(now, false))
      for (const alarm of book.hot()) {
        if (isAtRest(alarm, now)) continue
        const watch = watchOf(alarm)
        if (watch !== undefined) told.push(...move(alarm, watch, { holds: null, sample: newestOf(alarm.sensorId), now }))
      }
      if (now - prunedAt >= pruneEveryMs) {
        prunedAt = now
        rows.prune({ before: now - keepEventsMs, keep: mostEvents, limit: 5000 })
      }
      return told
    },
    act: ({ alarmIds, now, ...said }) => {
      const done: CommittedAlarm[] = []
      const refused: { id: string; reason: string }[] = []
      for (const id of alarmIds) {
        const alarm = book.findById(id)
        const watch = alarm === undefined ? undefined : watchOf(alarm)
        if (alarm === undefined || watch === undefined) {
          refused.push({ id, reason: alarm === undefined ? 'There is no such alarm' : 'Its rule does not watch this any more' })
          continue
        }
        const outcome = act(alarm.status, watch.rule.behaviour, { ...said, now })
        if (outcome.kind === 'refused') refused.push({ id, reason: outcome.reason })
        else {
          const told = book.change(alarm, watch, { ...outcome, valueAt: null })
          told.push(...move(alarm, watch, { holds: null, sample: newestOf(alarm.sensorId), now }))
          const record = told.at(-1)?.alarm
          done.push(...told.map(({ alarm: before, event }) => ({ alarm: record ?? before, event })))
        }
      }
      return { done, refused }
    },
    forgetNode: (nodeId) => {
      nodeStates.delete(nodeId)
      for (const sensorId of silence.sensorsOf(nodeId)) {
        tracks.delete(sensorId)
        strangers.delete(sensorId)
      }
      isDirty = true
    },
    reload: () => {
      book.reload()
      // What was ended in the lost transaction stands again.
      isDirty = true
    },
  }
}

/** An alarm that was raised three times in a minute stays until its condition has been gone for a minute, for the next ten minutes. */
function calmed(rule: AlarmBehaviour, { raises }: Alarm, now: number): AlarmBehaviour {
  const [first, , third] = raises
  if (raises.length < chatterRaises || first === undefined || third === undefined) return rule
  if (third - first > chatterWithinMs || now - third > chatterCalmMs || rule.offDelayMs >= chatterWithinMs) return rule
  return { ...rule, offDelayMs: chatterWithinMs }
}

function readTracks(db: Database): Map<string, Track> {
  const known = db
    .prepare<[], { sensorId: string; lastAt: number; lastKind: number; last: StoredValue }>(
      'SELECT sensorId, lastAt, lastKind, last FROM series WHERE lastAt IS NOT NULL',
    )
    .all()
  return new Map(known.map((s) => [s.sensorId, { at: s.lastAt, value: valueFrom(s.lastKind, s.last), arrivedAt: 0, lagMs: null }]))
}
