// Settings through the typed client: defaults, ETags, the output folder, and stored values that can't be read.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { defaultSettings } from '../../src/contract/schemas/settings.ts'
import { startTestServer } from '../helpers/test-server.ts'
import { refusalOf, sendJson } from './refusal-of.ts'

test('A fresh folder has the defaults; a change is one revision and one event; the same again is none', async (t) => {
  const { client, events, request } = await startTestServer(t)
  const fresh = await client.getSettings({})
  expect(fresh).toEqual({ revision: 1, values: defaultSettings })
  const changed = await client.changeSettings({ body: { units: 'imperial', moduleMm: [609.6, 609.6], wasteRate: 0.2 }, ifMatch: 1 })
  const values = { ...defaultSettings, units: 'imperial', moduleMm: [609.6, 609.6], wasteRate: 0.2 }
  expect(changed).toEqual({ revision: 2, values })
  expect(await client.changeSettings({ body: { wasteRate: 0.2 }, ifMatch: 2 })).toEqual(changed)
  expect((await request('/settings')).headers.get('etag')).toBe('"2"')
  expect((await events(1)).map((e) => [e.name, e.payload])).toEqual([['settings.changed', { revision: 2 }]])
})

test('New projects and designs take their defaults from the settings', async (t) => {
  const { client } = await startTestServer(t)
  await client.changeSettings({ body: { units: 'imperial', wasteRate: 0.1, labourRate: 0.3, taxRate: 0.2, drawnBy: 'Ö. Ç.' }, ifMatch: 1 })
  const project = await client.createProject({ body: { name: 'P', labourRate: 0.5 } })
  expect([project.units, project.wasteRate, project.labourRate, project.taxRate]).toEqual(['imperial', 0.1, 0.5, 0.2])
  const design = await client.createDesign({ params: { id: project.id }, body: { name: 'A', system: { kind: 'panels' } } })
  expect(design.document.titleBlock.drawnBy).toBe('Ö. Ç.')
})

test('Settings last over a restart; what can’t be read in them has its default and is said in the log', async (t) => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-settings-'))
  t.onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }))
  const first = await startTestServer(t, { dataFolder })
  await first.client.changeSettings({ body: { drawnBy: 'Kim', panelGapMm: 40 }, ifMatch: 1 })
  await first.stop()
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  db.prepare(`UPDATE setting SET "values" = json_set("values", '$.panelGapMm', 'wide', '$.moduleMm', json('[1]'), '$.colour', 'red')`).run()
  db.close()
  const second = await startTestServer(t, { dataFolder })
  expect(await second.client.getSettings({})).toEqual({ revision: 2, values: { ...defaultSettings, drawnBy: 'Kim' } })
  const said = second.log.filter((line) => line.level === 'warn').map((line) => line.message)
  expect(said.filter((text) => text.includes('stored setting')).sort()).toEqual([
    'The stored setting "colour" is not known to this version and was ignored.',
    'The stored setting "moduleMm" can’t be used and has its default.',
    'The stored setting "panelGapMm" can’t be used and has its default.',
  ])
  await second.stop()
  const broken = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  broken.prepare(`UPDATE setting SET "values" = '{"units": '`).run()
  broken.close()
  const third = await startTestServer(t, { dataFolder })
  expect((await third.client.getSettings({})).values).toEqual(defaultSettings)
})

test('A change without If-Match is 428, with an old one 412', async (t) => {
  const server = await startTestServer(t)
  const body = { drawnBy: 'A' }
  expect((await sendJson(server, { method: 'PATCH', path: '/settings', body })).status).toBe(428)
  await server.client.changeSettings({ body, ifMatch: 1 })
  const refusal = await refusalOf(server.client.changeSettings({ body: { drawnBy: 'B' }, ifMatch: 1 }))
  expect([refusal.code, refusal.errors[0]?.detail]).toEqual(['stale', 'The current revision is 2.'])
  expect((await server.client.getSettings({})).values.drawnBy).toBe('A')
})

test('Values that make no sense are refused by name, and the previous state stays', async (t) => {
  const server = await startTestServer(t)
  const bodies: [object, string][] = [
    [{ panelMinMm: 3000 }, '/panelMinMm'],
    [{ panelMaxMm: 100 }, '/panelMaxMm'],
    [{ moduleMm: [600, -600] }, '/moduleMm/1'],
    [{ units: 'feet' }, '/units'],
    [{ catalogue: 'nowhere' }, '/catalogue'],
    [{ taxRate: null }, '/taxRate'],
    [{ language: 'de' }, '/language'],
    [{ tourDone: 'yes' }, '/tourDone'],
  ]
  for (const [body, pointer] of bodies) {
    const { status, reply } = await sendJson(server, { method: 'PATCH', path: '/settings', body, ifMatch: 1 })
    expect([body, status, reply.errors?.[0]?.pointer]).toEqual([body, 422, pointer])
  }
  expect([await server.client.getSettings({}), await server.events()]).toEqual([{ revision: 1, values: defaultSettings }, []])
})

test('The output folder must be a full path to a writable folder that is there', async (t) => {
  const { client } = await startTestServer(t)
  const base = mkdtempSync(join(tmpdir(), 'plenum Ausgabe ö '))
  t.onTestFinished(() => rmSync(base, { recursive: true, force: true }))
  writeFileSync(join(base, 'file'), '')
  mkdirSync(join(base, 'read only'))
  chmodSync(join(base, 'read only'), 0o555)
  const refused = await Promise.all(
    ['relative/path', join(base, 'missing'), join(base, 'file'), `${base}\0x`].map((outputFolder) =>
      refusalOf(client.changeSettings({ body: { outputFolder }, ifMatch: 1 })),
    ),
  )
  expect(refused.map((r) => [r.status, r.errors[0]?.pointer, r.message.split('. ').at(-1)])).toEqual([
    [422, '/outputFolder', 'Start at the root, for example /home/me/drawings.'],
    [422, '/outputFolder', 'Create it or choose another folder.'],
    [422, '/outputFolder', 'Choose a folder.'],
    [422, '/outputFolder', 'Type it again.'],
  ])
  if (process.getuid?.() !== 0)
    expect((await refusalOf(client.changeSettings({ body: { outputFolder: join(base, 'read only') }, ifMatch: 1 }))).status).toBe(422)
  expect((await client.changeSettings({ body: { outputFolder: base }, ifMatch: 1 })).values.outputFolder).toBe(base)
  expect((await client.changeSettings({ body: { outputFolder: '' }, ifMatch: 2 })).values.outputFolder).toBe('')
})
