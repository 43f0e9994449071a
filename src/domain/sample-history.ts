// The sample project's history: measurements of a real office, placed so that they end now at the same hour and weekday. Pure.
// office-02 is the room as measured; the others are scaled copies, and the power is made from light and occupancy. Nothing else is made up.
import type { SensorValue } from './sensor.ts'

/** One minute of the measured office; `minute` counts from Monday 2 February 2015, 00:00 local time. */
export interface SampleRow {
  readonly minute: number
  readonly temperatureC: number
  readonly humidityPercent: number
  readonly lightLx: number
  readonly co2Ppm: number
  readonly isOccupied: boolean
}

export interface SampleNode {
  readonly nodeId: string
  /** The symbol of the office it hangs at. */
  readonly fixtureId: string
  readonly name: string
  readonly measure: Readonly<Record<string, (row: SampleRow) => SensorValue>>
}

export interface PlacedRow {
  /** UTC ms. */
  readonly at: number
  readonly row: SampleRow
}

export interface SampleReading {
  /** UTC ms. */
  readonly timestamp: number
  readonly value: SensorValue
}

export const sampleIntervalMs = 60_000
export const sampleHistoryDays = 8
const minuteMs = 60_000
const dayMs = 86_400_000
const measuredFrom = Date.UTC(2015, 1, 2)
/** The measurements have two gaps of hours: a history doesn't end inside one. */
const longestSilenceMs = 10 * minuteMs

/** Reads lines of resources/sample/office.csv.gz, without its head; throws on one that isn't a row. */
export function parseSampleRows(lines: readonly string[]): readonly SampleRow[] {
  return lines.map((line) => {
    const [minute = NaN, temperatureC = NaN, humidityPercent = NaN, lightLx = NaN, co2Ppm = NaN, people] = line.split(',').map(Number)
    if (![minute, temperatureC, humidityPercent, lightLx, co2Ppm].every(Number.isFinite)) throw new Error(`No sample row: ${line}`)
    return { minute, temperatureC, humidityPercent, lightLx, co2Ppm, isOccupied: people === 1 }
  })
}

/**
 * The rows of the last eight days up to `now`, with the UTC time each stands at: moved by whole weeks, so that a Tuesday morning looks like
 * one; by whole days where the week's own moment falls into a gap. `utcOffsetMs` is local time less UTC.
 */
export function placeSampleRows(
  rows: readonly SampleRow[],
  { now, utcOffsetMs }: { readonly now: number; readonly utcOffsetMs: number },
): readonly PlacedRow[] {
  const measuredAt = (row: SampleRow) => measuredFrom + row.minute * minuteMs
  const last = rows.at(-1)
  if (last === undefined) return []
  const localNow = Math.floor((now + utcOffsetMs) / minuteMs) * minuteMs
  const weekOf = 7 * dayMs
  const inWeek = measuredAt(last) - ((((measuredAt(last) - localNow) % weekOf) + weekOf) % weekOf)
  const isMeasured = (end: number) => rows.some((row) => measuredAt(row) <= end && measuredAt(row) > end - longestSilenceMs)
  const ends = [0, 6, 5, 4, 3, 2, 1].map((days) => inWeek + days * dayMs).filter((end) => end <= measuredAt(last))
  const end = ends.find(isMeasured) ?? measuredAt(last)
  const from = end - sampleHistoryDays * dayMs
  return rows
    .filter((row) => measuredAt(row) > from && measuredAt(row) <= end)
    .map((row) => ({ at: measuredAt(row) - end + localNow - utcOffsetMs, row }))
}

const to = (digits: number, value: number): number => Number(value.toFixed(digits))
/** Stretches the temperature about a cool morning's: near the window it swings less, in the corner more. */
const stretched = (base: number, factor: number) => (row: SampleRow) => to(2, base + (row.temperatureC - 20.5) * factor)
const dry = (less: number) => (row: SampleRow) => to(2, row.humidityPercent - less)
const lit = (factor: number) => (row: SampleRow) => Math.round(row.lightLx * factor)
const breathed = (factor: number) => (row: SampleRow) => Math.round(400 + (row.co2Ppm - 400) * factor)
const seen = (row: SampleRow) => row.isOccupied

/** Ten troffers of 36 W while the room is lit by more than daylight and somebody is there, 75 W a person's desk, 45 W that never sleeps. */
export function sampleWatts(row: SampleRow): number {
  return 45 + (row.lightLx > 250 ? 360 : 0) + (row.isOccupied ? 75 * Math.max(1, Math.round((row.co2Ppm - 450) / 180)) : 0)
}

/** The four nodes of the open office, at its symbols N1 to N4. */
export const sampleNodes: readonly SampleNode[] = [
  {
    nodeId: 'office-01',
    fixtureId: 'N1',
    name: 'Office, west wall',
    measure: {
      temperature: stretched(19.9, 0.6),
      humidity: dry(-1.4),
      light_level: lit(1.2),
      co2: breathed(0.9),
      occupancy: seen,
      energy_consumption: sampleWatts,
    },
  },
  {
    nodeId: 'office-02',
    fixtureId: 'N2',
    name: 'Office, middle',
    measure: { temperature: stretched(20.5, 1), humidity: dry(0), light_level: lit(1), co2: breathed(1), occupancy: seen },
  },
  {
    nodeId: 'office-03',
    fixtureId: 'N3',
    name: 'Office, east corner',
    measure: { temperature: stretched(20.6, 1.6), humidity: dry(1.8), light_level: lit(0.9), co2: breathed(1.15), occupancy: seen },
  },
  {
    nodeId: 'office-04',
    fixtureId: 'N4',
    name: 'Office, printer bay',
    measure: { temperature: stretched(20.9, 0.85), humidity: dry(0.7), light_level: lit(0.8), co2: breathed(1.05), occupancy: seen },
  },
]

/** Readings of one sensor of a node, in the rows' order. */
export function sampleReadings(placed: readonly PlacedRow[], measure: (row: SampleRow) => SensorValue): readonly SampleReading[] {
  return placed.map(({ at, row }) => ({ timestamp: at, value: measure(row) }))
}
