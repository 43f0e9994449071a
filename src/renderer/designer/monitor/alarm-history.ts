// When which alarm's condition held, from the log of transitions: marks on the slider and the outlines of an earlier moment. Pure.
import type { AlarmEvent, AlarmRecord } from '../../../contract/schemas/alarm.ts'

export interface AlarmSpan {
  readonly alarmId: string
  readonly from: number
  /** null: it holds still. */
  readonly to: number | null
  readonly priority: number
}

const ends: ReadonlySet<string> = new Set(['returned', 'cleared', 'reset'])

/** Spans of the range. What began before it has its alarm's own time, or the range's start. */
export function alarmSpans(
  events: readonly AlarmEvent[],
  { alarms, from }: { readonly alarms: readonly AlarmRecord[]; readonly from: number },
): AlarmSpan[] {
  const spans: AlarmSpan[] = []
  const open = new Map<string, { from: number; priority: number }>()
  const heard = new Set<string>()
  for (const event of [...events].sort((a, b) => a.at - b.at || a.id - b.id)) {
    const { alarmId, at, transition, priority } = event
    if (transition === 'raised') open.set(alarmId, { from: at, priority })
    else if (ends.has(transition)) {
      const begun = open.get(alarmId)
      if (begun) spans.push({ alarmId, from: begun.from, to: at, priority: begun.priority })
      else if (!heard.has(alarmId)) spans.push({ alarmId, from, to: at, priority })
      open.delete(alarmId)
    } else continue
    heard.add(alarmId)
  }
  for (const [alarmId, begun] of open) spans.push({ alarmId, ...begun, to: null })
  for (const { id, isActive, raisedAt, priority } of alarms)
    if (isActive && raisedAt !== null && !heard.has(id)) spans.push({ alarmId: id, from: raisedAt, to: null, priority })
  return spans.sort((a, b) => a.from - b.from)
}

/** Alarms whose condition held at an instant. */
export function alarmsAt(spans: readonly AlarmSpan[], at: number): ReadonlySet<string> {
  return new Set(spans.filter(({ from, to }) => from <= at && (to === null || at < to)).map(({ alarmId }) => alarmId))
}
