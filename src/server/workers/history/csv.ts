// Readings as CSV, a piece at a time, so that neither side ever holds an export whole. Numbers are written so that they read back the same.
import type { SensorValue } from '../../../domain/sensor.ts'
import { csvCell } from '../../drawing/tables.ts'
import { isFlagged, type Row, valueFrom } from '../../store/readings/value.ts'
import type { Sources } from './answers.ts'
import { readRows } from './readings.ts'

export interface CsvPosition {
  /** Index into the sensors. */
  readonly sensor: number
  readonly from: number
}
export interface CsvRequest {
  readonly sensors: readonly { readonly sensorId: string; readonly unit: string }[]
  readonly position: CsvPosition
  readonly from: number
  readonly to: number
}
export interface CsvPiece {
  readonly text: string
  /** null after the last row. */
  readonly next: CsvPosition | null
}

export const csvHeader = 'sensor_id,time,epoch_ms,value,unit,seq,flagged\r\n'
const rowsOfPiece = 2000

export function answerCsv({ series, raw }: Sources, { sensors, position, from, to }: CsvRequest): CsvPiece {
  const lines: string[] = []
  let { sensor, from: at } = position
  while (sensor < sensors.length && lines.length < rowsOfPiece) {
    const { sensorId, unit } = sensors[sensor] ?? { sensorId: '', unit: '' }
    const found = series.find(sensorId)
    const room = rowsOfPiece - lines.length
    const rows = found === undefined ? [] : readRows(raw, { series: found.id, from: at, to, limit: room })
    const [name, unitCell] = [csvCell(sensorId), csvCell(unit)]
    for (const row of rows) lines.push(lineOf(row, name, unitCell))
    const last = rows.at(-1)
    if (last !== undefined && rows.length === room) at = last.at + 1
    else {
      sensor += 1
      at = from
    }
  }
  return { text: lines.join(''), next: sensor < sensors.length ? { sensor, from: at } : null }
}

function lineOf({ at, kind, value, seq }: Row, name: string, unit: string): string {
  return `${name},${new Date(at).toISOString()},${at},${cellOf(valueFrom(kind, value))},${unit},${seq ?? ''},${isFlagged(kind) ? 'true' : ''}\r\n`
}

/** csvCell rounds numbers for drawings; these are measured. */
function cellOf(value: SensorValue): string {
  if (typeof value === 'string') return csvCell(value)
  return Object.is(value, -0) ? '-0' : String(value)
}
