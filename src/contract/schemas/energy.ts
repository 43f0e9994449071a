// Energy: kWh from watts over the real intervals, by tariff band, and what was used while nobody was there.
import Type, { type Static } from 'typebox'
import { ScheduleWindow } from './alarm.ts'
import { closed, Id, Instant } from './common.ts'
import { SensorId, TimeQuery } from './sensor.ts'

const band = {
  name: Type.String({ minLength: 1, maxLength: 60 }),
  pricePerKWh: Type.Number({ minimum: 0, maximum: 1000 }),
}
export const TariffValues = Type.Object(
  {
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    standard: Type.Object(band, closed),
    /** The first band whose windows hold an instant gives its price. */
    bands: Type.Array(Type.Object({ ...band, windows: Type.Array(ScheduleWindow, { minItems: 1, maxItems: 20 }) }, closed), {
      maxItems: 10,
    }),
    /** When people are expected where no occupancy sensor says so. */
    workingHours: Type.Array(ScheduleWindow, { maxItems: 20 }),
  },
  closed,
)
export const Tariff = Type.Object({ revision: Type.Integer(), values: TariffValues }, closed)
export const EnergyQuery = Type.Object(
  { from: TimeQuery, to: TimeQuery, designId: Type.Optional(Id), bucket: Type.Optional(Type.Enum(['hour', 'day'])) },
  closed,
)
const sums = { kWh: Type.Number(), cost: Type.Number(), unoccupiedKWh: Type.Number(), unoccupiedCost: Type.Number() }
export const Energy = Type.Object(
  {
    from: Instant,
    to: Instant,
    currency: Type.String(),
    ...sums,
    /** Share of the time for which watts are known. */
    coverage: Type.Number(),
    bands: Type.Array(Type.Object({ name: Type.String(), kWh: Type.Number(), cost: Type.Number() }, closed)),
    sensors: Type.Array(
      Type.Object({ sensorId: SensorId, ...sums, coverage: Type.Number(), occupancyFrom: Type.Enum(['sensor', 'hours']) }, closed),
    ),
    buckets: Type.Array(Type.Object({ at: Instant, kWh: Type.Number(), cost: Type.Number(), unoccupiedKWh: Type.Number() }, closed)),
  },
  closed,
)
export type TariffValues = Static<typeof TariffValues>
export type Tariff = Static<typeof Tariff>
export type Energy = Static<typeof Energy>
