// A CSV of nodes: header node_id,name,sensors,interval_ms in any order; sensors apart by spaces. Each line stands for itself. Pure.
import type { CreateNode } from '../../contract/schemas/node.ts'
import { sensorTypePattern } from '../../domain/sensor.ts'

export interface ImportLine {
  readonly line: number
  /** The node to create, or why it can't be read. */
  readonly node: CreateNode | string
}

export const mostImportedNodes = 5000
const columns = ['node_id', 'name', 'sensors', 'interval_ms'] as const
type Column = (typeof columns)[number]

/** Every line below the header that isn't empty; a sentence instead when there is no header or too much. */
export function readNodesCsv(csv: string): readonly ImportLine[] | string {
  const [header, ...rows] = parseCsv(csv.replace(/^\uFEFF/, ''))
  const names = header?.fields.map((name) => name.trim().toLowerCase()) ?? []
  if (!names.includes('node_id')) return `The first line must name the columns: ${columns.join(',')}. Only node_id is required.`
  const strange = names.find((name) => !columns.some((column) => column === name))
  if (strange !== undefined) return `"${strange}" is no column here; the columns are ${columns.join(', ')}.`
  if (rows.length > mostImportedNodes) return `The file has ${rows.length} nodes; the most is ${mostImportedNodes}. Split it.`
  return rows.map(({ line, fields }) => ({ line, node: nodeFrom(names, fields) }))
}

function nodeFrom(names: readonly string[], fields: readonly string[]): CreateNode | string {
  if (fields.length > names.length) return `it has ${fields.length} fields; the header has ${names.length}`
  const field = (column: Column) => (fields[names.indexOf(column)] ?? '').trim()
  const nodeId = field('node_id')
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(nodeId)) return 'node_id must have 1 to 64 letters, digits, dots and dashes'
  const sensors = field('sensors')
    .split(/[\s;]+/)
    .filter((type) => type !== '')
  const wrong = sensors.find((type) => !sensorTypePattern.test(type))
  if (wrong !== undefined) return `"${wrong.slice(0, 60)}" is no sensor type`
  if (sensors.length > 100) return `it names ${sensors.length} sensors; the most is 100`
  const name = field('name')
  if (name.length > 200) return `name has ${name.length} characters; shorten it to 200 or fewer`
  const period = field('interval_ms')
  const intervalMs = Number(period)
  if (period !== '' && !(Number.isInteger(intervalMs) && intervalMs >= 100 && intervalMs <= 7 * 86_400_000))
    return 'interval_ms must be a whole number of milliseconds, 100 to 604800000'
  return { nodeId, sensors, ...(name === '' ? {} : { name }), ...(period === '' ? {} : { intervalMs }) }
}

/** Lines that aren't empty, with the number each starts at; quotes as in RFC 4180. */
function parseCsv(text: string): { line: number; fields: string[] }[] {
  const rows: { line: number; fields: string[] }[] = []
  let fields: string[] = []
  let field = ''
  let isQuoted = false
  let line = 1
  let startedAt = 1
  const endRow = () => {
    fields.push(field)
    if (fields.some((one) => one.trim() !== '')) rows.push({ line: startedAt, fields })
    fields = []
    field = ''
    startedAt = line
  }
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] ?? ''
    if (c === '\n') line += 1
    if (isQuoted) {
      if (c !== '"') field += c
      else if (text[i + 1] === '"') {
        field += '"'
        i += 1
      } else isQuoted = false
    } else if (c === '"' && field.trim() === '') {
      field = ''
      isQuoted = true
    } else if (c === ',') {
      fields.push(field)
      field = ''
    } else if (c === '\n') endRow()
    else if (c !== '\r') field += c
  }
  endRow()
  return rows
}
