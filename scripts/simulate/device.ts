// A simulated device's sensing: conditions of its place, seen through noise, drift, resolution and whatever is broken. Pure but for its state.
import type { SensorValue } from '../../src/domain/sensor.ts'
import type { Conditions } from './curves.ts'
import type { Chance } from './random.ts'

export const deviceTypes = ['temperature', 'humidity', 'light_level', 'co2', 'occupancy', 'energy_consumption'] as const
export type DeviceType = (typeof deviceTypes)[number]

interface Quality {
  /** Standard deviation of one reading. */
  readonly noise: number
  /** How far the sensor walks off in a day. */
  readonly driftPerDay: number
  readonly step: number
}

const qualities: Readonly<Record<Exclude<DeviceType, 'occupancy'>, Quality>> = {
  temperature: { noise: 0.04, driftPerDay: 0.02, step: 0.01 },
  humidity: { noise: 0.3, driftPerDay: 0.05, step: 0.1 },
  light_level: { noise: 6, driftPerDay: 0.5, step: 1 },
  co2: { noise: 9, driftPerDay: 1.5, step: 1 },
  energy_consumption: { noise: 7, driftPerDay: 0, step: 1 },
}

export interface Device {
  measure(type: DeviceType, conditions: Conditions, at: number): SensorValue
  /** Takes the drift out; with a reference also whatever the sensor is off by. */
  calibrate(type: string, reference?: number): boolean
  /** The sensor keeps its last value until `until`. */
  freeze(type: DeviceType, until: number): void
  /** Degrees added on top, growing to `peakC` over `riseMs`, gone after `until`. */
  overheat(options: { from: number; until: number; riseMs: number; peakC: number }): void
  driftOf(type: DeviceType, at: number): number
}

/** A device whose chance is its own. `driftScale` 1 is a good sensor, 50 one that shows drift within the hour. */
export function createDevice(options: { readonly chance: Chance; readonly startedAt: number; readonly driftScale?: number }): Device {
  const { chance, startedAt, driftScale = 1 } = options
  const direction = new Map(deviceTypes.map((type) => [type, chance.normal()]))
  const calibratedAt = new Map<string, number>()
  const offset = new Map<string, number>()
  const frozen = new Map<DeviceType, number>()
  const shown = new Map<DeviceType, SensorValue>()
  let heat: { from: number; until: number; riseMs: number; peakC: number } | null = null
  let measuredAt = startedAt

  const driftOf = (type: DeviceType, at: number): number => {
    if (type === 'occupancy') return 0
    const days = (at - (calibratedAt.get(type) ?? startedAt)) / 86_400_000
    return (direction.get(type) ?? 0) * qualities[type].driftPerDay * driftScale * days + (offset.get(type) ?? 0)
  }
  const extraHeat = (at: number): number =>
    heat === null || at < heat.from || at >= heat.until ? 0 : heat.peakC * Math.min(1, (at - heat.from) / heat.riseMs)

  return {
    driftOf,
    measure: (type, conditions, at) => {
      measuredAt = at
      const before = shown.get(type)
      if (before !== undefined && at < (frozen.get(type) ?? 0)) return before
      const value = ((): SensorValue => {
        if (type === 'occupancy') return conditions.occupancy
        const { noise, step } = qualities[type]
        const there = conditions[type] + (type === 'temperature' ? extraHeat(at) : 0)
        const seen = there + driftOf(type, at) + noise * chance.normal()
        const floor = type === 'temperature' ? Number.NEGATIVE_INFINITY : 0
        return Number((Math.round(Math.max(floor, seen) / step) * step).toFixed(2))
      })()
      shown.set(type, value)
      return value
    },
    calibrate: (type, reference) => {
      if (!deviceTypes.includes(type as DeviceType) || type === 'occupancy') return false
      const value = shown.get(type as DeviceType)
      const off = driftOf(type as DeviceType, measuredAt)
      calibratedAt.set(type, measuredAt)
      offset.set(type, reference === undefined || typeof value !== 'number' ? 0 : off + reference - value)
      return true
    },
    freeze: (type, until) => void frozen.set(type, until),
    overheat: (options) => {
      heat = options
    },
  }
}
