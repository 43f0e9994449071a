// kill -9 again and again while designs are saved: every save that was answered is there after the next start, as it was sent.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { serve } from '../e2e/processes.ts'

const rounds = 40

test(`no answered save is lost in ${rounds} kills`, async ({ onTestFinished }) => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'plenum kill ü-'))
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }))
  const { readFile } = await import('node:fs/promises')
  let projectId = ''
  let answered = 0
  let sent = 0
  for (let round = 0; round < rounds; round += 1) {
    const server = await serve(['--data', dataFolder, '--http-port', '0', '--log-level', 'error'])
    const token = (await readFile(join(dataFolder, 'owner.token'), 'utf8')).trim()
    const client = createClient({ baseUrl: server.baseUrl, token: () => token })
    if (projectId === '') projectId = (await client.createProject({ body: { name: 'Save 0' } })).id
    const project = await client.getProject({ params: { id: projectId } })
    const found = Number(project.name.replace('Save ', ''))
    expect([found >= answered, found <= sent], `round ${round}: found ${found}, answered ${answered}, sent ${sent}`).toEqual([true, true])
    let { revision } = project
    answered = found
    sent = found
    const killAfterMs = 20 + ((round * 37) % 180)
    const killed = new Promise<void>((done) => setTimeout(() => done(void server.child.kill('SIGKILL')), killAfterMs))
    try {
      for (;;) {
        sent += 1
        const saved = await client.changeProject({ params: { id: projectId }, body: { name: `Save ${sent}` }, ifMatch: revision })
        revision = saved.revision
        answered = sent
      }
    } catch {
      // The connection fell: what was in flight may or may not be there.
    }
    await killed
    await server.ended
  }
  expect(answered).toBeGreaterThan(rounds)
})
