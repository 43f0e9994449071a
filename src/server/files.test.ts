// Whole files or none, never over somebody else's, never outside their folder.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../contract/errors.ts'
import { pathInside, refusalFromDisk, safeFileName, writeFileBeside, writeFileWhole } from './files.ts'

function makeFolder(t: { onTestFinished(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenum files ü '))
  t.onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const copyInto = (folder: string, text: string, fileName = 'plan.dxf') => {
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return writeFileBeside({ folder, fileName, temporaryName: '.plenum-x.tmp', bytes, sha256 })
}

test('A whole file replaces the old one and leaves nothing else', async (t) => {
  const folder = makeFolder(t)
  await writeFileWhole(join(folder, 'a.txt'), Buffer.from('one'))
  await writeFileWhole(join(folder, 'a.txt'), Buffer.from('two'))
  expect([readdirSync(folder), readFileSync(join(folder, 'a.txt'), 'utf8')]).toEqual([['a.txt'], 'two'])
})

test('A copy never replaces a different file: it is numbered; the same bytes are left as they are', async (t) => {
  const folder = makeFolder(t)
  writeFileSync(join(folder, 'plan.dxf'), 'mine')
  const paths = [
    await copyInto(folder, 'theirs'),
    await copyInto(folder, 'theirs'),
    await copyInto(folder, 'other'),
    await copyInto(folder, 'mine'),
  ]
  expect(paths).toEqual(['plan (2).dxf', 'plan (2).dxf', 'plan (3).dxf', 'plan.dxf'].map((name) => join(folder, name)))
  expect(readdirSync(folder).sort()).toEqual(['plan (2).dxf', 'plan (3).dxf', 'plan.dxf'])
  expect(readFileSync(join(folder, 'plan.dxf'), 'utf8')).toBe('mine')
})

test('Ten copies at once get ten names', async (t) => {
  const folder = makeFolder(t)
  const paths = await Promise.all(
    Array.from({ length: 10 }, (_, i) => {
      const bytes = Buffer.from(`text ${i}`)
      return writeFileBeside({ folder, fileName: 'a.csv', temporaryName: `.plenum-${i}.tmp`, bytes, sha256: `${i}` })
    }),
  )
  expect([new Set(paths).size, readdirSync(folder).length]).toEqual([10, 10])
})

test('A folder of that name counts as taken', async (t) => {
  const folder = makeFolder(t)
  mkdirSync(join(folder, 'plan.dxf'))
  expect(await copyInto(folder, 'x')).toBe(join(folder, 'plan (2).dxf'))
})

test('A folder that vanished is refused with its name and leaves nothing', async (t) => {
  const folder = join(makeFolder(t), 'gone')
  const refusal = await copyInto(folder, 'x').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(AppError)
  expect(refusal).toMatchObject({ code: 'disk_full', message: `The file could not be written to ${folder}: the folder is not there` })
})

test.for([
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'permission was denied'],
  ['EDQUOT', 'your quota there is used up'],
])('%s becomes a refusal that says %s', ([code, what]) => {
  const refusal = refusalFromDisk(Object.assign(new Error('x'), { code }), '/mnt/a')
  expect(refusal).toMatchObject({ code: 'disk_full', message: `The file could not be written to /mnt/a: ${what}` })
})

test('An error that is no disk trouble stays itself', () => {
  const error = new Error('bug')
  expect(refusalFromDisk(error, '/mnt/a')).toBe(error)
})

test.for([
  ['plan.dxf', 'plan.dxf'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a/b\\c:d*e?f"g<h>i|j.svg', 'a_b_c_d_e_f_g_h_i_j.svg'],
  ['.hidden.pdf', 'hidden.pdf'],
  ['new\nline\u0000.csv', 'new_line_.csv'],
  ['  . .txt', 'drawing.txt'],
  ['CON.txt', '_CON.txt'],
  ['天井.dxf', '天井.dxf'],
  ['.plenum.json', 'drawing.plenum.json'],
  ['', 'drawing'],
])('The file name %j is made %j', ([given, wanted]) => {
  expect(safeFileName(given ?? '')).toBe(wanted)
})

test('A long file name keeps its extension and fits every file system', () => {
  const name = safeFileName(`${'天'.repeat(200)}.plenum.json`)
  expect([Buffer.byteLength(name) <= 255, name.endsWith('.plenum.json')]).toEqual([true, true])
})

test('A path never leaves its folder', () => {
  expect(pathInside('/data/exports', 'id', 'a.dxf')).toBe('/data/exports/id/a.dxf')
  for (const parts of [['..', 'x'], ['/etc/passwd'], ['a', '../..'], ['.'], ['']])
    expect(() => pathInside('/data/exports', ...parts)).toThrowError()
})
