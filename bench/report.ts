// node bench/report.ts FILE: turns the JSON of a bench run into docs/measured.md. It changes no figure and leaves none out; tables of claims
// that were not run stay as they were, with the day they were measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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

const page = new URL('../docs/measured.md', import.meta.url)
const day = run.measuredAt.slice(0, 16).replace('T', ' ')
const load = `${run.loadBefore.toFixed(1)} to ${run.loadAfter.toFixed(1)}`
const cell = (text: string) => text.replaceAll('|', '\\|')

/** Name of a claim -> its table as text. */
const tables = new Map<string, string>()
for (const section of existsSync(page) ? readFileSync(page, 'utf8').split(/^## /m).slice(1) : []) {
  tables.set(section.slice(0, section.indexOf('\n')), `## ${section.trimEnd()}`)
}
for (const { name, about, figures, error } of run.claims) {
  const lines = [`## ${name}`, '', `${about[0]?.toUpperCase()}${about.slice(1)}. Measured ${day} UTC, load of the machine ${load}.`, '']
  if (error === undefined) {
    lines.push('| figure | value | budget | |', '|---|---:|---|---|')
    for (const figure of figures) {
      const { value, verdict, against } = printFigure(figure)
      lines.push(`| ${cell(figure.what)} | ${value} | ${verdict} | ${cell(against)} |`)
    }
  } else lines.push(`Could not be measured: ${error.split('\n')[0]}`)
  tables.set(name, lines.join('\n'))
}
const over = [...tables].flatMap(([name, text]) =>
  text
    .split('\n')
    .filter((line) => line.includes('| OVER ('))
    .map((line) => `${name}: ${line.split('|')[1]?.trim()}`),
)
const head = [
  '# Measured',
  '',
  'Written by `npm run bench -- --json run.json` and `node bench/report.ts run.json`; not by hand. One file in `bench/claims` per table.',
  '',
  `- ${run.cpu?.trim() || 'unknown processor'}, ${run.cores} cores, ${(run.memoryMB / 1000).toFixed(0)} GB, Node ${run.node}, no GPU`,
  `- load of the machine: 0 is quiet; above ${run.cores} everything by the clock is worse than the product`,
  '',
  over.length === 0 ? 'Every budget holds.' : `Over budget: ${over.join('; ')}.`,
]
const sorted = [...tables].sort(([a], [b]) => a.localeCompare(b)).map(([, text]) => text)
writeFileSync(page, `${[head.join('\n'), ...sorted].join('\n\n')}\n`)
