// npm run bench [name...] [--json FILE]: runs the measured claims one after the other and prints a table and JSON.
// Exit code 0 whatever the figures are: a figure over its budget is marked, judging it is a person's job.
import { readdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { type Claim, type Figure, printFigure } from './claim.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })

async function loadClaims(): Promise<Claim[]> {
  const files = readdirSync(new URL('./claims/', import.meta.url)).filter((name) => name.endsWith('.ts'))
  const claims = await Promise.all(files.sort().map(async (name) => ((await import(`./claims/${name}`)) as { claim: Claim }).claim))
  const unknown = positionals.filter((name) => !claims.some((claim) => claim.name === name))
  if (unknown.length > 0) {
    process.stderr.write(`There is no claim ${unknown.join(', ')}; there are: ${claims.map((claim) => claim.name).join(', ')}\n`)
    process.exit(2)
  }
  return positionals.length === 0 ? claims : claims.filter((claim) => positionals.includes(claim.name))
}

/** What else ran: figures of a busy machine are worse than a quiet one's. */
const loadBefore = loadavg()[0]
const results: { name: string; about: string; figures: readonly Figure[]; error?: string }[] = []
for (const claim of await loadClaims()) {
  process.stdout.write(`\n${claim.name}: ${claim.about}\n`)
  try {
    const figures = await claim.run()
    results.push({ name: claim.name, about: claim.about, figures })
    for (const figure of figures) {
      const { value, verdict, against } = printFigure(figure)
      process.stdout.write(`  ${figure.what.padEnd(58)} ${value.padStart(12)}  ${verdict}${against && `  ${against}`}\n`)
    }
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    results.push({ name: claim.name, about: claim.about, figures: [], error: message })
    process.stdout.write(`  could not be measured: ${message}\n`)
    process.exitCode = 1
  }
}

const report = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryMB: Math.round(totalmem() / 1e6),
  loadBefore,
  loadAfter: loadavg()[0],
  measuredAt: new Date().toISOString(),
  claims: results,
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
else process.stdout.write(`\n${JSON.stringify(report)}\n`)
