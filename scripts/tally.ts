// Adds up what the test runners report. Pure: reports in, one line and an exit code out.

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly skippedNames: readonly string[]
}

export const emptyTally: Tally = { passed: 0, failed: 0, skipped: 0, skippedNames: [] }

export function addTally(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    skippedNames: [...a.skippedNames, ...b.skippedNames],
  }
}

/** The part of vitest's JSON report that is read. */
export interface VitestReport {
  readonly numFailedTestSuites?: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** A file that fails without a failed test (it doesn't load) counts as one failure. */
export function tallyFromVitest(report: VitestReport): Tally {
  return report.testResults.reduce<Tally>((sum, file) => {
    const count = (status: string) => file.assertionResults.filter((test) => test.status === status).length
    const failed = count('failed')
    const skipped = file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed')
    return addTally(sum, {
      passed: count('passed'),
      failed: file.status === 'failed' && failed === 0 ? 1 : failed,
      skipped: skipped.length,
      skippedNames: skipped.map(({ fullName }) => fullName),
    })
  }, emptyTally)
}

interface PlaywrightSuite {
  readonly title: string
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs?: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[]
}

/** The part of Playwright's JSON report that is read. */
export interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[]
  readonly errors?: readonly unknown[]
}

export function tallyFromPlaywright(report: PlaywrightReport): Tally {
  const walk = (suite: PlaywrightSuite): Tally => {
    const own = (suite.specs ?? []).flatMap((spec) =>
      spec.tests.map((test) => ({ status: test.status, name: `${suite.title}: ${spec.title}` })),
    )
    const skipped = own.filter(({ status }) => status === 'skipped')
    const passed = own.filter(({ status }) => status === 'expected').length
    const tally = {
      passed,
      failed: own.length - passed - skipped.length,
      skipped: skipped.length,
      skippedNames: skipped.map(({ name }) => name),
    }
    return (suite.suites ?? []).map(walk).reduce(addTally, tally)
  }
  const tally = report.suites.map(walk).reduce(addTally, emptyTally)
  return { ...tally, failed: tally.failed + (report.errors?.length ?? 0) }
}

/** The last line of `npm test` and its exit code. Nothing run at all is a failure too. */
export function summarise(tally: Tally, { failOnSkip }: { failOnSkip: boolean }): { line: string; exitCode: number } {
  const failed = tally.failed + (failOnSkip ? tally.skipped : 0)
  const skipped = failOnSkip ? 0 : tally.skipped
  const line = `${tally.passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return { line, exitCode: failed > 0 || tally.passed === 0 ? 1 : 0 }
}
