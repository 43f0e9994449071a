// Energy of a time range: each power sensor's readings integrated, priced by the tariff's bands, and told apart by whether anybody was
// there: by the occupancy sensors of the same design, else by the working hours. Reads history by pages; long ranges from means.
import type { Energy } from '../../contract/schemas/energy.ts'
import type { LocalTime } from '../../domain/alarm-schedule.ts'
import {
  addBuckets,
  createIntegrator,
  cutByPresence,
  cutByTariff,
  type EnergySums,
  longestGapMs,
  type PresenceSpan,
  presenceFrom,
  type Stretch,
} from '../../domain/energy.ts'
import { silentAfterMs } from '../../domain/node.ts'
import type { SensorValue } from '../../domain/sensor.ts'
import type { Clock } from '../clock.ts'
import type { SensorFacts } from '../ingest-port.ts'
import type { PageOf } from '../store/cursor.ts'
import { instantFrom } from './instant.ts'
import { invalidField } from './refusal.ts'
import type { TariffService } from './tariff.ts'

/** History as the energy service needs it; times are UTC ms, `from` inclusive, `to` exclusive. */
export interface EnergyHistory {
  readings(
    sensorId: string,
    page: { from: number; to: number; limit: number; cursor?: string },
  ): Promise<PageOf<{ readonly at: number; readonly value: SensorValue }>>
  series(
    sensorId: string,
    range: { from: number; to: number; points: number },
  ): Promise<{
    readonly bucketMs: number
    readonly buckets: readonly { readonly at: number; readonly mean: number | null; readonly max: number | null; readonly count: number }[]
  }>
}

export interface EnergyService {
  get(query: { from: string; to: string; designId?: string; bucket?: 'hour' | 'day' }): Promise<Energy>
}

const dayMs = 86_400_000
const longestDays = 366
/** More readings than these come as means. */
const mostRaw = 200_000
/** Readings older than that may be gone, their means are not. */
const rawForMs = 80 * dayMs
const pageSize = 10_000
const mostPoints = 10_000
/** Means of hours at least, and of several readings. */
const pointsFor = ({ from, to }: { from: number; to: number }, intervalMs: number) =>
  Math.min(mostPoints, Math.max(1, Math.ceil((to - from) / Math.max(3_600_000, 4 * intervalMs))))

interface Parts {
  readonly clock: Clock
  readonly tariff: Pick<TariffService, 'get'>
  readonly sensors: () => readonly SensorFacts[]
  readonly history: EnergyHistory
  readonly localTime?: (at: number) => LocalTime
}

/** The zone of the process. */
export function serverTimeOf(at: number): LocalTime {
  const local = new Date(at)
  return { day: local.getDay(), minutes: local.getHours() * 60 + local.getMinutes() }
}

/** Computes on each call; keeps nothing. */
export function createEnergyService({ clock, tariff, sensors, history, localTime = serverTimeOf }: Parts): EnergyService {
  const isRaw = (range: { from: number; to: number }, intervalMs: number) =>
    (range.to - range.from) / intervalMs <= mostRaw && range.from >= clock.now() - rawForMs

  async function* readAll(sensorId: string, range: { from: number; to: number }) {
    let cursor: string | undefined
    do {
      const page = await history.readings(sensorId, { ...range, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) })
      yield page.items
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
  }

  const readPresence = async (facts: readonly SensorFacts[], range: { from: number; to: number }): Promise<PresenceSpan[]> => {
    const read = facts.map(async ({ sensorId, intervalMs }) => {
      const goodForMs = silentAfterMs(intervalMs)
      const wide = { from: Math.max(0, range.from - goodForMs), to: range.to }
      if (!isRaw(wide, intervalMs)) {
        const { bucketMs, buckets } = await history.series(sensorId, { ...wide, points: mostPoints })
        return { readings: buckets.map(({ at, max }) => ({ at, isOccupied: (max ?? 0) > 0 })), goodForMs: Math.max(bucketMs, goodForMs) }
      }
      const readings: { at: number; isOccupied: boolean }[] = []
      for await (const page of readAll(sensorId, wide))
        for (const { at, value } of page) readings.push({ at, isOccupied: typeof value === 'number' ? value > 0 : value === true })
      return { readings, goodForMs }
    })
    return presenceFrom(await Promise.all(read), range)
  }

  return {
    get: async ({ designId, bucket, ...query }) => {
      const { from, to } = rangeFrom(query)
      const until = Math.max(from, Math.min(to, clock.now()))
      const range = { from, to: until }
      const { values } = tariff.get()
      const stretches = cutByTariff({
        ...range,
        tariff: values,
        bucket: bucket ?? (to - from <= 2 * dayMs ? 'hour' : 'day'),
        localTime,
      })
      const all = sensors().filter((one) => designId === undefined || one.designId === designId)
      const presences = new Map<string, Promise<PresenceSpan[]>>()
      const presenceOf = (id: string) => {
        const found = presences.get(id) ?? readPresence(occupancyOf(id), range)
        presences.set(id, found)
        return found
      }
      const occupancyOf = (id: string) => all.filter((one) => one.type === 'occupancy' && one.designId === id)

      const bands = new Map([values.standard, ...values.bands].map(({ name }) => [name, { name, kWh: 0, cost: 0 }]))
      const buckets = new Map<number, { at: number; kWh: number; cost: number; unoccupiedKWh: number }>()
      const rows: Energy['sensors'] = []
      for (const facts of all.filter((one) => one.type === 'energy_consumption')) {
        const hasSensor = facts.designId !== null && occupancyOf(facts.designId).length > 0
        const spans = hasSensor && facts.designId !== null ? await presenceOf(facts.designId) : []
        const sums: EnergySums = { kWh: 0, cost: 0, unoccupiedKWh: 0, unoccupiedCost: 0 }
        let knownMs = 0
        const add = (piece: { stretch: Stretch & { isOccupied: boolean }; knownMs: number; kWh: number }) => {
          const { stretch, kWh } = piece
          const cost = kWh * stretch.pricePerKWh
          const unoccupied = stretch.isOccupied ? 0 : 1
          knownMs += piece.knownMs
          sums.kWh += kWh
          sums.cost += cost
          sums.unoccupiedKWh += unoccupied * kWh
          sums.unoccupiedCost += unoccupied * cost
          const band = bands.get(stretch.band)
          if (band !== undefined) Object.assign(band, { kWh: band.kWh + kWh, cost: band.cost + cost })
          const row = buckets.get(stretch.bucketAt) ?? { at: stretch.bucketAt, kWh: 0, cost: 0, unoccupiedKWh: 0 }
          buckets.set(stretch.bucketAt, {
            ...row,
            kWh: row.kWh + kWh,
            cost: row.cost + cost,
            unoccupiedKWh: row.unoccupiedKWh + unoccupied * kWh,
          })
        }
        await integrate(facts, { range, stretches: cutByPresence(stretches, spans), add })
        const coverage = until > from ? Math.min(1, knownMs / (until - from)) : 0
        rows.push({ sensorId: facts.sensorId, ...sums, coverage, occupancyFrom: hasSensor ? 'sensor' : 'hours' })
      }
      const sum = (pick: (row: Energy['sensors'][number]) => number) => rows.reduce((total, row) => total + pick(row), 0)
      return {
        ...{ from, to, currency: values.currency },
        kWh: sum((row) => row.kWh),
        cost: sum((row) => row.cost),
        unoccupiedKWh: sum((row) => row.unoccupiedKWh),
        unoccupiedCost: sum((row) => row.unoccupiedCost),
        coverage: rows.length === 0 ? 0 : sum((row) => row.coverage) / rows.length,
        bands: [...bands.values()],
        sensors: rows,
        buckets: [...buckets.values()].sort((a, b) => a.at - b.at),
      }
    },
  }

  async function integrate(
    { sensorId, intervalMs }: SensorFacts,
    work: {
      range: { from: number; to: number }
      stretches: readonly (Stretch & { isOccupied: boolean })[]
      add: (piece: { stretch: Stretch & { isOccupied: boolean }; knownMs: number; kWh: number }) => void
    },
  ): Promise<void> {
    const { range, stretches, add } = work
    const gapMs = longestGapMs(intervalMs)
    if (!isRaw(range, intervalMs)) {
      const { bucketMs, buckets } = await history.series(sensorId, { ...range, points: pointsFor(range, intervalMs) })
      addBuckets({ stretches, buckets, bucketMs, intervalMs, add })
      return
    }
    const integrator = createIntegrator({ stretches, gapMs, add })
    // One gap more on both sides: the readings that the first and the last line begin and end at.
    for await (const page of readAll(sensorId, { from: Math.max(0, range.from - gapMs), to: range.to + gapMs }))
      integrator.take(page.flatMap(({ at, value }) => (typeof value === 'number' ? [{ at, watts: value }] : [])))
  }
}

function rangeFrom(query: { from: string; to: string }): { from: number; to: number } {
  const from = instantFrom(query.from, 'query/from')
  const to = instantFrom(query.to, 'query/to')
  if (from >= to) throw invalidField('query/to', 'to must be later than from.')
  if (to - from > longestDays * dayMs) throw invalidField('query/from', `from is more than ${longestDays} days before to. Ask for less.`)
  return { from, to }
}
