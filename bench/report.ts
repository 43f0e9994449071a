// node bench/report.ts FILE: turns the JSON of a bench run into docs/measured.md. It changes no figure and leaves none out.
import { readFileSync, writeFileSync } from 'node:fs'
import { type Figure, printFigure } from './claim.ts'

interface Run {
  readonly node: string
  readonly cpu?: string
  readonly cores: number
  readonly memoryMB: number
  readonly loadBefore: number
  readonly loadAfter: number
  readonly measuredAt: string
  readonly claims: readonly {
    readonly name: string
    readonly about: string
    readonly figures: readonly Figure[]
    readonly error?: string
  }[]
}

const file = process.argv[2]
if (file === undefined) {
  process.stderr.write('Name the JSON file of a bench run: node bench/report.ts FILE\n')
  process.exit(2)
}
// NaN is null in JSON.
const run = JSON.parse(readFileSync(file, 'utf8'), (key, value) => (key === 'value' && value === null ? Number.NaN : value)) as Run

const lines = [
  '# Measured',
  '',
  'Written by `npm run bench -- --json run.json` and `node bench/report.ts run.json`; not by hand. One file in `bench/claims` per table.',
  '',
  `- ${run.measuredAt.slice(0, 16).replace('T', ' ')} UTC`,
  `- ${run.cpu?.trim() || 'unknown processor'}, ${run.cores} cores, ${(run.memoryMB / 1000).toFixed(0)} GB, Node ${run.node}, no GPU`,
  `- load of the machine before and after the run: ${run.loadBefore.toFixed(1)} and ${run.loadAfter.toFixed(1)} (0 is quiet; above ${run.cores} everything by the clock is worse than the product)`,
  '',
]
const over = run.claims.flatMap(({ name, figures }) =>
  figures.filter((figure) => printFigure(figure).verdict.startsWith('OVER')).map((figure) => `${name}: ${figure.what}`),
)
lines.push(over.length === 0 ? 'Every budget holds.' : `Over budget in this run: ${over.join('; ')}.`)
const cell = (text: string) => text.replaceAll('|', '\\|')
for (const { name, about, figures, error } of run.claims) {
  lines.push('', `## ${name}`, '', `${about[0]?.toUpperCase()}${about.slice(1)}.`, '')
  if (error !== undefined) {
    lines.push(`Could not be measured: ${error.split('\n')[0]}`)
    continue
  }
  lines.push('| figure | value | budget | |', '|---|---:|---|---|')
  for (const figure of figures) {
    const { value, verdict, against } = printFigure(figure)
    lines.push(`| ${cell(figure.what)} | ${value} | ${verdict} | ${cell(against)} |`)
  }
}
writeFileSync(new URL('../docs/measured.md', import.meta.url), `${lines.join('\n')}\n`)
