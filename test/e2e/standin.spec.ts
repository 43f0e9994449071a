// The stand-in for Electron checks itself: what the shell's tests rely on is imitated as Electron does it. Not run on the real binary.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { electronTarget, environment } from './processes.ts'

const mainSource = `
import { app, BrowserWindow, ipcMain, safeStorage } from 'electron'
import { join } from 'node:path'
app.setPath('userData', process.env.PROBE_DATA)
app.whenReady().then(async () => {
  ipcMain.handle('echo', (event, ...args) => args)
  ipcMain.on('ping', (event, word) => event.reply('pong', word, new Uint8Array([1, 2])))
  globalThis.secret = safeStorage.decryptString(safeStorage.encryptString('päss'))
  const win = new BrowserWindow({ webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true, contextIsolation: true } })
  await win.loadURL('data:text/html,<title>probe</title><h1>probe</h1>')
})
app.on('window-all-closed', () => { globalThis.allClosed = true })
`
const preloadSource = `
const { contextBridge, ipcRenderer } = require('electron')
contextBridge.exposeInMainWorld('probe', {
  echo: (...args) => ipcRenderer.invoke('echo', ...args),
  nope: () => ipcRenderer.invoke('nope'),
  ping: (word, back) => { ipcRenderer.once('pong', (event, ...args) => back(...args)); ipcRenderer.send('ping', word) },
  thrower: () => { throw new Error('boom') },
  list: [1, { two: 2 }],
})
`

interface Probe {
  echo: (...args: unknown[]) => Promise<unknown[]>
  nope: () => Promise<never>
  ping: (word: string, back: (word: string, bytes: Uint8Array) => void) => void
  thrower: () => void
  list: readonly unknown[]
}

test('the bridge clones, refuses and reports as Electron’s does', async ({ dataFolder }) => {
  const { isStandin, executablePath = '' } = electronTarget()
  test.skip(!isStandin, 'Electron itself needs no check')
  const folder = join(dataFolder, 'app')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "name": "probe", "type": "module", "main": "main.js" }')
  writeFileSync(join(folder, 'main.js'), mainSource)
  writeFileSync(join(folder, 'preload.cjs'), preloadSource)
  const app = await _electron.launch({ executablePath, args: [folder], env: environment({ PROBE_DATA: dataFolder }) })
  const win = await app.firstWindow()
  await win.getByRole('heading', { name: 'probe' }).waitFor()
  const seen = await win.evaluate(async () => {
    const { probe } = window as unknown as { probe: Probe }
    const back = await probe.echo(1, 'ü', new Date(5), new Map([[1, new Set([2])]]), new Uint8Array([9]), undefined, [Number.NaN])
    const reason = (error: Error) => error.message
    let thrown = ''
    try {
      probe.thrower()
    } catch (error) {
      thrown = (error as Error).message
    }
    return {
      date: (back[2] as Date).getTime(),
      map: [...((back[3] as Map<number, Set<number>>).get(1) ?? [])],
      bytes: (back[4] as Uint8Array)[0],
      undefinedStays: back[5] === undefined,
      nanStays: Number.isNaN((back[6] as number[])[0]),
      thrown,
      nope: await probe.nope().catch(reason),
      functionArgument: await probe.echo(() => 1).catch(reason),
      pong: await new Promise((done) => probe.ping('x', (word, bytes) => done([word, bytes[1]]))),
      list: probe.list,
      frozen: Object.isFrozen(probe),
    }
  })
  expect(seen).toEqual({
    date: 5,
    map: [2],
    bytes: 9,
    undefinedStays: true,
    nanStays: true,
    thrown: 'boom',
    nope: "Error invoking remote method 'nope': Error: No handler registered for 'nope'",
    functionArgument: 'An object could not be cloned.',
    pong: ['x', 2],
    list: [1, { two: 2 }],
    frozen: true,
  })
  expect(await app.evaluate(() => (globalThis as unknown as { secret: string }).secret)).toBe('päss')
  await app.evaluate(({ nativeTheme }) => {
    nativeTheme.themeSource = 'dark'
  })
  await expect.poll(() => win.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
  const kept = await app.evaluate(async ({ BrowserWindow }) => {
    const [first] = BrowserWindow.getAllWindows()
    first?.once('close', (event) => event.preventDefault())
    first?.close()
    await new Promise((resume) => setTimeout(resume, 200))
    return BrowserWindow.getAllWindows().length
  })
  expect(kept).toBe(1)
  await win.close()
  await expect.poll(() => app.evaluate(() => (globalThis as unknown as { allClosed?: boolean }).allClosed)).toBe(true)
  await app.close()
})
