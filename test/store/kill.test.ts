// kill -9 while saving in a loop: every acknowledged save is there afterwards, at most the one in flight is lost, the database is whole.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { type Client, createClient } from '../../src/contract/client.ts'
import { emptyTitleBlock } from '../../src/domain/design.ts'

const rounds = 6
const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }

interface Running {
  readonly process: ChildProcessByStdio<null, Readable, null>
  readonly client: Client
}

async function startHeadless(dataFolder: string): Promise<Running> {
  const argv = ['src/server/headless.ts', '--data', dataFolder, '--http-port', '0', '--log-level', 'error']
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ready = await new Promise<{ http: string }>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(JSON.parse(text) as { http: string })
    })
    child.on('exit', (code) => reject(new Error(`headless ended with ${code}`)))
  })
  const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
  return { process: child, client: createClient({ baseUrl: ready.http, token: () => token }) }
}

async function kill({ process: child }: Running): Promise<void> {
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

test('A server killed while it saves loses at most the save in flight, six times in a row', async (t) => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum kill ö '))
  t.onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }))
  let running = await startHeadless(dataFolder)
  t.onTestFinished(() => kill(running))
  const project = await running.client.createProject({ body: { name: 'P' } })
  const design = await running.client.createDesign({ params: { id: project.id }, body: { name: 'A', system } })
  const at = { params: { id: design.id } }
  let acknowledged = 1
  // Different moments of a save in each round, the same in every run.
  for (let round = 0; round < rounds; round++) {
    const killed = new Promise<void>((resolve) => setTimeout(() => resolve(kill(running)), 60 + round * 37))
    const saveUntilKilled = async () => {
      for (;;) {
        const document = { ...design.document, titleBlock: { ...emptyTitleBlock, notes: `save ${acknowledged + 1} ${'x'.repeat(3000)}` } }
        const saved = await running.client.changeDesign({ ...at, body: { document }, ifMatch: acknowledged })
        acknowledged = saved.revision
      }
    }
    await expect(saveUntilKilled()).rejects.toThrowError()
    await killed

    const db = new SqliteDatabase(join(dataFolder, 'plenum.db'), { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
    running = await startHeadless(dataFolder)
    const now = await running.client.getDesign(at)
    expect(now.revision - acknowledged).toBeGreaterThanOrEqual(0)
    expect(now.revision - acknowledged).toBeLessThanOrEqual(1)
    const { titleBlock } = (await running.client.getRevision({ params: { id: design.id, number: acknowledged } })).document
    if (acknowledged > 1) expect(titleBlock.notes).toBe(`save ${acknowledged} ${'x'.repeat(3000)}`)
    acknowledged = now.revision
  }
  expect(acknowledged).toBeGreaterThan(rounds)
}, 60_000)

test('An export that a kill cut off is failed at the next start, and its half files are gone, in the output folder too', async (t) => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-kill-export-'))
  const outputFolder = mkdtempSync(join(tmpdir(), 'plenum-kill-output-'))
  t.onTestFinished(() => {
    for (const folder of [dataFolder, outputFolder]) rmSync(folder, { recursive: true, force: true })
  })
  const first = await startHeadless(dataFolder)
  const project = await first.client.createProject({ body: { name: 'P' } })
  const design = await first.client.createDesign({ params: { id: project.id }, body: { name: 'A', system } })
  await first.client.changeSettings({ body: { outputFolder }, ifMatch: 1 })
  await kill(first)
  // What the process leaves when it dies between the record and the rename.
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  db.prepare(`INSERT INTO export (id, designId, designRevision, format, status, fileName, contentType, bytes, sha256, warnings, createdAt)
    VALUES ('cut', ?, 1, 'dxf', 'running', 'A.dxf', 'image/vnd.dxf', 0, '', '[]', 5)`).run(design.id)
  db.close()
  mkdirSync(join(dataFolder, 'exports', 'cut'), { recursive: true })
  writeFileSync(join(dataFolder, 'exports', 'cut', 'A.dxf.tmp'), 'half')
  writeFileSync(join(outputFolder, '.plenum-cut.tmp'), 'half')
  writeFileSync(join(outputFolder, 'mine.dxf'), 'whole')

  const second = await startHeadless(dataFolder)
  t.onTestFinished(() => kill(second))
  const record = await second.client.getExport({ params: { id: 'cut' } })
  expect([record.status, record.reason, readdirSync(join(dataFolder, 'exports')), readdirSync(outputFolder)]).toEqual([
    'failed',
    'Plenum was stopped while this was being written. Export the design again.',
    [],
    ['mine.dxf'],
  ])
}, 30_000)
