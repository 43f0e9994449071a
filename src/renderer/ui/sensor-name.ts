// What a sensor is called where sensors of several nodes stand together. Pure.
import type { SensorRecord } from '../../contract/schemas/sensor.ts'

/** office-03 temperature; a given name that already says where it is stands alone. */
export function sensorTitle({ nodeId, name }: Pick<SensorRecord, 'nodeId' | 'name'>): string {
  if (name.toLowerCase().includes(nodeId.toLowerCase())) return name
  // CO₂ and the like keep their capitals.
  const isWord = name.slice(1) === name.slice(1).toLowerCase()
  return `${nodeId} ${isWord ? name.charAt(0).toLowerCase() + name.slice(1) : name}`
}
