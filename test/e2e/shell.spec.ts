// The Electron shell around the real page: what the page gets, what it is refused, what the system hands in.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Shell } from '../../src/contract/shell.ts'
import { expect, test } from './fixture.ts'
import { electronTarget, environment, startProgram } from './processes.ts'

declare global {
  interface Window {
    readonly plenumShell?: Shell
  }
}

const methods = [
  'connect',
  'saveFile',
  'openProjectFile',
  'chooseFolder',
  'openExternal',
  'setMenu',
  'setUnsaved',
  'notify',
  'onCommand',
  'onOpenFile',
]

test('the page sees the bridge and nothing else of Electron or Node', async ({ desktop }) => {
  const seen = await desktop.win.evaluate(() => {
    const world = globalThis as unknown as Record<string, unknown>
    const shell = window.plenumShell
    return {
      bridge: Object.keys(shell ?? {}),
      frozen: Object.isFrozen(shell),
      node: ['require', 'process', 'module', 'electron', 'ipcRenderer'].filter((n) => n in world),
    }
  })
  expect({ ...seen, bridge: seen.bridge.sort() }).toEqual({ bridge: [...methods].sort(), frozen: true, node: [] })
})

test('connect answers the address and a token that the server takes', async ({ desktop, dataFolder }) => {
  const { connection, status } = await desktop.win.evaluate(async () => {
    const found = await window.plenumShell?.connect()
    const reply = await fetch(`${found?.baseUrl}/api/v1/projects`, { headers: { authorization: `Bearer ${found?.token}` } })
    return { connection: found, status: reply.status }
  })
  expect(connection).toEqual({ baseUrl: desktop.baseUrl, token: readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim() })
  expect(status).toBe(200)
})

test('a shell call from another page, from a frame inside ours, or with wrong arguments gets a refusal and no token', async ({
  desktop,
}) => {
  const { app, win, baseUrl } = desktop
  const answers = await app.evaluate(async ({ ipcMain }, own) => {
    const handlers = ipcMain as unknown as { _h?: Map<string, unknown>; _invokeHandlers?: Map<string, unknown> }
    const connect = (handlers._invokeHandlers ?? handlers._h)?.get('shell:connect') as (
      event: unknown,
      ...args: unknown[]
    ) => Promise<unknown>
    const top = { url: own, parent: null }
    return {
      own: ((await connect({ senderFrame: top })) as { ok: boolean }).ok,
      elsewhere: await connect({ senderFrame: { url: 'https://evil.example/', parent: null } }),
      lookalike: ((await connect({ senderFrame: { url: `${own.replace(/\/$/, '')}@evil.example/`, parent: null } })) as { ok: boolean }).ok,
      inner: ((await connect({ senderFrame: { url: own, parent: top } })) as { ok: boolean }).ok,
      gone: ((await connect({ senderFrame: null })) as { ok: boolean }).ok,
      wrong: await connect({ senderFrame: top }, 'more'),
    }
  }, `${baseUrl}/`)
  const refused = { ok: false, reason: 'Only the Plenum window may ask for this.' }
  const wrong = { ok: false, reason: 'connect was called with arguments it does not take.' }
  expect(answers).toEqual({ own: true, elsewhere: refused, lookalike: false, inner: false, gone: false, wrong })
  const said = await win.evaluate(() => window.plenumShell?.setUnsaved('yes' as unknown as boolean).catch((error: Error) => error.message))
  expect(said).toBe('setUnsaved was called with arguments it does not take.')
})

test('saving asks where, writes the bytes whole, and says why when the disk refuses', async ({ desktop, dataFolder }) => {
  const { app, win } = desktop
  const answerWith = (filePath: string) =>
    app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = (async () => ({ canceled: path === '', filePath: path })) as typeof dialog.showSaveDialog
    }, filePath)
  const save = () =>
    win.evaluate(() => window.plenumShell?.saveFile('plan.dxf', new Uint8Array([0, 255, 10])).catch((error: Error) => error.message))
  const path = join(dataFolder, 'on site ü', 'plan.dxf')
  mkdirSync(join(path, '..'))
  await answerWith(path)
  expect(await save()).toEqual({ saved: true, path })
  expect([...readFileSync(path)]).toEqual([0, 255, 10])
  await answerWith('')
  expect(await save()).toEqual({ saved: false })
  await answerWith(join(dataFolder, 'no such folder', 'plan.dxf'))
  expect(await save()).toBe('plan.dxf was not saved: it is not there. Choose another place and save again.')
  expect(readdirSync(join(path, '..'))).toEqual(['plan.dxf'])
})

test('opening asks for a file and hands its text to the page; the next start remembers it', async ({ desktop, dataFolder }) => {
  const { app, win } = desktop
  const path = join(dataFolder, 'Office 3.plenum.json')
  writeFileSync(path, '{"kind":"ü"}')
  await app.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [file] })) as typeof dialog.showOpenDialog
  }, path)
  expect(await win.evaluate(() => window.plenumShell?.openProjectFile())).toEqual({
    fileName: 'Office 3.plenum.json',
    text: '{"kind":"ü"}',
  })
  const recent = join(dataFolder, 'desktop', 'recent.json')
  await expect.poll(() => existsSync(recent) && JSON.parse(readFileSync(recent, 'utf8'))).toEqual([path])
  expect(await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('shell.recent.0')?.label)).toBe('Office 3.plenum.json')
})

test('new windows are denied; only listed https addresses reach the system browser', async ({ desktop, trouble }) => {
  const { app, win } = desktop
  trouble.expect(/evil\.example/)
  await app.evaluate(({ shell }) => {
    const world = globalThis as unknown as { opened: string[] }
    world.opened = []
    shell.openExternal = async (url) => void world.opened.push(url)
  })
  const said = await win.evaluate(async () => {
    const refusal = await window.plenumShell?.openExternal('https://evil.example/').catch((error: Error) => error.message)
    await window.plenumShell?.openExternal('https://github.com/plenum')
    return [refusal, window.open('https://evil.example/') === null, window.open('https://github.com/') === null]
  })
  expect(said).toEqual(['This address is not on the list of places Plenum opens.', true, true])
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened))
    .toEqual(['https://github.com/plenum', 'https://github.com/'])
  expect(app.windows()).toHaveLength(1)
})

test('the window never leaves its own origin', async ({ desktop, trouble }) => {
  trouble.expect(/evil\.example/)
  const { win, baseUrl } = desktop
  await win.evaluate(() => {
    location.href = 'https://evil.example/'
  })
  await win.waitForTimeout(300)
  expect(new URL(win.url()).origin).toBe(baseUrl)
  expect(await win.locator('#root').count()).toBe(1)
})

test('every permission is refused', async ({ desktop }) => {
  const states = await desktop.win.evaluate(async () => {
    const names = ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read'] as PermissionName[]
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
  })
  expect(states).toEqual(states.map(() => 'denied'))
})

test('the policy of the page stops inline scripts and calls to anywhere else', async ({ desktop, trouble }) => {
  trouble.expect(/Content Security Policy|evil\.example/)
  const result = await desktop.win.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    document.head.append(script)
    const reached = await fetch('https://evil.example/').then(
      () => true,
      () => false,
    )
    return { inlineRan: 'inlineRan' in window, reached }
  })
  expect(result).toEqual({ inlineRan: false, reached: false })
})

test('a notice is the operating system’s, and clicking it opens the alarms', async ({ desktop }) => {
  const { app, win } = desktop
  await app.evaluate(({ Notification }) => {
    const world = globalThis as unknown as { notices: Electron.Notification[] }
    world.notices = []
    Notification.prototype.show = function (this: Electron.Notification) {
      world.notices.push(this)
    }
  })
  await win.evaluate(() => window.plenumShell?.notify('2 new alarms', 'Most urgent: hall temperature'))
  const shown = () =>
    app.evaluate(() =>
      (globalThis as unknown as { notices: Electron.Notification[] }).notices.map(({ title, body }) => `${title}: ${body}`),
    )
  await expect.poll(shown).toEqual(['2 new alarms: Most urgent: hall temperature'])
  await app.evaluate(() => (globalThis as unknown as { notices: Electron.Notification[] }).notices[0]?.emit('click'))
  await expect.poll(() => win.evaluate(() => location.hash)).toBe('#/alarms')
  await win.evaluate(() => window.plenumShell?.notify('The hall went silent', '', 'app.help'))
  await expect.poll(async () => (await shown()).length).toBe(2)
  await app.evaluate(() => (globalThis as unknown as { notices: Electron.Notification[] }).notices[1]?.emit('click'))
  await expect(win.getByRole('dialog')).toBeVisible()
})

test('a native menu item runs the page’s command', async ({ desktop }) => {
  const { app, win } = desktop
  await win.evaluate(() => {
    const world = window as unknown as { ran: string[] }
    world.ran = []
    window.plenumShell?.onCommand((id) => world.ran.push(id))
  })
  const items = [{ id: 'test.run', label: 'Run', menu: 'draw' as const, enabled: true, accelerator: 'CmdOrCtrl+R' }]
  // The page replaces the menu whenever its own commands change, as it does while it comes up.
  const isClicked = async () => {
    await win.evaluate((menu) => window.plenumShell?.setMenu(menu), items)
    return app.evaluate(({ Menu }) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById('test.run')
      item?.click()
      return item !== undefined && item !== null
    })
  }
  await expect.poll(isClicked).toBe(true)
  await expect.poll(() => win.evaluate(() => (window as unknown as { ran: string[] }).ran)).toContain('test.run')
})

test('the native menu shows the page’s own commands', async ({ desktop }) => {
  const ids = () =>
    desktop.app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) => (submenu?.items ?? []).flatMap(({ id }) => (id ? [id] : []))),
    )
  await expect.poll(async () => (await ids()).filter((id) => id.startsWith('app.')).length).toBeGreaterThan(2)
})

test('a second start of the same data folder ends, brings the first to the front and hands over its file', async ({
  desktop,
  dataFolder,
  trouble,
}) => {
  // The page tries to import the file and says that it isn't a project.
  trouble.expect(/projects\/import/)
  const { win } = desktop
  await win.evaluate(() => {
    const world = window as unknown as { files: string[] }
    world.files = []
    window.plenumShell?.onOpenFile(({ fileName, text }) => world.files.push(fileName, text))
  })
  const path = join(dataFolder, 'second ü.plenum.json')
  writeFileSync(path, '{"not":"a project"}')
  const { executablePath, args } = electronTarget([path])
  test.skip(executablePath === undefined, 'needs the path of the executable, which only the stand-in has')
  const second = startProgram(executablePath ?? '', args ?? [], environment({ PLENUM_DATA: dataFolder, PLENUM_HTTP_PORT: '0' }))
  expect((await second.ended).code).toBe(0)
  await expect
    .poll(() => win.evaluate(() => (window as unknown as { files: string[] }).files))
    .toEqual(['second ü.plenum.json', '{"not":"a project"}'])
})

test('a project file named at the start waits until the page listens', async ({ launch, dataFolder, trouble }) => {
  trouble.expect(/projects\/import/)
  const path = join(dataFolder, 'first.plenum.json')
  writeFileSync(path, '{"not":"a project"}')
  const { win } = await launch({ words: [path] })
  const recent = join(dataFolder, 'desktop', 'recent.json')
  await expect.poll(() => (existsSync(recent) ? readFileSync(recent, 'utf8') : '')).toContain('first.plenum.json')
  expect(await win.locator('#root').count()).toBe(1)
})

test('the window comes back where it was', async ({ launch, dataFolder }) => {
  const first = await launch()
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1000, height: 700 }))
  const file = join(dataFolder, 'desktop', 'window.json')
  await expect
    .poll(() => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).bounds)
    .toEqual({ x: 40, y: 30, width: 1000, height: 700 })
  await first.app.close()
  const second = await launch()
  const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  expect(bounds).toEqual({ x: 40, y: 30, width: 1000, height: 700 })
})

test('unsaved changes hold the window: the page is told to save, and a page that can’t is not closed without a question', async ({
  desktop,
}) => {
  const { app, win } = desktop
  await win.evaluate(async () => {
    const world = window as unknown as { told: string[] }
    world.told = []
    window.plenumShell?.onCommand((id) => world.told.push(id))
    await window.plenumShell?.setUnsaved(true)
  })
  await app.evaluate(({ BrowserWindow, dialog }) => {
    const world = globalThis as unknown as { asked: number }
    world.asked = 0
    dialog.showMessageBox = (async () => {
      world.asked += 1
      return { response: 0, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
    BrowserWindow.getAllWindows()[0]?.close()
  })
  await expect.poll(() => win.evaluate(() => (window as unknown as { told: string[] }).told)).toContain('design.save')
  await expect.poll(() => app.evaluate(() => (globalThis as unknown as { asked: number }).asked), { timeout: 8000 }).toBe(1)
  expect(app.windows()).toHaveLength(1)
  await win.evaluate(() => window.plenumShell?.setUnsaved(false))
  const closed = app.waitForEvent('close')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed
})
