// What happened since an instant, newest first: alarms raised, nodes that fell silent, nodes that joined. Pure.
import type { AlarmEvent, AlarmRecord } from '../../contract/schemas/alarm.ts'
import type { NodeRecord } from '../../contract/schemas/node.ts'

export type SinceRow =
  | { readonly kind: 'alarm'; readonly at: number; readonly alarm: AlarmRecord }
  | { readonly kind: 'silent' | 'joined'; readonly at: number; readonly node: NodeRecord }

/** One row for each alarm, at the time it was last raised. */
export function sinceRows(
  given: { readonly events: readonly AlarmEvent[]; readonly alarms: readonly AlarmRecord[]; readonly nodes: readonly NodeRecord[] },
  since: number,
): SinceRow[] {
  const raised = new Map<string, number>()
  for (const { alarmId, transition, at } of given.events)
    if (transition === 'raised' && at > since) raised.set(alarmId, Math.max(at, raised.get(alarmId) ?? 0))
  const rows: SinceRow[] = given.alarms.flatMap((alarm) => {
    const at = raised.get(alarm.id)
    return at === undefined ? [] : [{ kind: 'alarm' as const, at, alarm }]
  })
  for (const node of given.nodes) {
    const heardAt = node.lastReadingAt ?? node.lastSeenAt
    if ((node.state === 'silent' || node.state === 'offline') && heardAt !== null && heardAt > since)
      rows.push({ kind: 'silent', at: heardAt, node })
    if (node.createdAt > since) rows.push({ kind: 'joined', at: node.createdAt, node })
  }
  return rows.sort((a, b) => b.at - a.at)
}
