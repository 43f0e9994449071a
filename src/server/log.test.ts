// The log never holds what opens a door: keys and tokens are masked wherever they stand in a line.
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeApiKey } from './services/api-key-format.ts'

test('a key is masked in facts, messages and errors, its id stays to find it by', () => {
  const { id, key } = makeApiKey('live', (n) => randomInt(n))
  const program = `
    import { createLog } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)}
    const key = process.argv[1]
    const log = createLog({ level: 'info' })
    log.info({ path: '/x?y=' + key, deep: { list: [{ text: 'a ' + key + ' b' }] } }, 'asked with ' + key)
    log.error({ err: new Error('no ' + key) }, 'failed')
    log.warn('bare ' + key)
    log.info({ headers: { authorization: 'Bearer ' + key } }, 'x')
  `
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program, key], { encoding: 'utf8' })
  expect([status, stderr.trim().split('\n').length]).toEqual([0, 4])
  for (const line of stderr.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
  expect(stderr).toContain(`plm_live_${id}`)
  expect(stderr).not.toContain(key.slice(-38))
})
