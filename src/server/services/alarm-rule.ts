// Alarm rules: create, list, read, change, delete. The ingest worker is told the whole set after every commit, and judges by it at once.

import { AppError } from '../../contract/errors.ts'
import type { AlarmRuleRecord, ChangeAlarmRule, CreateAlarmRule } from '../../contract/schemas/alarm.ts'
import { defaultPriority, defaultRules } from '../../domain/alarm-default.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { Log } from '../log.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import { type AlarmRuleFields, type AlarmTargets, requireUsableRule } from './alarm-rule-check.ts'
import { notFound, requireCurrent } from './refusal.ts'
import { cleanName, cleanNotes } from './text.ts'

export interface AlarmRuleService {
  list(query: PageRequest): PageOf<AlarmRuleRecord>
  get(id: string): AlarmRuleRecord
  /** Fields left out have their defaults. Throws invalid naming the field. */
  create(body: CreateAlarmRule): AlarmRuleRecord
  /** `ifMatch` null accepts any revision. Nothing changed: the current record and no event. */
  change(request: { id: string; ifMatch: number | null; body: ChangeAlarmRule }): AlarmRuleRecord
  /** Its alarms end; their events stay. */
  remove(id: string): void
}

interface Parts {
  readonly store: Pick<Store, 'alarmRule' | 'transaction'>
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly ingest: Pick<Ingest, 'request'>
  readonly targets: AlarmTargets
  readonly randomId: () => string
}

/** Every rule of every sensor is held by the worker. */
const mostRules = 1000
const retryMs = 5000

const blank: Omit<AlarmRuleFields, 'name' | 'target' | 'kind' | 'priority'> = {
  ...{ enabled: true, overrides: null, setPoint: null, reference: null, windowMs: null, states: [], deadband: 0, onDelayMs: 0 },
  ...{ offDelayMs: 0, latch: false, schedule: [], enableExpression: '', advice: '', escalation: [], deEscalate: false },
}

/** Makes the default rules in a fresh data folder, once, and tells the worker what there is. */
export function createAlarmRuleService({ store, bus, clock, log, ingest, targets, randomId }: Parts): AlarmRuleService {
  const find = (id: string): AlarmRuleRecord => {
    const rule = store.alarmRule.find(id)
    if (rule === undefined) throw notFound('alarm rule')
    return rule
  }
  /** The worker keeps the set; where it isn't running it is told again when it is. */
  const tellWorker = (): void => {
    ingest.request('alarm.rules', { rules: store.alarmRule.listAll() }).catch((err: unknown) => {
      if (err instanceof AppError && err.code === 'unavailable') return
      log.error({ err }, 'the alarm rules could not be told to the ingest worker; they are told again')
      clock.after(retryMs, tellWorker)
    })
  }
  const tell = (ruleId: string): void => {
    tellWorker()
    bus.publish({ name: 'alarmRule.changed', payload: { ruleId, at: clock.now() } })
  }
  const othersOf = (id: string) => store.alarmRule.listAll().filter((rule) => rule.id !== id)

  makeDefaults()
  tellWorker()
  return {
    list: (query) => store.alarmRule.list(query),
    get: find,
    create: (body) => {
      const at = clock.now()
      const id = randomId()
      const fields = cleanFields({ ...blank, priority: defaultPriority(body.kind), ...body })
      const rule = { id, ...fields, isDefault: false, revision: 1, createdAt: at, updatedAt: at }
      store.transaction(() => {
        if (store.alarmRule.count() >= mostRules)
          throw new AppError('conflict', `There are ${mostRules} alarm rules already`, {
            hint: 'Let one rule watch a type, a node or a zone instead of many that watch one sensor each.',
          })
        requireUsableRule(id, fields, { targets, others: othersOf(id) })
        store.alarmRule.insert(rule)
      })
      tell(id)
      return rule
    },
    change: ({ id, ifMatch, body }) => {
      const { record, changed } = store.transaction(() => {
        const rule = find(id)
        requireCurrent({ noun: 'alarm rule', sent: ifMatch, current: rule.revision, at: rule.updatedAt })
        const next = { ...rule, ...cleanFields({ ...rule, ...body }) }
        if (JSON.stringify(next) === JSON.stringify(rule)) return { record: rule, changed: false }
        requireUsableRule(id, next, { targets: lenientTargets(rule), others: othersOf(id) })
        const saved = { ...next, revision: rule.revision + 1, updatedAt: clock.now() }
        store.alarmRule.update(saved)
        return { record: saved, changed: true }
      })
      if (changed) tell(id)
      return record
    },
    remove: (id) => {
      store.transaction(() => {
        find(id)
        store.alarmRule.remove(id)
        // What took its place stands for itself now.
        for (const other of store.alarmRule.listAll())
          if (other.overrides === id)
            store.alarmRule.update({ ...other, overrides: null, revision: other.revision + 1, updatedAt: clock.now() })
      })
      tell(id)
    },
  }

  /** What a rule names already may be gone: that must not keep its other fields from being changed. */
  function lenientTargets(rule: AlarmRuleRecord): AlarmTargets {
    const { target, reference, enableExpression } = rule
    const names = (id: string) => (target.kind === 'sensor' && target.sensorId === id) || reference === id || enableExpression.includes(id)
    return {
      hasSensor: (id) => names(id) || targets.hasSensor(id),
      hasNode: (id) => (target.kind === 'node' && target.nodeId === id) || targets.hasNode(id),
      hasDesign: (id) => (target.kind === 'zone' && target.designId === id) || targets.hasDesign(id),
    }
  }

  function makeDefaults(): void {
    store.transaction(() => {
      const at = clock.now()
      if (!store.alarmRule.claimDefaults(at)) return
      for (const [i, rule] of defaultRules.entries()) {
        // A millisecond apart, so that lists keep their order.
        const madeAt = at - i
        store.alarmRule.insert({ ...blank, ...rule, id: randomId(), isDefault: true, revision: 1, createdAt: madeAt, updatedAt: madeAt })
      }
    })
  }
}

function cleanFields({
  name,
  enabled,
  target,
  overrides,
  kind,
  setPoint,
  reference,
  windowMs,
  states,
  ...rest
}: AlarmRuleFields): AlarmRuleFields {
  const { deadband, onDelayMs, offDelayMs, priority, latch, schedule, enableExpression, deEscalate } = rest
  return {
    ...{ name: cleanName(name), enabled, target, overrides, kind, setPoint, reference, windowMs, states, deadband, onDelayMs, offDelayMs },
    ...{ priority, latch, schedule, enableExpression: enableExpression.trim(), advice: cleanNotes(rest.advice), deEscalate },
    escalation: rest.escalation.map((step) => ({ ...step, note: cleanNotes(step.note) })),
  }
}
