// Dashboards: tiles a person arranges on a grid of twelve columns.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant, Name } from './common.ts'
import { SensorId, SensorType } from './sensor.ts'

const place = {
  id: Id,
  title: Type.Optional(Type.String({ maxLength: 200 })),
  column: Type.Integer({ minimum: 0, maximum: 11 }),
  row: Type.Integer({ minimum: 0, maximum: 500 }),
  width: Type.Integer({ minimum: 1, maximum: 12 }),
  height: Type.Integer({ minimum: 1, maximum: 40 }),
}
const sensors = Type.Array(SensorId, { maxItems: 24 })
export const Tile = Type.Union(
  [
    Type.Object({ kind: Type.Literal('value'), ...place, sensorId: SensorId }, closed),
    Type.Object({ kind: Type.Literal('chart'), ...place, sensorIds: sensors, compareWeek: Type.Optional(Type.Boolean()) }, closed),
    Type.Object({ kind: Type.Literal('heat'), ...place, designId: Id, type: SensorType }, closed),
    Type.Object({ kind: Type.Literal('table'), ...place, sensorIds: sensors }, closed),
    Type.Object({ kind: Type.Literal('alarms'), ...place, designId: Type.Optional(Id) }, closed),
    Type.Object({ kind: Type.Literal('nodes'), ...place, designId: Type.Optional(Id) }, closed),
    Type.Object({ kind: Type.Literal('energy'), ...place }, closed),
  ],
  { description: 'Told apart by kind' },
)
const fields = { name: Name, designId: Type.Union([Id, Type.Null()]), tiles: Type.Array(Tile, { maxItems: 60 }) }
export const DashboardRecord = Type.Object({ id: Id, ...fields, revision: Type.Integer(), createdAt: Instant, updatedAt: Instant }, closed)
export const CreateDashboard = Type.Object(
  { name: fields.name, designId: Type.Optional(fields.designId), tiles: Type.Optional(fields.tiles) },
  closed,
)
export const ChangeDashboard = Type.Partial(Type.Object(fields, closed), closed)

export type Tile = Static<typeof Tile>
export type DashboardRecord = Static<typeof DashboardRecord>
export type CreateDashboard = Static<typeof CreateDashboard>
export type ChangeDashboard = Static<typeof ChangeDashboard>
