// Business events of what goes on by itself: alarms, nodes, commands, deliveries, backups, the program's own health.
import Type from 'typebox'
import { alarmStates } from '../../domain/alarm.ts'
import { closed, Id, Instant } from '../schemas/common.ts'
import { NodeId, SensorId } from '../schemas/sensor.ts'
import { event, orNull, sampleIds } from './event.ts'

const { alarm: alarmId, rule: ruleId, design: designId, other, at } = sampleIds

/** By the number in the alarm's record, 1 to 4. */
export const alarmPriorityNames = ['urgent', 'high', 'medium', 'low'] as const

const alarm = {
  alarmId: Id,
  ruleId: Id,
  sensorId: orNull(SensorId),
  nodeId: orNull(NodeId),
  designId: orNull(Id),
  title: Type.String(),
  priority: Type.Enum([...alarmPriorityNames]),
  state: Type.Enum([...alarmStates]),
  value: orNull(Type.Number({ description: 'What was measured; null for what is no number' })),
  unit: Type.String(),
  setPoint: orNull(Type.Number()),
  advice: Type.String({ description: 'What the rule says to do' }),
}
const alarmSample = {
  alarmId,
  ruleId,
  sensorId: 'hall-01_temperature',
  nodeId: 'hall-01',
  designId,
  title: 'Too warm: hall-01_temperature',
  priority: 'high',
  value: 29.4,
  unit: '°C',
  setPoint: 28,
  advice: 'Look whether the cooling runs.',
} as const

const node = { nodeId: NodeId, name: Type.String(), reason: Type.String() }

export const plantEvents = {
  'alarm.raised': event({
    version: 1,
    summary: 'A condition that a rule watches became true',
    data: Type.Object(alarm, closed),
    sample: { ...alarmSample, state: 'unacknowledged' },
  }),
  'alarm.acknowledged': event({
    version: 1,
    summary: 'Somebody took note of an alarm',
    data: Type.Object({ ...alarm, by: orNull(Type.String()), comment: orNull(Type.String()) }, closed),
    sample: { ...alarmSample, state: 'acknowledged', by: 'Ada Example', comment: 'On my way' },
  }),
  'alarm.escalated': event({
    version: 2,
    summary: 'Nobody acknowledged an alarm in time: a step of its escalation was taken',
    data: Type.Object(
      {
        ...alarm,
        step: Type.Integer({ description: 'Which step of its rule, from 1' }),
        comment: orNull(Type.String({ description: 'The note of the escalation step' })),
      },
      closed,
    ),
    sample: { ...alarmSample, priority: 'urgent', state: 'unacknowledged', step: 1, comment: 'Call the stand-by' },
  }),
  'alarm.cleared': event({
    version: 1,
    summary: 'An alarm is over',
    data: Type.Object({ ...alarm, by: orNull(Type.String({ description: 'Who ended it; null: the condition went away' })) }, closed),
    sample: { ...alarmSample, state: 'normal', by: null },
  }),
  'node.registered': event({
    version: 1,
    summary: 'A node became known, or registered again with other words',
    data: Type.Object(node, closed),
    sample: { nodeId: 'hall-01', name: 'Hall', reason: 'it registered' },
  }),
  'node.offline': event({
    version: 1,
    summary: 'A node went silent or left',
    data: Type.Object({ ...node, lastSeenAt: orNull(Instant) }, closed),
    sample: { nodeId: 'hall-01', name: 'Hall', reason: 'nothing came for 90 s', lastSeenAt: at },
  }),
  'node.online': event({
    version: 1,
    summary: 'A node that was gone is back',
    data: Type.Object(node, closed),
    sample: { nodeId: 'hall-01', name: 'Hall', reason: 'its readings come in time' },
  }),
  'node.deleted': event({
    version: 1,
    summary: 'A node was taken off the list',
    data: Type.Object(node, closed),
    sample: { nodeId: 'hall-01', name: 'Hall', reason: 'deleted by a person' },
  }),
  'command.failed': event({
    version: 1,
    summary: 'A node said that it could not do what it was told, or nobody heard how a command ended in time',
    data: Type.Object(
      { commandId: Id, nodeId: NodeId, command: Type.String(), state: Type.Enum(['failed', 'expired']), reason: orNull(Type.String()) },
      closed,
    ),
    sample: { commandId: other, nodeId: 'hall-01', command: 'set_interval', state: 'failed', reason: 'interval out of range' },
  }),
  'delivery.failing': event({
    version: 1,
    summary: 'A webhook endpoint has failed for long and will be switched off unless it answers',
    data: Type.Object(
      {
        endpointId: Id,
        name: Type.String(),
        url: Type.String(),
        reason: Type.String(),
        failingHours: Type.Integer(),
        hoursLeft: Type.Integer(),
      },
      closed,
    ),
    sample: {
      ...{ endpointId: other, name: 'Building management', url: 'https://example.org/hook', reason: 'it answered 500' },
      ...{ failingHours: 96, hoursLeft: 24 },
    },
  }),
  'delivery.disabled': event({
    version: 1,
    summary: 'A webhook endpoint was switched off: it said so, or it failed for 120 hours',
    data: Type.Object({ endpointId: Id, name: Type.String(), url: Type.String(), reason: Type.String(), waiting: Type.Integer() }, closed),
    sample: { endpointId: other, name: 'Building management', url: 'https://example.org/hook', reason: 'it answered 410', waiting: 12 },
  }),
  'backup.failed': event({
    version: 1,
    summary: 'A backup could not be made or verified',
    isLater: true,
    data: Type.Object({ reason: Type.String(), lastVerifiedAt: orNull(Instant) }, closed),
    sample: { reason: 'The disk of the backups is full', lastVerifiedAt: at - 86_400_000 },
  }),
  'health.degraded': event({
    version: 1,
    summary: 'A part of the program does not work as it should, for half a minute or longer',
    data: Type.Object({ part: Type.String(), state: Type.Enum(['degraded', 'down']), reason: Type.String() }, closed),
    sample: { part: 'disk', state: 'degraded', reason: 'Only 180 MiB are free where the data folder is' },
  }),
  'health.recovered': event({
    version: 1,
    summary: 'A part of the program works again',
    data: Type.Object({ part: Type.String(), afterMs: Type.Integer() }, closed),
    sample: { part: 'disk', afterMs: 3_600_000 },
  }),
} as const
