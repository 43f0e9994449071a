// Raw readings in order of time, a page at a time; both kinds of rows, hot and packed, joined.
import type { Reading } from '../../../contract/schemas/sensor.ts'
import { hourMs } from '../../../domain/rollup.ts'
import type { RawReader } from '../../store/readings/raw.ts'
import { isFlagged, type Row, valueFrom } from '../../store/readings/value.ts'
import type { Sources } from './answers.ts'

export interface ReadingsRequest {
  readonly sensorId: string
  readonly from: number
  readonly to: number
  readonly limit: number
}
export interface ReadingsPage {
  readonly items: readonly Reading[]
  /** Where the next page begins; null at the end. */
  readonly next: string | null
}

export function answerReadings({ series, raw }: Sources, { sensorId, from, to, limit }: ReadingsRequest): ReadingsPage {
  const found = series.find(sensorId)
  const rows = found === undefined ? [] : readRows(raw, { series: found.id, from, to, limit: limit + 1 })
  const more = rows.length > limit ? rows[limit] : undefined
  return {
    items: rows.slice(0, limit).map(readingFrom),
    next: more === undefined ? null : Buffer.from(JSON.stringify([more.at])).toString('base64url'),
  }
}

/** JSON.stringify makes 0 of -0; a value is given back as it was sent. */
export function readingsJson({ items, next }: ReadingsPage): string {
  const texts = items.map(({ at, value, ...rest }) => {
    const more = JSON.stringify(rest).slice(1)
    return `{"at":${at},"value":${Object.is(value, -0) ? '-0' : JSON.stringify(value)}${more === '}' ? more : `,${more}`}`
  })
  return `{"items":[${texts.join(',')}],"next":${JSON.stringify(next)}}`
}

/** The first `limit` rows of [from, to); packed hours are opened one by one until there are enough. */
export function readRows(raw: RawReader, query: { series: number; from: number; to: number; limit: number }): Row[] {
  const { series, from, to, limit } = query
  const hot = raw.hot(series, from, to, limit)
  const packed: Row[] = []
  let hour = raw.nextPackedHour(series, from, to)
  while (hour !== null && packed.length < limit) {
    packed.push(...raw.packed(series, Math.max(hour, from), Math.min(hour + hourMs, to)))
    hour = hour + hourMs >= to ? null : raw.nextPackedHour(series, hour + hourMs, to)
  }
  if (hot.length === 0) return packed.slice(0, limit)
  return [...packed, ...hot].sort((a, b) => a.at - b.at).slice(0, limit)
}

function readingFrom({ at, kind, value, seq }: Row): Reading {
  return { at, value: valueFrom(kind, value), ...(seq === null ? {} : { seq }), ...(isFlagged(kind) ? { flagged: true } : {}) }
}
