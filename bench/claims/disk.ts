// Bytes on disk for one reading of the real office (temperature, humidity, light, CO2, occupancy: 102,800 readings), by REST into the running
// server, before and after it has packed what is older than a day; against a plain table with the same rows.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { parseSampleRows, type SampleRow } from '../../src/domain/sample-history.ts'
import type { Claim } from '../claim.ts'
import { serveBuilt } from '../served.ts'

const types: Readonly<Record<string, (row: SampleRow) => number | boolean>> = {
  temperature: (row) => row.temperatureC,
  humidity: (row) => row.humidityPercent,
  light_level: (row) => row.lightLx,
  co2: (row) => row.co2Ppm,
  occupancy: (row) => row.isOccupied,
}
const bundle = 10_000
const settleMs = 60_000

/** Bytes of pages in use, the log moved in. */
function usedBytes(file: string): number {
  const db = new Database(file, { readonly: true })
  try {
    const of = (name: string) => Number(db.pragma(name, { simple: true }))
    return (of('page_count') - of('freelist_count')) * of('page_size')
  } finally {
    db.close()
  }
}

/** The same rows with the sensor's name in each, as most recorders keep them. */
function plainBytes(file: string, rows: readonly SampleRow[]): number {
  const db = new Database(file)
  try {
    db.exec('CREATE TABLE reading (sensor TEXT NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (sensor, at)) WITHOUT ROWID')
    const insert = db.prepare('INSERT INTO reading VALUES (?, ?, ?)')
    db.transaction(() => {
      for (const [type, read] of Object.entries(types))
        for (const row of rows) insert.run(`real_${type}`, row.minute * 60_000, Number(read(row)))
    })()
  } finally {
    db.close()
  }
  return statSync(file).size
}

export const claim: Claim = {
  name: 'disk',
  about: 'bytes on disk for one reading of a real office, rollups included',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plenum-bench-'))
    try {
      const text = gunzipSync(readFileSync('resources/sample/office.csv.gz')).toString('utf8')
      const rows = parseSampleRows(text.trimEnd().split('\n').slice(1))
      const shift = Date.now() - 30 * 86_400_000
      const count = rows.length * Object.keys(types).length
      const file = join(folder, 'readings.db')
      let fresh = 0
      const startedAt = performance.now()
      let seconds = 0
      {
        await using server = await serveBuilt({ dataFolder: folder })
        const empty = usedBytes(file)
        await server.call('POST', '/nodes', { nodeId: 'real', sensors: Object.keys(types) })
        for (const [type, read] of Object.entries(types)) {
          for (let from = 0; from < rows.length; from += bundle) {
            const readings = rows.slice(from, from + bundle).map((row) => ({ timestamp: shift + row.minute * 60_000, value: read(row) }))
            await server.call('POST', `/sensors/real_${type}/readings`, { readings })
          }
        }
        seconds = (performance.now() - startedAt) / 1000
        fresh = usedBytes(file) - empty
        // Packing goes on in slices in the background; it is over when the file has stopped shrinking.
        for (let last = fresh, calm = 0; calm < 5 && performance.now() - startedAt < settleMs; ) {
          await wait(1000)
          const now = usedBytes(file)
          calm = now === last ? calm + 1 : 0
          last = now
        }
      }
      const packed = usedBytes(file)
      const plain = plainBytes(join(folder, 'plain.db'), rows)
      return [
        {
          what: 'a packed reading',
          value: packed / count,
          unit: 'B',
          budget: 8,
          note: `${count} readings, rollups, series and alarms included`,
        },
        { what: 'a reading just written', value: fresh / count, unit: 'B' },
        { what: 'a reading in a plain table', value: plain / count, unit: 'B', note: 'sensor name, time, value; no rollups' },
        { what: 'smaller than the plain table', value: plain / packed, unit: 'x', baseline: 'a plain table' },
        { what: 'stored by REST', value: count / seconds, unit: '/s', note: `${bundle} a request, on disk when answered` },
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
