// What a room is like at a moment of its day: sun by orientation, people by use, and what follows from both. Pure; no noise here.

export type Orientation = 'north' | 'east' | 'south' | 'west' | 'inside'
export type RoomUse = 'office' | 'meeting' | 'corridor'

export interface Place {
  readonly orientation: Orientation
  readonly use: RoomUse
  /** 0 at the window, 1 in the depth of the room. */
  readonly depth: number
  /** Degrees by which this corner runs warmer or colder than the room. */
  readonly biasC: number
}

export interface Conditions {
  readonly temperature: number
  readonly humidity: number
  readonly light_level: number
  readonly co2: number
  readonly occupancy: boolean
  readonly energy_consumption: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const bell = (hour: number, middle: number, width: number) => Math.exp(-(((hour - middle) / width) ** 2))
/** 0 before `at`, 1 after it, smooth over `softH` hours. */
const rise = (hour: number, at: number, softH = 0.4) => 1 / (1 + Math.exp(-(hour - at) / (softH / 4)))

const sunPeak: Readonly<Record<Orientation, { hour: number; lux: number; warmC: number }>> = {
  north: { hour: 12.5, lux: 220, warmC: 0.3 },
  east: { hour: 9.5, lux: 480, warmC: 1.4 },
  south: { hour: 12.5, lux: 500, warmC: 1.8 },
  west: { hour: 15.8, lux: 480, warmC: 1.6 },
  inside: { hour: 12.5, lux: 0, warmC: 0 },
}

/** 0 to 1: how full a room of this use is. Nobody comes on Saturdays and Sundays. */
export function peopleShare(use: RoomUse, localMs: number): number {
  const weekday = new Date(localMs).getUTCDay()
  if (weekday === 0 || weekday === 6) return 0
  const hour = (localMs % dayMs) / hourMs
  if (use === 'meeting')
    return Math.min(1, bell(hour, 9.75, 0.6) + bell(hour, 11.2, 0.5) + bell(hour, 14.5, 0.8) + 0.7 * bell(hour, 16.2, 0.4))
  const there = rise(hour, 8.4) - rise(hour, 17.6, 0.9)
  const lunch = 0.65 * bell(hour, 12.6, 0.5)
  const share = Math.max(0, there - lunch)
  return use === 'corridor'
    ? Math.min(1, 0.25 * share + 0.5 * (bell(hour, 8.5, 0.3) + bell(hour, 12.3, 0.4) + bell(hour, 17.4, 0.4)))
    : share
}

/** Conditions at a place at local time (as if it were UTC). */
export function conditionsAt(place: Place, localMs: number): Conditions {
  const hour = (((localMs % dayMs) + dayMs) % dayMs) / hourMs
  const share = peopleShare(place.use, localMs)
  const earlier = peopleShare(place.use, localMs - 0.7 * hourMs)
  const sun = sunPeak[place.orientation]
  const daylight = Math.max(0, Math.sin(((hour - 6.5) / 12) * Math.PI))
  const reach = 1 - 0.75 * place.depth
  const sunLux = (0.35 * daylight + 0.65 * bell(hour, sun.hour, 2)) * (daylight > 0 ? 1 : 0) * sun.lux * reach
  const isOccupied = share > 0.12
  // Lamps are dimmed while the sun helps.
  const lampLux = isOccupied ? Math.max(140, 430 - 0.55 * sunLux) : 0
  const heated = rise(hour, 6.5, 1.2) - rise(hour, 18.5, 2)
  const temperature = 19.2 + place.biasC + 1.9 * heated + 1.1 * earlier + sun.warmC * bell(hour, sun.hour + 1, 2.2) * reach
  const co2 = 420 + 560 * (0.35 * share + 0.65 * earlier) * (place.use === 'meeting' ? 1.5 : 1)
  // The air holds the same water all day: warmer air is drier, people add a little.
  const humidity = 44 - 2.2 * (temperature - 20) + 3.5 * earlier
  const energy = 45 + (isOccupied ? 360 : 0) + 620 * share
  return {
    temperature,
    humidity,
    light_level: sunLux + lampLux,
    co2,
    occupancy: isOccupied,
    energy_consumption: energy,
  }
}
