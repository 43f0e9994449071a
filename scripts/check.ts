// `npm run check`: types, lint and format, arrows, sizes, stale docs. One line per check, then what is wrong; exit code 1 when any failed.
// test.ts counts each check as a test.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build-state.ts'
import { findBrokenArrows } from './check/arrows.ts'
import { findLongFiles } from './check/sizes.ts'
import { readSourceFiles } from './check/source-files.ts'
import { findStaleDocs } from './check/stale-docs.ts'

/** What is wrong; an empty list is a pass. `notes` are shown and do no harm. */
export interface CheckResult {
  readonly name: string
  readonly failures: readonly string[]
  readonly notes: readonly string[]
}

function runTool(path: string, args: readonly string[], { native }: { native: boolean }): Promise<string[]> {
  const file = join(root, path)
  return new Promise((end) => {
    const child = native ? spawn(file, args, { cwd: root }) : spawn(process.execPath, [file, ...args], { cwd: root })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', (error) => end([error.message]))
    child.on('close', (code) => end(code === 0 ? [] : [output.trim()]))
  })
}

const tool = (path: string, ...args: string[]) => runTool(path, args, { native: false })

async function* runChecks(): AsyncGenerator<CheckResult> {
  const files = readSourceFiles(root, ['src', 'test', 'bench', 'scripts'])
  const serverPackages = new Set(Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies))
  // The first line of each error names the file and the mismatch; the lines indented below it would drown the rest.
  const typeErrors = await tool('node_modules/typescript/bin/tsc', '-b')
  yield { name: 'types', failures: typeErrors.map((text) => text.replace(/\n +.*/g, '')), notes: [] }
  yield {
    name: 'lint and format',
    failures: await tool('node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off', '--max-diagnostics=50'),
    notes: [],
  }
  yield { name: 'import arrows', failures: findBrokenArrows(files, { serverPackages }), notes: [] }
  const sizes = findLongFiles(files)
  yield { name: 'file sizes', failures: sizes.failures, notes: sizes.warnings }
  yield { name: 'generated docs', failures: await findStaleDocs(root), notes: [] }
}

/** Runs every check, printing as it goes. */
export async function check(): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for await (const result of runChecks()) {
    results.push(result)
    console.log(`${result.failures.length === 0 ? 'pass' : 'FAIL'}  check: ${result.name}`)
    for (const note of result.notes) console.log(`      note: ${note}`)
    for (const failure of result.failures) console.log(failure.replace(/^/gm, '      '))
  }
  return results
}

if (import.meta.main) {
  const results = await check()
  process.exitCode = results.some(({ failures }) => failures.length > 0) ? 1 : 0
}
