// What each live event means for the query cache and the live stores. Readings touch neither the cache nor the server; bursts of the same
// kind are gathered before anything is asked again.
import type { QueryClient } from '@tanstack/react-query'
import type { EventPayload, LiveEvent } from '../../contract/events.ts'
import type { Notice } from '../../contract/schemas/mail.ts'
import type { CommandRecord, NodeRecord } from '../../contract/schemas/node.ts'
import type { LiveAlarms } from './live-alarms.ts'
import type { LiveValues } from './live-values.ts'
import { setServerTime } from './now.ts'
import { keys } from './queries.ts'
import { patchNodes, sensorKeys } from './sensor-queries.ts'

interface Needs {
  readonly queries: QueryClient
  readonly values: LiveValues
  readonly alarms: LiveAlarms
  /** More transitions came than are told one by one: the alarms are asked for again. */
  readonly onFlood?: () => void
  readonly later?: (run: () => void, ms: number) => unknown
}

/** How long events of one kind are gathered before the lists are asked again, ms. */
const gatherMs = 1000

/** Takes every event of the stream in order. */
export function createLiveCache({ queries, values, alarms, onFlood, later = setTimeout }: Needs): (event: LiveEvent) => void {
  const waiting = new Set<string>()
  const invalidateSoon = (queryKey: readonly unknown[]) => {
    const name = JSON.stringify(queryKey)
    if (waiting.has(name)) return
    waiting.add(name)
    later(() => {
      waiting.delete(name)
      // A first answer still under way isn't replaced by asking again, only by leaving it.
      const isFirst = queries.isFetching({ queryKey, type: 'active', predicate: ({ state }) => state.data === undefined }) > 0
      if (isFirst) void queries.cancelQueries({ queryKey, type: 'active' }).then(() => invalidate(queryKey))
      else invalidate(queryKey)
    }, gatherMs)
  }
  const invalidate = (queryKey: readonly unknown[]) => void queries.invalidateQueries({ queryKey })
  /** An answer under way may be older than the event just told: it would overwrite it for good, so it is asked for again. */
  const outrun = (queryKey: readonly unknown[]) => {
    if (queries.isFetching({ queryKey }) > 0) invalidateSoon(queryKey)
  }

  let changedNodes = new Map<string, NodeRecord>()
  const nodeChanged = (node: NodeRecord) => {
    if (changedNodes.size === 0)
      later(() => {
        const records = changedNodes
        changedNodes = new Map()
        patchNodes(queries, records)
        outrun(sensorKeys.nodes)
      }, 250)
    changedNodes.set(node.id, node)
  }
  const commandChanged = (command: CommandRecord) => {
    outrun(sensorKeys.commands(command.nodeId))
    queries.setQueryData<{ items: CommandRecord[]; next: string | null }>(sensorKeys.commands(command.nodeId), (held) => {
      if (!held) return held
      const isHeld = held.items.some((c) => c.id === command.id)
      return { ...held, items: isHeld ? held.items.map((c) => (c.id === command.id ? command : c)) : [command, ...held.items] }
    })
  }

  return ({ name, payload }) => {
    switch (name) {
      case 'readings.stored':
        return values.take(payload as EventPayload<'readings.stored'>)
      case 'snapshot':
        return setServerTime((payload as EventPayload<'snapshot'>).at)
      case 'settings.changed':
        return invalidate(keys.settings)
      case 'design.saved':
      case 'design.deleted':
      case 'design.restored':
        // Symbols may have moved, and sensors with them.
        invalidateSoon(sensorKeys.sensors)
        invalidate(keys.designs)
        return invalidate(keys.projects)
      case 'project.changed':
      case 'project.deleted':
        invalidate(keys.designs)
        return invalidate(keys.projects)
      case 'node.changed':
        return nodeChanged(payload as NodeRecord)
      case 'node.registered':
      case 'node.deleted':
        invalidateSoon(sensorKeys.sensors)
        return invalidateSoon(sensorKeys.nodes)
      case 'sensor.changed':
        return invalidateSoon(sensorKeys.sensors)
      case 'join.changed':
        return void queries.setQueryData(sensorKeys.join, payload)
      case 'command.changed':
      case 'command.failed':
        return commandChanged(payload as CommandRecord)
      case 'alarm.raised':
      case 'alarm.returned':
      case 'alarm.cleared':
      case 'alarm.acknowledged':
      case 'alarm.shelved':
      case 'alarm.unshelved':
      case 'alarm.changed': {
        const change = payload as EventPayload<'alarm.raised'>
        alarms.take(change)
        queries.setQueryData(sensorKeys.alarm(change.alarm.id), (held: unknown) => (held === undefined ? undefined : change.alarm))
        if (change.alarm.state === 'normal' || change.event.from === 'normal') invalidateSoon(sensorKeys.clearedAlarms)
        return invalidateSoon([...sensorKeys.alarmEvents, change.alarm.id])
      }
      case 'alarm.flooded':
        onFlood?.()
        invalidateSoon(sensorKeys.clearedAlarms)
        return invalidateSoon(sensorKeys.alarmEvents)
      case 'alarmRule.changed':
        return invalidateSoon(sensorKeys.alarmRules)
      case 'key.changed':
      case 'key.expiring':
        return invalidateSoon(sensorKeys.apiKeys)
      case 'ticket.changed':
        return invalidateSoon(sensorKeys.tickets)
      case 'inbox.changed':
        return invalidateSoon(sensorKeys.inbox)
      case 'webhook.changed':
        return invalidateSoon(sensorKeys.webhooks)
      case 'delivery.changed':
        // The counts of the endpoints change with every delivery.
        invalidateSoon(sensorKeys.webhooks)
        return invalidateSoon(sensorKeys.deliveries)
      case 'outbox.changed':
        return invalidateSoon(sensorKeys.outbox)
      case 'mail.changed':
        for (const what of (payload as EventPayload<'mail.changed'>).what) invalidateSoon([...sensorKeys.mail, what])
        return
      case 'dashboard.changed':
        return invalidateSoon(sensorKeys.dashboards)
      case 'notice.shown': {
        const notice = payload as Notice
        outrun(sensorKeys.notices)
        return void queries.setQueryData<Notice[]>(
          sensorKeys.notices,
          (held) => held && [notice, ...held.filter(({ id }) => id !== notice.id)],
        )
      }
      case 'design.exported':
      case 'node.offline':
      case 'node.online':
        return
      default:
        return name satisfies never
    }
  }
}
