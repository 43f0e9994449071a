// A payload of a sensor topic, already parsed as JSON -> readings, and what is wrong with the rest. One bad reading of many spoils only itself. Pure.
import { factsOfType, type SensorValue, sensorTypePattern } from './sensor.ts'

/** One measured value as its node sent it. */
export interface SentReading {
  readonly value: SensorValue
  /** As sent; undefined when there is none. A packed one holds milliseconds. */
  readonly timestamp: unknown
  readonly seq: number | null
  readonly boot: string | null
  readonly unit: string | null
  /** As the payload names it; null leaves it to the topic. */
  readonly type: string | null
  /** As the payload names it. */
  readonly sensorId: string | null
}

export type ReadItem = { readonly kind: 'reading'; readonly reading: SentReading } | { readonly kind: 'malformed'; readonly reason: string }

/** A message holds at most this many. */
export const mostReadingsOfMessage = 10_000
/** Characters of a state. */
export const longestText = 200

type Fields = Readonly<Record<string, unknown>>

/** Every reading of a payload: one, an array, `{ readings }`, or packed `{ t0, dt, v }`. At least one item, at most 10,000. */
export function readPayload(payload: unknown): readonly ReadItem[] {
  if (Array.isArray(payload)) return readMany(payload, {})
  if (!isObject(payload)) return [malformed('the payload is neither an object nor an array')]
  if (Array.isArray(payload.readings)) return readMany(payload.readings, payload)
  if ('v' in payload && !('value' in payload)) return readPacked(payload)
  return [readOne(payload, {})]
}

/** null when a value can be stored for a sensor of this type, else why not. */
export function refuseValue(value: SensorValue, type: string): string | null {
  const { kind } = factsOfType(type)
  const isKnown = factsOfType(type).unit !== '' || kind !== 'number' || type === 'air_quality'
  if (typeof value === 'string' && isKnown && kind !== 'state') return `${type} takes a number, and a text came`
  return null
}

function readMany(items: readonly unknown[], shared: Fields): readonly ReadItem[] {
  if (items.length === 0) return [malformed('the list of readings is empty')]
  if (items.length > mostReadingsOfMessage)
    return [malformed(`${items.length} readings came in one message; at most ${mostReadingsOfMessage} are taken`)]
  return items.map((item) => (isObject(item) ? readOne(item, shared) : malformed('a reading is not an object')))
}

/** `shared` are the fields beside `readings`: what all of them have in common. */
function readOne(fields: Fields, shared: Fields): ReadItem {
  const value = fields.value
  const wrong = refuseShape(value)
  if (wrong !== null) return malformed(wrong)
  const names = readNames(fields, shared)
  if (typeof names === 'string') return malformed(names)
  const timestamp = fields.timestamp ?? shared.timestamp ?? undefined
  return { kind: 'reading', reading: { value: value as SensorValue, timestamp, seq: readSeq(fields.seq ?? shared.seq), ...names } }
}

/** dt is in the unit of t0: seconds when t0 is below 1e11, else milliseconds. null in `v` is a gap. */
function readPacked(fields: Fields): readonly ReadItem[] {
  const { t0, dt, v } = fields
  if (!Array.isArray(v) || v.length === 0) return [malformed('v is not a list of values')]
  if (v.length > mostReadingsOfMessage)
    return [malformed(`${v.length} readings came in one message; at most ${mostReadingsOfMessage} are taken`)]
  if (typeof t0 !== 'number' || !Number.isFinite(t0) || t0 < 0) return [malformed('t0 is not a number')]
  if (typeof dt !== 'number' || !Number.isFinite(dt) || dt <= 0) return [malformed('dt is not a number above 0')]
  const names = readNames(fields, {})
  if (typeof names === 'string') return [malformed(names)]
  const first = readSeq(fields.seq)
  const items: ReadItem[] = []
  v.forEach((value: unknown, i) => {
    if (value === null) return
    const wrong = refuseShape(value)
    if (wrong !== null) items.push(malformed(wrong))
    else {
      const reading = { value: value as SensorValue, timestamp: t0 + i * dt, seq: first === null ? null : first + i, ...names }
      items.push({ kind: 'reading', reading })
    }
  })
  return items.length > 0 ? items : [malformed('v holds nothing but gaps')]
}

function readNames(
  fields: Fields,
  shared: Fields,
): { type: string | null; sensorId: string | null; unit: string | null; boot: string | null } | string {
  const type = fields.sensor_type ?? shared.sensor_type ?? null
  if (type !== null && (typeof type !== 'string' || !sensorTypePattern.test(type)))
    return 'sensor_type is not a name of letters, digits, dot, dash and underscore'
  const sensorId = fields.sensor_id ?? shared.sensor_id ?? null
  if (sensorId !== null && typeof sensorId !== 'string') return 'sensor_id is not a text'
  const unit = fields.unit ?? shared.unit ?? null
  const boot = fields.boot ?? shared.boot ?? null
  return {
    type,
    sensorId,
    unit: typeof unit === 'string' && unit.length <= 20 ? unit.replace(/\p{Cc}/gu, '') : null,
    boot: (typeof boot === 'string' && boot.length <= 64) || Number.isFinite(boot) ? String(boot) : null,
  }
}

function refuseShape(value: unknown): string | null {
  if (value === undefined) return 'value is missing'
  if (typeof value === 'boolean') return null
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'value is larger than a number can be'
  if (typeof value !== 'string') return 'value is neither a number, a boolean nor a text'
  if (value.length > longestText) return `value is a text of ${value.length} characters; at most ${longestText} are kept`
  return value.isWellFormed() ? null : 'value is a text with half a character'
}

/** A number that isn't one is left out: it only finds gaps. */
function readSeq(seq: unknown): number | null {
  return Number.isSafeInteger(seq) && (seq as number) >= 0 ? (seq as number) : null
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const malformed = (reason: string): ReadItem => ({ kind: 'malformed', reason })
