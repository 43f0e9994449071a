// What is measured: the types a sensor can have, their units and kinds, and whose topic a sensor's is. Pure.

/** How values of a type behave: numbers have means, booleans and states are never interpolated. */
export type ValueKind = 'number' | 'boolean' | 'state'

export interface SensorTypeFacts {
  readonly kind: ValueKind
  /** As printed after the value; empty when it has none. */
  readonly unit: string
}

/** The types of interface.md; any other is taken as a number with the unit it brings. */
export const sensorTypes = {
  temperature: { kind: 'number', unit: '°C' },
  humidity: { kind: 'number', unit: '%' },
  light_level: { kind: 'number', unit: 'lx' },
  occupancy: { kind: 'boolean', unit: '' },
  vibration: { kind: 'number', unit: 'g' },
  sound_level: { kind: 'number', unit: 'dB' },
  air_quality: { kind: 'number', unit: '' },
  co2: { kind: 'number', unit: 'ppm' },
  pressure: { kind: 'number', unit: 'hPa' },
  energy_consumption: { kind: 'number', unit: 'W' },
  panel_status: { kind: 'state', unit: '' },
} as const satisfies Record<string, SensorTypeFacts>

export type KnownSensorType = keyof typeof sensorTypes

/** Facts of a type, known or not. */
export function factsOfType(type: string): SensorTypeFacts {
  return Object.hasOwn(sensorTypes, type) ? sensorTypes[type as KnownSensorType] : { kind: 'number', unit: '' }
}

/** What a reading holds. */
export type SensorValue = number | boolean | string

export const nodeIdPattern = /^[A-Za-z0-9._-]{1,64}$/
/** Types travel in topics and ids. */
export const sensorTypePattern = /^[A-Za-z0-9_.-]{1,64}$/

/** The one id a sensor has everywhere. */
export function sensorIdOf(nodeId: string, type: string): string {
  return `${nodeId}_${type}`
}

/**
 * Whose `{sensor}` of `ceiling/sensors/{sensor}/data` it is. A registered id wins, the longest first, so that ids of older nodes may
 * hold underscores; otherwise the node ends at the first underscore. `type` is null when the payload has to name it.
 */
export function resolveSensorTopic(
  sensor: string,
  isNode: (nodeId: string) => boolean,
): { readonly nodeId: string; readonly type: string | null } {
  if (isNode(sensor)) return { nodeId: sensor, type: null }
  for (let end = sensor.lastIndexOf('_'); end > 0; end = sensor.lastIndexOf('_', end - 1)) {
    const nodeId = sensor.slice(0, end)
    if (isNode(nodeId) && end + 1 < sensor.length) return { nodeId, type: sensor.slice(end + 1) }
  }
  const first = sensor.indexOf('_')
  return first <= 0 || first + 1 >= sensor.length
    ? { nodeId: sensor, type: null }
    : { nodeId: sensor.slice(0, first), type: sensor.slice(first + 1) }
}
