// What opens a door is never written down: in the log on standard error, in the panel's lines, in the audit.
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { keepLogLines } from './log-lines.ts'
import { maskText, maskValue } from './mask.ts'

const canary = 'CANARY0123456789CANARY0123456789'
const forms = [
  `plm_live_abcdefgh_${canary}`,
  `Authorization: Bearer ${canary}`,
  `eyJhbGciOiJIUzI1NiJ9.${canary}.${canary}`,
  `http://127.0.0.1:1/oidc/callback?code=${canary}&state=${canary}`,
  `whsec_${canary}`,
  `/api/v1/projects/plr_${canary}`,
]

test.for(forms)('a line with %s is kept without the secret', (text) => {
  expect(maskText(`before ${text} after`)).toMatch(/^before .*•••.* ?after$/)
  expect(JSON.stringify(maskValue({ deep: [{ text }], err: new Error(text) }))).not.toContain('CANARY')
})

test('telling names are masked at any depth, what is no secret stays', () => {
  const value = {
    password: canary,
    a: { clientSecret: canary, b: [{ refreshToken: canary }] },
    codes: 3,
    hasSecret: true,
    name: 'Hall',
    key: canary,
  }
  expect(maskValue(value)).toEqual({
    ...{ password: '•••', a: { clientSecret: '•••', b: [{ refreshToken: '•••' }] }, codes: 3, hasSecret: true, name: 'Hall', key: '•••' },
  })
})

test('the log on standard error masks too, in errors as well', () => {
  const program = `import { createLog } from './src/server/log.ts'
    const log = createLog({ level: 'info' })
    log.info({ url: process.argv[1] }, process.argv[1]); log.error({ err: new Error(process.argv[1]) }, 'failed'); log.debug('quiet')`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, forms[0] ?? ''], { encoding: 'utf8' })
  const lines = stderr.trim().split('\n')
  expect(lines).toHaveLength(2)
  expect(stderr).not.toContain('CANARY')
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ msg: 'failed', err: { message: expect.stringContaining('plm_live_abcdefgh_•••') } })
})

test('the kept lines are the newest, and below the level none', () => {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const { log, list } = keepLogLines({ log: silent, clock: { now: () => 7 }, mostLines: 10 })
  for (let i = 1; i <= 25; i++) log.info({ i }, `line ${i}`)
  log.debug({}, 'quiet')
  expect(list({ limit: 1000 }).items.map((one) => one.id)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25])
  expect(list({ since: 23 })).toMatchObject({ items: [{ id: 24, at: 7, level: 'info', facts: '{"i":24}' }, { id: 25 }], next: 25 })
})
