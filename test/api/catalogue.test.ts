// Catalogues: the shipped ones, the user's own, and files that can't be used.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'

const finish = { code: 'tile-a', name: 'Tile A', kind: 'finish', unit: 'm2', price: 12.5, packSize: 1 }
const own = { id: 'own', name: 'Own', version: 1, currency: 'EUR', defaultFinish: 'tile-a', products: [finish] }

test('The generic catalogue ships with the finishes and prices everybody knows', async (t) => {
  const { client } = await startTestServer(t)
  const { items, next } = await client.listCatalogues({})
  const generic = items.find((c) => c.id === 'generic')
  const prices = generic?.products.filter((p) => p.kind === 'finish' && p.unit === 'm2').map((p) => p.price)
  expect([next, prices?.sort((a, b) => a - b)]).toEqual([null, [15, 35, 35, 120, 140, 450, 450]])
})

test('The user’s own catalogues are read from the data folder; files that can’t be used are left out and said', async (t) => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-catalogue-'))
  t.onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }))
  const folder = join(dataFolder, 'catalogues')
  mkdirSync(folder)
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value))
  write('a-own.json', own)
  write('b-half.json', '{"id": "ha')
  write('c-negative.json', { ...own, id: 'negative', products: [{ ...finish, price: -1 }] })
  write('d-same.json', own)
  write('e-no-finish.json', { ...own, id: 'e', defaultFinish: 'missing' })
  write('f-list.json', [])
  write('g-newer.json', { ...own, id: 'newer', colour: 'red' })
  write('readme.txt', 'not a catalogue')
  const { client, log } = await startTestServer(t, { dataFolder })
  const { items } = await client.listCatalogues({})
  expect(items.filter((c) => c.id !== 'generic')).toEqual([own, { ...own, id: 'newer' }])
  const said = log.filter((line) => line.level === 'warn' && line.message.includes('catalogue')).map((line) => line.message)
  const files = ['b-half', 'c-negative', 'd-same', 'e-no-finish', 'f-list']
  expect(said).toHaveLength(files.length)
  for (const [i, file] of files.entries()) expect(said[i]).toContain(`The catalogue ${join(folder, file)}.json was left out: `)
  const project = await client.createProject({ body: { name: 'P', catalogue: 'own' } })
  expect(project.catalogue).toBe('own')
})
