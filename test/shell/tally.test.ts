// The last line of `npm test` is true: what the runners report is what is summed up, and nothing that went wrong is lost.
import { expect, it } from 'vitest'
import { addTally, emptyTally, summarise, tallyFromPlaywright, tallyFromVitest } from '../../scripts/tally.ts'

const vitestFile = (status: string, tests: readonly string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((state, i) => ({ status: state, fullName: `test ${i}` })),
})

it('counts vitest’s tests by state, with the names of those that were skipped', () => {
  expect(tallyFromVitest({ testResults: [vitestFile('failed', ['passed', 'failed', 'skipped', 'todo', 'passed'])] })).toEqual({
    passed: 2,
    failed: 1,
    skipped: 2,
    skippedNames: ['test 2', 'test 3'],
  })
})

it('counts a test file that does not load as one failure', () => {
  expect(tallyFromVitest({ testResults: [vitestFile('failed', [])] }).failed).toBe(1)
})

it('counts Playwright’s tests in nested suites; flaky and unexpected ones are failures, and so are errors outside tests', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] })
  const report = {
    suites: [
      {
        title: 'a.spec.ts',
        specs: [spec('one', 'expected'), spec('two', 'skipped')],
        suites: [{ title: 'deep', specs: [spec('three', 'unexpected'), spec('four', 'flaky')] }],
      },
    ],
    errors: [{ message: 'a worker died' }],
  }
  expect(tallyFromPlaywright(report)).toEqual({ passed: 1, failed: 3, skipped: 1, skippedNames: ['a.spec.ts: two'] })
})

it('prints exactly N passed, N failed, and skipped ones only when there are some', () => {
  const some = { ...emptyTally, passed: 12 }
  expect(summarise(some, { failOnSkip: false })).toEqual({ line: '12 passed, 0 failed', exitCode: 0 })
  const skipping = addTally(some, { passed: 0, failed: 0, skipped: 2, skippedNames: ['a', 'b'] })
  expect(summarise(skipping, { failOnSkip: false })).toEqual({ line: '12 passed, 0 failed, 2 skipped', exitCode: 0 })
  expect(summarise(skipping, { failOnSkip: true })).toEqual({ line: '12 passed, 2 failed', exitCode: 1 })
  expect(summarise({ ...some, failed: 1 }, { failOnSkip: false })).toEqual({ line: '12 passed, 1 failed', exitCode: 1 })
})

it('calls it a failure when nothing ran at all', () => {
  expect(summarise(emptyTally, { failOnSkip: false })).toEqual({ line: '0 passed, 0 failed', exitCode: 1 })
})
