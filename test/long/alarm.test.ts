// Alarms for long: a thousand lives, fifty kills; the log is true after each.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { killStorms, liveAnyLives } from '../store/alarm-lives.ts'

test('a thousand lives of alarms: one each, legal steps only, and the log adds up to the state', () => {
  expect(liveAnyLives(1000)).toBeGreaterThan(2000)
})

test('fifty kills leave states, timers and events that belong together', async (t) => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-alarm-kill-'))
  t.onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }))
  expect(await killStorms({ dataFolder, rounds: 50 })).toBeGreaterThan(1000)
})
