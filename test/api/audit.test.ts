// The audit and the log over HTTP: what is changed, refused and used leaves a row; verified by the real worker.
import { spawn } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'

test('a change, its row and its request belong together', async (t) => {
  const { client, request } = await startTestServer(t)
  const project = await client.createProject({ body: { name: 'Hall' } })
  const { items } = await client.listAudit({ query: { action: 'createProject' } })
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({ actorKind: 'owner', outcome: 'done', subject: `project/${project.id}` })
  expect(JSON.parse(items[0]?.after ?? '')).toMatchObject({ name: 'Hall' })
  const reply = await request(`/projects/${project.id}`, { method: 'DELETE' })
  const [deleted] = (await client.listAudit({ query: { action: 'deleteProject' } })).items
  expect(deleted).toMatchObject({ requestId: reply.headers.get('x-request-id'), subject: `projects/${project.id}` })
  expect(await client.getAuditEntry({ params: { id: deleted?.id ?? 0 } })).toEqual(deleted)
  await expect(client.getAuditEntry({ params: { id: 999 } })).rejects.toMatchObject({ code: 'not_found' })
})

test('what was refused says who, what and why, and looking leaves nothing', async (t) => {
  const { client, baseUrl } = await startTestServer(t)
  await client.listProjects({ query: {} })
  await fetch(`${baseUrl}/api/v1/projects`, { headers: { 'user-agent': 'curl/8' } })
  await fetch(`${baseUrl}/api/v1/projects`, { headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' } })
  const { items } = await client.listAudit({ query: {} })
  expect(items).toMatchObject([
    { action: 'access.refused', outcome: 'refused', actorKind: 'nobody', program: 'curl/8', subject: 'GET /api/v1/projects' },
  ])
  expect(items[0]?.detail).toContain('unauthenticated')
})

test('a key that lacks the right is named in the refusal', async (t) => {
  const { client, baseUrl } = await startTestServer(t)
  const { key, id } = await client.createApiKey({ body: { name: 'Facade', scopes: ['sensors:read'] } })
  await fetch(`${baseUrl}/api/v1/projects`, { headers: { 'x-api-key': key } })
  const { items } = await client.listAudit({ query: { outcome: 'refused' } })
  expect(items).toMatchObject([{ actorKind: 'program', actorId: id, actorName: 'Facade' }])
  expect(JSON.stringify((await client.listAudit({ query: {} })).items)).not.toContain(key.slice(20))
})

test('verify answers ok on the real worker, also right after changes', async (t) => {
  const { client, clock } = await startTestServer(t)
  for (let i = 0; i < 5; i++) await client.createProject({ body: { name: `Hall ${i}` } })
  clock.advance(1000)
  await client.createProject({ body: { name: 'not in the head yet' } })
  expect(await client.verifyAudit({ body: {} })).toMatchObject({ verdict: 'ok', entries: 6, brokenAt: null })
})

test('pages, filters and CSV agree', async (t) => {
  const { client, request } = await startTestServer(t)
  for (let i = 0; i < 7; i++) await client.createProject({ body: { name: i === 3 ? '=1+1 "Ärger", neu' : `Hall ${i}` } })
  const first = await client.listAudit({ query: { limit: 4 } })
  const second = await client.listAudit({ query: { limit: 4, cursor: first.next ?? '' } })
  expect([...first.items, ...second.items].map((one) => one.id)).toEqual([7, 6, 5, 4, 3, 2, 1])
  expect(second.next).toBeNull()
  expect((await client.listAudit({ query: { search: 'ärger' } })).items).toHaveLength(1)
  expect((await client.listAudit({ query: { search: '100%' } })).items).toHaveLength(0)
  expect((await client.listAudit({ query: { to: '2020-01-01' } })).items).toHaveLength(0)
  expect((await client.listAudit({ query: { actor: first.items[0]?.actorName ?? '' } })).items).toHaveLength(7)
  const csv = await (await request('/audit.csv?action=createProject')).text()
  const lines = csv.trimEnd().split('\r\n')
  expect(lines).toHaveLength(8)
  expect(lines[0]).toBe('id,at,actorKind,actorId,actorName,program,action,outcome,subject,before,after,detail,requestId,hash')
  expect(lines[1]).toMatch(/^1,2026-01-05T08:00:00.000Z,owner,/)
})

test('archiving takes what is older, and the page says where it went', async (t) => {
  const { client, clock } = await startTestServer(t)
  for (let i = 0; i < 3; i++) await client.createProject({ body: { name: `Hall ${i}` } })
  clock.advance(86_400_000)
  await client.createProject({ body: { name: 'new' } })
  expect(await client.archiveAudit({ body: { before: clock.now() } })).toMatchObject({ fileName: 'audit-1-3.jsonl', entries: 3 })
  expect((await client.listAudit({ query: {} })).items.map((one) => one.action)).toEqual(['audit.archived', 'createProject'])
  expect(await client.verifyAudit({ body: {} })).toMatchObject({ verdict: 'ok', firstId: 4 })
})

test('the log can be read with its secrets masked, from where one left off', async (t) => {
  const { client, baseUrl, token } = await startTestServer(t)
  const first = await client.listLogs({ query: {} })
  expect(first.items.some((one) => one.message === 'database open')).toBe(true)
  expect(await client.listLogs({ query: { since: first.next } })).toEqual({ items: [], next: first.next })
  await fetch(`${baseUrl}/api/v1/projects?token=${token}`)
  expect(JSON.stringify((await client.listLogs({ query: { limit: 1000 } })).items)).not.toContain(token)
  expect((await client.listLogs({ query: { search: 'DATABASE OPEN' } })).items.length).toBeGreaterThan(0)
  expect((await client.listLogs({ query: { level: 'error' } })).items).toEqual([])
})

test('npm run admin -- verify-audit: through the server that runs, and without one by reading only', async (t) => {
  const { client, clock, dataFolder, stop } = await startTestServer(t)
  for (let i = 0; i < 3; i++) await client.createProject({ body: { name: `Hall ${i}` } })
  clock.advance(1000)
  expect(await admin('verify-audit', '--data', dataFolder)).toEqual({ code: 0, said: expect.stringMatching(/^ok: .*\n3 entries/) })
  await stop()
  expect(await admin('verify-audit', '--data', dataFolder)).toEqual({ code: 0, said: expect.stringMatching(/^ok: /) })
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  db.exec("UPDATE audit SET actorName = 'Eve' WHERE id = 2")
  db.close()
  expect(await admin('verify-audit', '--data', dataFolder)).toEqual({ code: 1, said: expect.stringMatching(/^edited: Entry 2 /) })
  rmSync(join(dataFolder, 'secret.key'))
  const before = readdirSync(dataFolder).sort()
  expect(await admin('verify-audit', '--data', dataFolder)).toMatchObject({ code: 1 })
  expect(readdirSync(dataFolder).sort()).toEqual(before)
  expect(await admin('verify-audit', '--data', join(dataFolder, 'nowhere'))).toMatchObject({ code: 1 })
  expect(await admin('no-such-command')).toMatchObject({ code: 2 })
})

function admin(...args: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/admin.ts', ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('close', (code) => resolve({ code, said }))
  })
}
