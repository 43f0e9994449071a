// Sensors (one measured quantity on a node), their readings and their history.
import Type, { type Static } from 'typebox'
import { nodeIdPattern, sensorTypePattern } from '../../domain/sensor.ts'
import { closed, Id, Instant, Mm, Name } from './common.ts'

export const NodeId = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: nodeIdPattern.source,
  description: 'Letters, digits, dot and dash',
})
export const SensorType = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: sensorTypePattern.source,
  description: 'temperature, humidity, ...',
})
export const SensorId = Type.String({ minLength: 1, maxLength: 160, pattern: '^[A-Za-z0-9._-]+$', description: '{node}_{type}' })
export const SensorParams = Type.Object({ id: SensorId }, closed)
export const Value = Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 200 })], {
  description: 'Number, boolean or state',
})
/** Epoch milliseconds, seconds below 1e11, or ISO 8601. */
export const TimeIn = Type.Union([Type.Number(), Type.String({ maxLength: 64 })], {
  description: 'Epoch ms (seconds below 1e11) or ISO 8601',
})
/** A time in a query. */
export const TimeQuery = Type.String({ maxLength: 64, description: 'Epoch ms or ISO 8601' })

export const Location = Type.Union(
  [
    Type.Object({ kind: Type.Literal('symbol'), designId: Id, fixtureId: Type.String({ minLength: 1, maxLength: 64 }) }, closed),
    Type.Object({ kind: Type.Literal('point'), xMm: Mm, yMm: Mm, zMm: Mm, designId: Type.Optional(Id) }, closed),
  ],
  { description: 'Bound to a symbol of a design, or a point in room coordinates' },
)
export type Location = Static<typeof Location>

export const LatestReading = Type.Object(
  { at: Instant, value: Value, flagged: Type.Optional(Type.Boolean({ description: 'The arrival time stands in for the stamp' })) },
  closed,
)
const freshness = Type.Enum(['fresh', 'late', 'silent', 'never'], { description: 'Age of the last reading against the expected period' })

export const SensorRecord = Type.Object(
  {
    id: SensorId,
    nodeId: NodeId,
    nodeName: Type.String(),
    type: SensorType,
    name: Type.String(),
    unit: Type.String(),
    valueKind: Type.Enum(['number', 'boolean', 'state']),
    intervalMs: Type.Integer({ description: 'Expected period, ms' }),
    location: Type.Union([Location, Type.Null()]),
    /** Where the symbol stands now; null where nothing is bound. */
    position: Type.Union([
      Type.Object({ designId: Type.Union([Id, Type.Null()]), xMm: Type.Number(), yMm: Type.Number(), zMm: Type.Number() }, closed),
      Type.Null(),
    ]),
    latest: Type.Union([LatestReading, Type.Null()]),
    freshness,
    topic: Type.String(),
    createdAt: Instant,
  },
  closed,
)
export const ChangeSensor = Type.Partial(
  Type.Object(
    {
      name: Name,
      unit: Type.String({ maxLength: 20 }),
      /** Overrides the node's location; null takes it back. */
      location: Type.Union([Location, Type.Null()]),
    },
    closed,
  ),
  closed,
)
export const SensorQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    nodeId: Type.Optional(NodeId),
    type: Type.Optional(SensorType),
    designId: Type.Optional(Id),
    search: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)

const seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const ReadingIn = Type.Object(
  { timestamp: Type.Optional(TimeIn), value: Value, seq: Type.Optional(seq), unit: Type.Optional(Type.String({ maxLength: 20 })) },
  closed,
)
/** One reading, or `readings` with up to 10,000. */
export const StoreReadings = Type.Object(
  {
    readings: Type.Optional(Type.Array(ReadingIn, { minItems: 1, maxItems: 10_000 })),
    timestamp: Type.Optional(TimeIn),
    value: Type.Optional(Value),
    seq: Type.Optional(seq),
    unit: Type.Optional(Type.String({ maxLength: 20 })),
  },
  closed,
)
export const StoredReadings = Type.Object({ stored: Type.Integer(), duplicate: Type.Integer(), quarantined: Type.Integer() }, closed)
export const Reading = Type.Object({ at: Instant, value: Value, seq: Type.Optional(seq), flagged: Type.Optional(Type.Boolean()) }, closed)
export const ReadingsQuery = Type.Object(
  {
    from: Type.Optional(TimeQuery),
    to: Type.Optional(TimeQuery),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
  },
  closed,
)

export const Bucket = Type.Object(
  {
    at: Instant,
    /** null for states. */
    min: Type.Union([Type.Number(), Type.Null()]),
    max: Type.Union([Type.Number(), Type.Null()]),
    mean: Type.Union([Type.Number(), Type.Null()]),
    count: Type.Integer(),
    last: Type.Optional(Value),
  },
  closed,
)
export const seriesLevels = ['raw', 'minute', 'hour', 'day'] as const
export const Series = Type.Object(
  { sensorId: SensorId, unit: Type.String(), bucketMs: Type.Integer(), level: Type.Enum([...seriesLevels]), buckets: Type.Array(Bucket) },
  closed,
)
export const SeriesQuery = Type.Object(
  { from: TimeQuery, to: TimeQuery, points: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) },
  closed,
)
/** Values of all sensors of one type at regular instants: what the time slider of the heat map scrubs through. */
export const FramesQuery = Type.Object(
  { designId: Id, type: SensorType, from: TimeQuery, to: TimeQuery, steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) },
  closed,
)
export const Frames = Type.Object(
  {
    sensorIds: Type.Array(SensorId),
    times: Type.Array(Instant),
    /** values[step][sensor]; null where no fresh reading was. */
    values: Type.Array(Type.Array(Type.Union([Type.Number(), Type.Null()]))),
  },
  closed,
)
export const RangeQuery = Type.Object({ from: TimeQuery, to: TimeQuery }, closed)
/** How good a sensor's data of a range is. */
export const Quality = Type.Object(
  {
    sensorId: SensorId,
    from: Instant,
    to: Instant,
    expected: Type.Integer(),
    count: Type.Integer(),
    completeness: Type.Number({ description: 'count / expected, at most 1' }),
    gaps: Type.Array(Type.Object({ from: Instant, to: Instant }, closed)),
    min: Type.Union([Type.Number(), Type.Null()]),
    max: Type.Union([Type.Number(), Type.Null()]),
    mean: Type.Union([Type.Number(), Type.Null()]),
    standardDeviation: Type.Union([Type.Number(), Type.Null()]),
    outliers: Type.Array(Type.Object({ at: Instant, value: Type.Number() }, closed)),
    /** Slope of a robust line, in units per day; null when it can't be told. */
    driftPerDay: Type.Union([Type.Number(), Type.Null()]),
    stuckSince: Type.Union([Instant, Type.Null()]),
    missingSeq: Type.Integer(),
    boots: Type.Integer(),
  },
  closed,
)

export type SensorRecord = Static<typeof SensorRecord>
export type ChangeSensor = Static<typeof ChangeSensor>
export type Reading = Static<typeof Reading>
export type ReadingIn = Static<typeof ReadingIn>
export type StoreReadings = Static<typeof StoreReadings>
export type StoredReadings = Static<typeof StoredReadings>
export type Bucket = Static<typeof Bucket>
export type Series = Static<typeof Series>
export type Frames = Static<typeof Frames>
export type Quality = Static<typeof Quality>
export type LatestReading = Static<typeof LatestReading>
