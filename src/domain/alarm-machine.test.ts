// The state machine by tables and by properties: only legal steps, replay gives the state, nothing flaps, one alarm per condition.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AlarmAction, type AlarmState, alarmActions, alarmStates, longestShelfMs } from './alarm.ts'
import { judge } from './alarm-condition.ts'
import { type AlarmBehaviour, type AlarmMoment, type AlarmStatus, act, advance, end, newStatus, rawCondition } from './alarm-machine.ts'
import { type AlarmFact, type AlarmTransition, alarmTransitions, isLegalStep, legalSteps, replayFacts } from './alarm-transition.ts'

const plain: AlarmBehaviour = { priority: 3, onDelayMs: 0, offDelayMs: 0, latch: false, escalation: [], deEscalate: false }
const latching = { ...plain, latch: true }
const moment = (now: number, holds: boolean | null, more: Partial<AlarmMoment> = {}): AlarmMoment => ({
  ...{ now, holds, value: holds === null ? null : 1, shutBy: null, isOutranked: false, mayMature: true },
  ...more,
})

/** Plays words and answers every state on the way, the first one included. */
function play(rule: AlarmBehaviour, doings: readonly string[]): { states: AlarmState[]; facts: AlarmFact[]; status: AlarmStatus } {
  let status = newStatus(rule.priority)
  let now = 1000
  let shutBy: string | null = null
  const states: AlarmState[] = [status.logged.state]
  const facts: AlarmFact[] = []
  const take = (step: { status: AlarmStatus; facts: readonly AlarmFact[] }) => {
    status = step.status
    facts.push(...step.facts)
    states.push(...step.facts.map((f) => f.to))
  }
  for (const doing of doings) {
    now += 1000
    if (doing === 'bad' || doing === 'good') take(advance(status, rule, moment(now, doing === 'bad', { shutBy })))
    else if (doing === 'shut' || doing === 'open') {
      shutBy = doing === 'shut' ? 'the schedule' : null
      take(advance(status, rule, moment(now, null, { shutBy })))
    } else if (doing === 'day') {
      now += longestShelfMs
      take(advance(status, rule, moment(now, null, { shutBy })))
    } else if (doing === 'end') take(end(status, rule, { now, reason: 'its rule was deleted' }))
    else {
      const done = act(status, rule, { action: doing as AlarmAction, by: 'owner', comment: 'why', until: now + 3_600_000, now })
      if (done.kind === 'refused') throw new Error(done.reason)
      take(done)
      take(advance(status, rule, moment(now, null, { shutBy })))
    }
  }
  return { states, facts, status }
}

describe('every state of ISA-18.2 is reached the way the standard draws it', () => {
  test.each<[string, AlarmBehaviour, string[], AlarmState[]]>([
    ['seen while it lasts', plain, ['bad', 'acknowledge', 'good'], ['normal', 'unacknowledged', 'acknowledged', 'normal']],
    ['gone before it was seen', plain, ['bad', 'good', 'acknowledge'], ['normal', 'unacknowledged', 'returnedUnacknowledged', 'normal']],
    ['back before it was seen', plain, ['bad', 'good', 'bad'], ['normal', 'unacknowledged', 'returnedUnacknowledged', 'unacknowledged']],
    [
      'latched, seen late',
      latching,
      ['bad', 'good', 'acknowledge', 'reset'],
      ['normal', 'unacknowledged', 'latchedUnacknowledged', 'latchedAcknowledged', 'normal'],
    ],
    [
      'latched, seen early',
      latching,
      ['bad', 'acknowledge', 'good', 'reset'],
      ['normal', 'unacknowledged', 'acknowledged', 'latchedAcknowledged', 'normal'],
    ],
    [
      'latched, reset unseen takes both steps',
      latching,
      ['bad', 'good', 'reset'],
      ['normal', 'unacknowledged', 'latchedUnacknowledged', 'latchedAcknowledged', 'normal'],
    ],
    ['latched and back', latching, ['bad', 'good', 'bad'], ['normal', 'unacknowledged', 'latchedUnacknowledged', 'unacknowledged']],
    ['shelved until it was gone', plain, ['bad', 'shelve', 'good', 'unshelve'], ['normal', 'unacknowledged', 'shelved', 'normal']],
    ['shelved too short', plain, ['bad', 'shelve', 'unshelve'], ['normal', 'unacknowledged', 'shelved', 'normal', 'unacknowledged']],
    [
      'shelved, the end comes by itself',
      plain,
      ['bad', 'shelve', 'day'],
      ['normal', 'unacknowledged', 'shelved', 'normal', 'unacknowledged'],
    ],
    ['suppressed by a person', plain, ['suppress', 'bad', 'unsuppress'], ['normal', 'suppressed', 'normal', 'unacknowledged']],
    ['suppressed by design', plain, ['bad', 'shut', 'open'], ['normal', 'unacknowledged', 'suppressed', 'normal', 'unacknowledged']],
    ['nothing is raised outside the schedule', plain, ['shut', 'bad', 'good', 'open'], ['normal']],
    ['raised when the schedule begins', plain, ['shut', 'bad', 'open'], ['normal', 'unacknowledged']],
    [
      'out of service from the shelf',
      plain,
      ['bad', 'shelve', 'takeOutOfService', 'good', 'returnToService'],
      ['normal', 'unacknowledged', 'shelved', 'outOfService', 'normal'],
    ],
    ['ended with its rule', plain, ['bad', 'acknowledge', 'end'], ['normal', 'unacknowledged', 'acknowledged', 'normal']],
  ])('%s', (_name, rule, doings, wanted) => {
    expect(play(rule, doings).states).toEqual(wanted)
  })

  test('What a person can’t do is refused with a reason and changes nothing', () => {
    const reasons = (rule: AlarmBehaviour, doings: string[]) => {
      const { status } = play(rule, doings)
      const at = { by: 'owner', comment: null, until: 5_000_000, now: 100_000 }
      return Object.fromEntries(
        alarmActions.flatMap((action) => {
          const done = act(status, rule, { ...at, action })
          return done.kind === 'refused' ? [[action, done.reason]] : []
        }),
      )
    }
    expect(reasons(plain, ['bad'])).toEqual({
      unshelve: 'It is not shelved',
      unsuppress: 'It is not suppressed',
      returnToService: 'It is not out of service',
      reset: 'Its condition still holds',
    })
    expect(reasons(plain, ['bad', 'acknowledge']).acknowledge).toBe('It was acknowledged already by owner')
    expect(reasons(plain, ['bad', 'shut']).unsuppress).toBe('It is suppressed by design (the schedule): that ends by itself')
    expect(reasons(plain, ['bad', 'good']).reset).toBe('It is not latched: acknowledge it instead')
    const tooLong = act(newStatus(1), plain, { action: 'shelve', by: 'o', comment: 'x', until: longestShelfMs + 1, now: 0 })
    expect(tooLong).toEqual({ kind: 'refused', reason: 'Shelving must end within 24 hours' })
  })
})

describe('delays', () => {
  const delayed = { ...plain, onDelayMs: 10_000, offDelayMs: 20_000 }
  const run = (readings: readonly (readonly [now: number, holds: boolean | null, more?: Partial<AlarmMoment>])[]) => {
    let status = newStatus(3)
    const seen: [number, AlarmTransition][] = []
    for (const [now, holds, more] of readings) {
      const step = advance(status, delayed, moment(now, holds, more))
      status = step.status
      seen.push(...step.facts.map((f) => [now, f.transition] as [number, AlarmTransition]))
    }
    return seen
  }
  test('The condition must last the on-delay, also when no further sample comes, and be gone the off-delay', () => {
    expect(
      run([
        [0, true],
        [9_999, null],
        [10_000, null],
        [11_000, false],
        [30_000, false],
        [31_000, null],
      ]),
    ).toEqual([
      [10_000, 'raised'],
      [31_000, 'returned'],
    ])
  })
  test('An interruption starts the delay again', () => {
    expect(
      run([
        [0, true],
        [9_000, false],
        [9_500, true],
        [19_000, true],
        [19_500, true],
      ]),
    ).toEqual([[19_500, 'raised']])
  })
  test('Right after a start or a sleep a delay ends with a sample only', () => {
    const asleep = { mayMature: false }
    expect(
      run([
        [0, true],
        [3_600_000, null, asleep],
        [3_600_100, false, asleep],
      ]),
    ).toEqual([])
    expect(
      run([
        [0, true],
        [3_600_000, null, asleep],
        [3_600_100, true, asleep],
      ]),
    ).toEqual([[3_600_100, 'raised']])
  })
})

test('Escalation takes its steps while nobody acknowledges, and falls back where the rule says so', () => {
  const rule: AlarmBehaviour = {
    ...plain,
    escalation: [
      { afterMs: 60_000, priority: 2, note: 'Call the caretaker' },
      { afterMs: 300_000, priority: 1, note: '' },
    ],
    deEscalate: true,
  }
  let status = advance(newStatus(3), rule, moment(0, true)).status
  expect(status.nextEscalationAt).toBe(60_000)
  expect(advance(status, rule, moment(59_999, null)).facts).toEqual([])
  const first = advance(status, rule, moment(60_000, null))
  expect(first.facts.map((f) => [f.transition, f.priority, f.comment])).toEqual([['escalated', 2, 'Call the caretaker']])
  expect(first.status.nextEscalationAt).toBe(300_000)
  const both = advance(status, rule, moment(400_000, null))
  expect(both.facts.map((f) => f.priority)).toEqual([2, 1])
  status = both.status
  const seen = act(status, rule, { action: 'acknowledge', by: 'owner', comment: 'On it', until: null, now: 400_500 })
  if (seen.kind === 'refused') throw new Error(seen.reason)
  expect(seen.facts.map((f) => [f.transition, f.priority])).toEqual([
    ['acknowledged', 1],
    ['deEscalated', 3],
  ])
  expect([seen.status.nextEscalationAt, seen.status.logged.escalation]).toEqual([null, 2])
})

test('Nothing new is raised beside a graver alarm of the same sensor; what stands already stays', () => {
  const outranked = { isOutranked: true }
  const kept = advance(newStatus(3), plain, moment(0, true, outranked))
  expect([kept.facts.length, kept.status.isActive]).toEqual([0, true])
  expect(advance(kept.status, plain, moment(1, null)).facts.map((f) => f.transition)).toEqual(['raised'])
  const raised = advance(newStatus(3), plain, moment(0, true)).status
  expect(advance(raised, plain, moment(1, true, outranked)).facts).toEqual([])
})

const ruleArb = fc.record({
  priority: fc.constantFrom<1 | 2 | 3 | 4>(1, 2, 3, 4),
  onDelayMs: fc.constantFrom(0, 5_000, 60_000),
  offDelayMs: fc.constantFrom(0, 5_000, 60_000),
  latch: fc.boolean(),
  deEscalate: fc.boolean(),
  escalation: fc.array(
    fc.record({ afterMs: fc.integer({ min: 0, max: 120_000 }), priority: fc.constantFrom<1 | 2>(1, 2), note: fc.string() }),
    {
      maxLength: 3,
    },
  ),
})
const stepArb = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      byMs: fc.integer({ min: 0, max: 120_000 }),
      holds: fc.constantFrom(true, true, false, null),
      shutBy: fc.constantFrom(null, null, null, null, null, null, 'the schedule', undefined),
      isOutranked: fc.constantFrom(false, false, false, true),
      mayMature: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      action: fc.constantFrom('acknowledge' as const, 'acknowledge' as const, ...alarmActions),
      comment: fc.option(fc.string()),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const) }) },
)

test('Whatever happens: only legal steps, an unbroken chain of states, and replaying the log gives the state', () => {
  const used = new Set<string>()
  fc.assert(
    fc.property(ruleArb, fc.array(stepArb, { maxLength: 60, size: 'max' }), (rule, steps) => {
      let status = newStatus(rule.priority)
      let now = 1_000_000
      const log: AlarmFact[] = []
      for (const step of steps) {
        const before = status
        if (step.kind === 'time') {
          now += step.byMs
          const { holds, shutBy, isOutranked, mayMature } = step
          const done = advance(status, rule, { now, holds, value: holds === null ? null : now, shutBy, isOutranked, mayMature })
          if (done.facts.length > 0) expect(done.status).not.toBe(before)
          status = done.status
          log.push(...done.facts)
        } else if (step.kind === 'end') {
          const done = end(status, rule, { now, reason: 'gone' })
          status = done.status
          log.push(...done.facts)
        } else {
          const done = act(status, rule, { action: step.action, by: 'owner', comment: step.comment, until: now + 30_000, now })
          if (done.kind === 'refused') continue
          status = done.status
          log.push(...done.facts)
        }
        if (status.nextEscalationAt !== null) expect(status.logged.state).toBe('unacknowledged')
      }
      for (const [i, fact] of log.entries()) {
        expect([fact, isLegalStep(fact)]).toEqual([fact, true])
        expect(fact.from).toBe(log[i - 1]?.to ?? 'normal')
        used.add(`${fact.transition} ${fact.from} ${fact.to}`)
      }
      expect(replayFacts(log, rule.priority)).toEqual(status.logged)
    }),
    { numRuns: 1500, seed: 18 },
  )
  // The property has really walked the machine: every legal step was taken.
  const all = alarmTransitions.flatMap((t) => legalSteps[t].map(([from, to]) => `${t} ${from} ${to}`))
  expect(all.filter((step) => !used.has(step))).toEqual([])
  expect(new Set(all.map((step) => step.split(' ')[2])).size).toBe(alarmStates.length)
})

test('The same object comes back when nothing changed, so that nothing is written', () => {
  const raised = advance(newStatus(3), plain, moment(0, true)).status
  for (const holds of [true, null]) expect(advance(raised, plain, moment(50, holds)).status).toBe(raised)
  const calm = newStatus(3)
  for (const holds of [false, null]) expect(advance(calm, plain, moment(50, holds)).status).toBe(calm)
})

const high = { kind: 'hi' as const, setPoint: 28, deadband: 0.5, windowMs: null, states: [] }
function feed(values: readonly number[], start: AlarmStatus, from = 0) {
  let status = start
  const facts: AlarmFact[] = []
  for (const [i, value] of values.entries()) {
    const { holds } = judge(high, { at: from + i, value }, { wasHolding: rawCondition(status), reference: null, memory: undefined })
    const step = advance(status, plain, { ...moment(from + i * 1000, holds), value })
    status = step.status
    facts.push(...step.facts)
  }
  return { status, facts }
}

test('No series inside the deadband makes an alarm flap, from either side', () => {
  const inside = fc.array(fc.double({ min: 27.5, max: 28, minExcluded: true, noNaN: true }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(inside, (values) => {
      expect(feed(values, newStatus(3)).facts).toEqual([])
      const raised = feed([30], newStatus(3)).status
      expect(feed(values, raised, 5000).facts).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('20,000 bad readings are one alarm with one event', () => {
  const values = Array.from({ length: 20_000 }, (_, i) => 29 + (i % 700) / 100)
  const { facts, status } = feed(values, newStatus(3))
  expect([facts.map((f) => f.transition), status.logged.state]).toEqual([['raised'], 'unacknowledged'])
})
