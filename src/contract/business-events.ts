// Business events: what outsiders may hear of, by webhook, mail and notice. Each has a versioned schema and a sample; the documentation
// is made from here. A change that a reader could notice makes a new version.
import Type, { type Static, type TSchema } from 'typebox'
import { closed, Id, Instant } from './schemas/common.ts'
import { NodeId, SensorId } from './schemas/sensor.ts'

interface BusinessEvent<S extends TSchema = TSchema> {
  readonly version: number
  readonly summary: string
  readonly data: S
  readonly sample: Static<S>
}

const event = <S extends TSchema>(one: BusinessEvent<S>): BusinessEvent<S> => one

const design = Type.Object({ designId: Id, projectId: Id, name: Type.String(), revision: Type.Integer() }, closed)

export const businessEvents = {
  'design.saved': event({
    version: 1,
    summary: 'A revision of a design was stored, its first one included',
    data: design,
    sample: { designId: 'aB3dE5fG7hJ9kL1mN3pQ5r', projectId: 'zY9xW7vU5tS3rQ1pN9mL7k', name: 'Office, 2nd floor', revision: 4 },
  }),
  'node.offline': event({
    version: 1,
    summary: 'A node went silent or left',
    data: Type.Object({ nodeId: NodeId, reason: Type.String(), lastSeenAt: Type.Union([Instant, Type.Null()]) }, closed),
    sample: { nodeId: 'hall-01', reason: 'nothing came for 90 s', lastSeenAt: 1_760_000_000_000 },
  }),
  'alarm.raised': event({
    version: 1,
    summary: 'A condition that a rule watches became true',
    data: Type.Object(
      {
        alarmId: Id,
        ruleId: Id,
        sensorId: Type.Union([SensorId, Type.Null()]),
        nodeId: Type.Union([NodeId, Type.Null()]),
        title: Type.String(),
        priority: Type.String(),
        state: Type.String(),
        value: Type.Union([Type.Number(), Type.Null()]),
      },
      closed,
    ),
    sample: {
      alarmId: 'qW2eR4tY6uI8oP1aS3dF5g',
      ruleId: 'hJ7kL9zX2cV4bN6mQ8wE1r',
      sensorId: 'hall-01_temperature',
      nodeId: 'hall-01',
      title: 'hall-01 temperature: Hi',
      priority: 'high',
      state: 'unacknowledged',
      value: 29.4,
    },
  }),
} as const

export type BusinessEventName = keyof typeof businessEvents
export type BusinessEventData<N extends BusinessEventName> = Static<(typeof businessEvents)[N]['data']>
