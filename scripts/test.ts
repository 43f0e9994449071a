// `npm test`: check, build, vitest, then the end-to-end tests, with their output as it comes. The last line is `N passed, N failed`
// (and `, N skipped`), the exit code matches. With CI set a skip is a failure. `--long` runs the soaks of test/long instead.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build-state.ts'
import { check } from './check.ts'
import { addTally, emptyTally, summarise, type Tally, tallyFromPlaywright, tallyFromVitest, type VitestReport } from './tally.ts'

const results = join(root, 'test-results')
// A test server starts hundreds of times, many of them as a process of its own.
process.env.NODE_COMPILE_CACHE ??= join(root, '.cache/compiled')

/** Runs a Node program of node_modules with its output shown; gives its exit code. */
function runNode(args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((end) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
    child.on('error', () => end(1))
    child.on('exit', (code) => end(code ?? 1))
  })
}

/** A runner that ends badly without a failed test (a crash, no report) counts as one failure. */
function readTally(file: string, exitCode: number, read: (report: never) => Tally): Tally {
  const tally = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8')) as never) : emptyTally
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

const runVitestOnce = (file: string, args: readonly string[]): Promise<number> =>
  runNode([
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ])

/** A process of tests that V8 brings down (a signal, no failed test) says nothing about the product: its files run once more, and count then. */
async function runVitest(...args: string[]): Promise<Tally> {
  const file = join(results, 'vitest.json')
  const code = await runVitestOnce(file, args)
  if (code === 0 || !existsSync(file)) return readTally(file, code, tallyFromVitest)
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  const cut = report.testResults.filter((one) => one.status === 'failed' && !one.assertionResults.some(({ status }) => status === 'failed'))
  if (cut.length === 0 || cut.length > 5) return readTally(file, code, tallyFromVitest)
  console.log(`\nonce more, for their process ended without a failed test: ${cut.map(({ name }) => name).join(', ')}`)
  const again = join(results, 'vitest-again.json')
  const codeAgain = await runVitestOnce(again, [...args, ...cut.map(({ name }) => name)])
  const rest = { testResults: report.testResults.filter((one) => !cut.includes(one)) }
  return addTally(tallyFromVitest(rest), readTally(again, codeAgain, tallyFromVitest))
}

async function runPlaywright(): Promise<Tally> {
  const file = join(results, 'playwright.json')
  const code = await runNode([join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  })
  return readTally(file, code, tallyFromPlaywright)
}

async function runChecks(): Promise<Tally> {
  const results = await check()
  const failed = results.filter(({ failures }) => failures.length > 0).length
  return { ...emptyTally, passed: results.length - failed, failed }
}

async function runBuild(): Promise<Tally> {
  const code = await runNode([join(root, 'scripts/build.ts')])
  console.log(`${code === 0 ? 'pass' : 'FAIL'}  build`)
  return { ...emptyTally, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
}

const startedAt = Date.now()
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
let total = emptyTally
if (process.argv.includes('--long')) {
  total = addTally(await runBuild(), await runVitest('--config', 'config/vitest.long.config.ts'))
} else {
  total = addTally(total, await runChecks())
  const built = await runBuild()
  total = addTally(total, built)
  total = addTally(total, await runVitest())
  if (built.failed === 0) total = addTally(total, await runPlaywright())
  else console.log('FAIL  end-to-end tests: not run, for there is no build')
}
console.log(`\ntook ${Math.round((Date.now() - startedAt) / 1000)} s`)
const { line, exitCode } = summarise(total, { failOnSkip: Boolean(process.env.CI) })
for (const name of total.skippedNames) console.log(`skipped: ${name}`)
console.log(line)
process.exitCode = exitCode
