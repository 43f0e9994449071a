// The pure parts of the Electron shell: what is let through and what is refused, where the window goes, what the menu says, and that a
// file is saved whole or not at all.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { menuNames, type Shell, shellMethods } from '../../src/contract/shell.ts'
import { readJson, readProjectFile, writeWhole } from '../../src/main/disk.ts'
import { projectFilesIn } from '../../src/main/files.ts'
import { argumentChecks } from '../../src/main/ipc.ts'
import { menuTemplate } from '../../src/main/menu.ts'
import { isAllowedExternal, isOwnFrame, isOwnPage } from '../../src/main/security.ts'
import { fitWindow } from '../../src/main/window.ts'

const folder = mkdtempSync(join(tmpdir(), 'plenum shell ü-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('addresses', () => {
  const own = 'http://127.0.0.1:5717/'

  it('opens only plain https pages of listed hosts in the system browser', () => {
    const asked = [
      'https://github.com/',
      'https://github.com/a/b?c#d',
      'http://github.com/',
      'https://github.com:8443/',
      'https://u:p@github.com/',
    ]
    const hostile = [
      'https://github.com.evil.example/',
      'https://evil.example/github.com',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'github.com',
      '',
    ]
    expect([...asked, ...hostile].filter(isAllowedExternal)).toEqual(['https://github.com/', 'https://github.com/a/b?c#d'])
  })

  it('knows its own page by parsed origin', () => {
    const same = ['http://127.0.0.1:5717/', 'http://127.0.0.1:5717/#/designs/1', 'HTTP://127.0.0.1:5717/x']
    const foreign = ['http://127.0.0.1:5718/', 'http://127.0.0.1:57170/', 'http://127.0.0.1:5717@evil.example/', 'http://localhost:5717/']
    const opaque = ['file:///x', 'data:text/html,x', 'about:blank', 'not an address']
    expect([...same, ...foreign, ...opaque].filter((url) => isOwnPage(url, own))).toEqual(same)
  })

  it('answers the top frame of its own page and no other', () => {
    const top = { url: own, parent: null }
    const inner = { url: own, parent: top } as unknown as Parameters<typeof isOwnFrame>[0]
    expect([
      isOwnFrame(top, own),
      isOwnFrame(inner, own),
      isOwnFrame({ url: 'https://evil.example/', parent: null }, own),
      isOwnFrame(null, own),
    ]).toEqual([true, false, false, false])
  })
})

describe('arguments of shell calls', () => {
  const command = { id: 'design.save', label: 'Save', menu: 'file', enabled: true, accelerator: 'CmdOrCtrl+S' }
  type Case = readonly [Exclude<keyof Shell, 'onCommand' | 'onOpenFile'>, readonly unknown[]]
  const accepted: readonly Case[] = [
    ['connect', []],
    ['saveFile', ['plan.dxf', new Uint8Array(3)]],
    ['openProjectFile', []],
    ['chooseFolder', []],
    ['openExternal', ['https://github.com/']],
    ['setMenu', [[command, { ...command, accelerator: undefined }]]],
    ['setMenu', [[]]],
    ['setUnsaved', [false]],
    ['notify', ['Priority 1: hall temperature', 'Look at the heating.']],
    ['notify', ['2 new alarms', '']],
    ['notify', ['Hall went silent', '', 'notice.7']],
  ]
  const refused: readonly Case[] = [
    ['connect', ['more']],
    ['saveFile', ['plan.dxf']],
    ['saveFile', ['', new Uint8Array(3)]],
    ['saveFile', ['x'.repeat(256), new Uint8Array(3)]],
    ['saveFile', ['plan.dxf', [1, 2, 3]]],
    ['saveFile', [{ toString: () => 'plan.dxf' }, new Uint8Array(3)]],
    ['openProjectFile', ['/etc/passwd']],
    ['chooseFolder', [1]],
    ['openExternal', [5]],
    ['openExternal', ['x'.repeat(2001)]],
    ['setMenu', ['file']],
    ['setMenu', [[null]]],
    ['setMenu', [[{ ...command, menu: 'apple' }]]],
    ['setMenu', [[{ ...command, enabled: 'yes' }]]],
    ['setMenu', [[{ ...command, accelerator: 7 }]]],
    ['setMenu', [Array.from({ length: 301 }, () => command)]],
    ['setUnsaved', ['true']],
    ['notify', ['title only']],
    ['notify', ['title', 'body', 7]],
    ['notify', ['title', 'body', 'x'.repeat(101)]],
    ['notify', ['', 'body']],
    ['notify', ['x'.repeat(201), 'body']],
    ['notify', ['title', 'x'.repeat(501)]],
    ['notify', ['title', { html: '<b>' }]],
    ['setUnsaved', []],
  ]

  it.each(accepted)('%s takes %j', (name, args) => expect(argumentChecks[name](args)).toBe(true))
  it.each(refused)('%s refuses %j', (name, args) => expect(argumentChecks[name](args)).toBe(false))

  it('covers every method of the contract that is a call', () => {
    expect([...Object.keys(argumentChecks), 'onCommand', 'onOpenFile'].sort()).toEqual([...shellMethods].sort())
    expect(shellMethods.length).toBeLessThanOrEqual(10)
  })
})

describe('the place of the window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }
  const place = (x: number, y: number, width = 1200, height = 800) => ({ bounds: { x, y, width, height }, isMaximized: false })

  it('is the saved one when a screen shows it', () => {
    expect(fitWindow({ ...place(100, 50), isMaximized: true }, [screen])).toEqual({ ...place(100, 50), isMaximized: true })
    expect(fitWindow(place(2000, 10), [screen, { ...screen, x: 1920 }])).toEqual(place(2000, 10))
  })

  it.each([
    ['no screen shows it any more', place(2000, 10)],
    ['its title bar is above the screen', place(10, -600)],
    ['it is too small to use', place(10, 10, 90, 60)],
    ['nothing was saved', null],
    ['the file holds something else', { bounds: { x: '1' } }],
    ['numbers are not numbers', place(Number.NaN, 0)],
  ])('is the middle of the first screen when %s', (_why, saved) => {
    expect(fitWindow(saved, [screen])).toEqual(place(240, 90, 1440, 900))
  })

  it('never is larger than the screen', () => {
    expect(fitWindow(null, [{ x: 10, y: 20, width: 1024, height: 700 }])).toEqual(place(10, 20, 1024, 700))
  })
})

it('the menu holds the page’s commands, runs them by id and leaves their keys to the page', () => {
  const ran: string[] = []
  const commands = menuNames.map((menu) => ({ id: `${menu}.x`, label: menu, menu, enabled: menu !== 'draw', accelerator: 'CmdOrCtrl+K' }))
  const run = (id: string) => void ran.push(id)
  const template = menuTemplate({ commands, recentFiles: ['/a/b.plenum.json'], isMac: false, run, open: run })
  const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
  const ours = items.filter(({ id }) => id?.endsWith('.x'))
  expect(ours.map(({ id, enabled, registerAccelerator }) => [id, enabled, registerAccelerator])).toEqual(
    menuNames.map((menu) => [`${menu}.x`, menu !== 'draw', false]),
  )
  const recent = items.find(({ label }) => label === 'Open Recent')?.submenu
  const clicked = [...ours.slice(0, 1), ...(Array.isArray(recent) ? recent : [])]
  for (const item of clicked) (item.click as () => void)()
  expect(ran).toEqual(['file.x', '/a/b.plenum.json'])
})

it('finds project files among the words of a command line', () => {
  expect(projectFilesIn(['--flag', 'a.plenum.json', '/b/C.PLENUM.JSON', 'c.json', '-x.plenum.json'], '/home/me')).toEqual([
    '/home/me/a.plenum.json',
    '/b/C.PLENUM.JSON',
  ])
})

describe('files', () => {
  it('are replaced whole', async () => {
    const path = join(folder, 'plan ü.dxf')
    writeFileSync(path, 'old')
    await writeWhole(path, Buffer.from('new'))
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['new', ['plan ü.dxf']])
  })

  it('leave nothing behind and say why when the disk refuses', async () => {
    const target = join(folder, 'taken')
    mkdirSync(join(target, 'inside'), { recursive: true })
    await expect(writeWhole(target, 'x')).rejects.toThrow(/^taken was not saved: .+\. Choose another place and save again\.$/)
    await expect(writeWhole(join(folder, 'no such folder', 'a.dxf'), 'x')).rejects.toThrow('a.dxf was not saved: it is not there.')
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('that are projects are read as text, and refused in one sentence', async () => {
    const path = join(folder, 'a.plenum.json')
    writeFileSync(path, '{"ü":1}')
    expect(await readProjectFile(path)).toEqual({ fileName: 'a.plenum.json', text: '{"ü":1}' })
    await expect(readProjectFile(join(folder, 'gone.plenum.json'))).rejects.toThrow(
      'gone.plenum.json could not be opened: it is not there.',
    )
    writeFileSync(path, Buffer.alloc(32 * 1024 * 1024 + 1))
    await expect(readProjectFile(path)).rejects.toThrow('a.plenum.json could not be opened: it is larger than 32 MiB.')
  })

  it('of the shell’s own state may be damaged', async () => {
    writeFileSync(join(folder, 'window.json'), '{"bounds":')
    expect([await readJson(join(folder, 'window.json')), await readJson(join(folder, 'none.json'))]).toEqual([null, null])
  })
})
