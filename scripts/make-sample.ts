// `node scripts/make-sample.ts FOLDER`: writes resources/sample/office.csv.gz from the files of the occupancy data set (CC BY 4.0, see
// resources/sample/README.md). Run by hand, once; its product is in the repository.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './build-state.ts'
import { parseOccupancy } from './simulate/occupancy.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Name the folder with datatest.txt, datatraining.txt and datatest2.txt')
const from = Date.UTC(2015, 1, 2)
const rows = ['datatest.txt', 'datatraining.txt', 'datatest2.txt'].flatMap((name) =>
  parseOccupancy(readFileSync(join(folder, name), 'utf8')),
)
const lines = rows.map((row) =>
  [
    Math.round((row.localMs - from) / 60_000),
    row.temperature.toFixed(2),
    row.humidity.toFixed(2),
    row.light.toFixed(0),
    row.co2.toFixed(0),
    row.occupancy ? 1 : 0,
  ].join(','),
)
const text = `minute,temperature,humidity,light,co2,occupancy\n${lines.join('\n')}\n`
const bytes = gzipSync(text, { level: 9 })
writeFileSync(join(root, 'resources/sample/office.csv.gz'), bytes)
console.log(`${rows.length} rows, ${bytes.length} bytes`)
