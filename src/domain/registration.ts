// What nodes say of themselves: registration and status payloads, read with tolerance for old firmware. Pure.
// Unknown fields are kept as they came but never looked at; an optional field that can't be used is left out and named.
import { type ReportedWord, reportedWords } from './node.ts'
import { nodeIdPattern, sensorTypePattern } from './sensor.ts'

export interface Registration {
  readonly sensors: readonly string[]
  readonly location: { readonly x: number; readonly y: number; readonly z: number } | null
  readonly firmwareVersion: string | null
  readonly capabilities: readonly string[]
  readonly batteryLevel: number | null
  readonly signalDbm: number | null
  readonly intervalMs: number | null
  /** Fields that were there and could not be used. */
  readonly ignored: readonly string[]
}

export interface StatusReport {
  readonly status: ReportedWord
  readonly batteryLevel: number | null
  readonly signalDbm: number | null
  readonly ignored: readonly string[]
}

export type Read<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'refused'; readonly reason: string }

/** Sensors one node may name. */
export const mostSensorsOfNode = 100
/** A name without a meaning here: they say who joins and who signs in with a key. */
export const reservedNodeIds: ReadonlySet<string> = new Set(['pair', 'key'])

const refused = (reason: string): Read<never> => ({ kind: 'refused', reason })
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A registration of the node whose topic it came on. */
export function readRegistration(nodeId: string, payload: unknown): Read<Registration> {
  if (!nodeIdPattern.test(nodeId)) return refused('A node id has 1 to 64 letters, digits, dots and dashes')
  if (reservedNodeIds.has(nodeId)) return refused(`"${nodeId}" is a reserved name; give the node another id`)
  if (!isObject(payload)) return refused('A registration is a JSON object')
  const named = payload.node_id
  if (named !== undefined && named !== nodeId) return refused(`node_id ${shown(named)} is not the node of the topic, ${nodeId}`)
  const sensors = readSensors(payload.sensors)
  if (sensors.kind === 'refused') return sensors
  const ignored: string[] = []
  const optional = <T>(name: string, read: (value: unknown) => T | undefined): T | null => {
    const value = payload[name]
    if (value === undefined || value === null) return null
    const found = read(value)
    if (found === undefined) ignored.push(name)
    return found ?? null
  }
  return {
    kind: 'read',
    value: {
      sensors: sensors.value,
      location: optional('location', readLocation),
      firmwareVersion: optional('firmware_version', (value) => readText(value, 100)),
      capabilities: optional('capabilities', readCapabilities) ?? [],
      batteryLevel: optional('battery_level', readPercent),
      signalDbm: optional('signal_dbm', readSignal) ?? optional('rssi', readSignal),
      intervalMs: optional('interval_ms', readInterval),
      ignored,
    },
  }
}

/** A status of a node, or its will. A bare word is taken too, as older firmware sends it. */
export function readStatus(payload: unknown): Read<StatusReport> {
  const body = typeof payload === 'string' ? { status: payload } : payload
  if (!isObject(body)) return refused('A status is a JSON object')
  const word = reportedWords.find((one) => one === body.status)
  if (word === undefined) return refused(`status must be one of ${reportedWords.join(', ')}; it was ${shown(body.status)}`)
  const ignored: string[] = []
  const number = (name: string, read: (value: unknown) => number | undefined): number | null => {
    const value = body[name]
    if (value === undefined || value === null) return null
    const found = read(value)
    if (found === undefined) ignored.push(name)
    return found ?? null
  }
  const batteryLevel = number('battery_level', readPercent)
  const signalDbm = number('signal_dbm', readSignal) ?? number('rssi', readSignal)
  return { kind: 'read', value: { status: word, batteryLevel, signalDbm, ignored } }
}

function readSensors(value: unknown): Read<string[]> {
  if (value === undefined || value === null) return { kind: 'read', value: [] }
  if (!Array.isArray(value)) return refused('sensors must be a list of types, like ["temperature"]')
  if (value.length > mostSensorsOfNode) return refused(`sensors has ${value.length} types; the most is ${mostSensorsOfNode}`)
  const types: string[] = []
  for (const item of value) {
    const type: unknown = isObject(item) ? (item.sensor_type ?? item.type) : item
    if (typeof type !== 'string' || !sensorTypePattern.test(type)) return refused(`${shown(type)} is no sensor type`)
    if (!types.includes(type)) types.push(type)
  }
  return { kind: 'read', value: types }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1e9

function readLocation(value: unknown): Registration['location'] | undefined {
  if (!isObject(value)) return undefined
  const { x, y, z = 0 } = value
  return isNumber(x) && isNumber(y) && isNumber(z) ? { x, y, z } : undefined
}

function readText(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value)
    .replace(/\p{Cc}/gu, ' ')
    .trim()
  return text.length > 0 && text.length <= longest ? text : undefined
}

function readCapabilities(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > 100) return undefined
  const words = value.map((item) => readText(item, 64))
  return words.every((word) => word !== undefined) ? [...new Set(words)] : undefined
}

const readPercent = (value: unknown) => (isNumber(value) && value >= 0 && value <= 100 ? value : undefined)
const readSignal = (value: unknown) => (isNumber(value) && value >= -200 && value <= 50 ? value : undefined)
const readInterval = (value: unknown) => (isNumber(value) && value >= 100 && value <= 7 * 86_400_000 ? Math.round(value) : undefined)

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
