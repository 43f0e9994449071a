// Electron's entry: one instance per data folder, the server in this process, one window on it. Nothing may be awaited at the top level
// of this module: Electron's ready event would wait for it for ever.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, Menu, safeStorage } from 'electron'
import { type MenuCommand, shellChannel } from '../contract/shell.ts'
import { readOptions, type ServerOptions } from '../server/options.ts'
import { maskValue, startServer } from '../server/server.ts'
import { createFileLog, type FileLog, readProjectFile, writeWhole } from './disk.ts'
import { openFiles, projectFilesIn } from './files.ts'
import { answerShell } from './ipc.ts'
import { openKeystore } from './keystore.ts'
import { menuTemplate } from './menu.ts'
import { createNotifier } from './notify.ts'
import { createPageMail } from './page-mail.ts'
import { openExternal } from './security.ts'
import { openWindow } from './window.ts'

async function runDesktop(options: ServerOptions, folder: string, log: FileLog): Promise<void> {
  const early = projectFilesIn(process.argv.slice(1), process.cwd())
  let openPath = (path: string) => void early.push(path)
  let reveal: () => void = () => undefined
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openPath(path)
  })
  app.on('second-instance', (_event, words, workingFolder) => {
    reveal()
    for (const path of projectFilesIn(words.slice(1), workingFolder)) openPath(path)
  })
  await app.whenReady()
  const keystore = await openKeystore(safeStorage, process.platform)
  const server = await startServer(options, { log, keystore })
  app.on('will-quit', (event) => {
    event.preventDefault()
    server.stop().finally(() => app.exit(0))
  })
  // electron-vite's development server stands before ours then; a packaged app never looks.
  const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
  const pageUrl = new URL(developmentUrl ?? server.baseUrl).href
  const preload = join(import.meta.dirname, '../preload/index.cjs')
  const { window, setUnsaved, ...shown } = await openWindow({ pageUrl, placeFile: join(folder, 'window.json'), preload, log })
  reveal = shown.reveal

  const mail = createPageMail((name, payload) => {
    if (!window.isDestroyed()) window.webContents.send(shellChannel(name), payload)
  })
  let commands: readonly MenuCommand[] = []
  const showMenu = () => {
    const parts = { commands, recentFiles: files.recent(), isMac: process.platform === 'darwin', open: files.open }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ ...parts, run: (id) => mail.send('onCommand', id) })))
  }
  const files = await openFiles({
    recentFile: join(folder, 'recent.json'),
    deliver: (file) => mail.send('onOpenFile', file),
    onFailed: (sentence) => dialog.showErrorBox('The project was not opened', sentence),
    onRecentChanged: () => showMenu(),
  })
  openPath = files.open
  window.webContents.on('did-start-loading', mail.pageLeft)
  let lastFolder = app.getPath('documents')
  answerShell({
    ownOrigin: pageUrl,
    onListening: mail.listens,
    onRefused: (what) => log.warn(what, 'shell call refused'),
    calls: {
      connect: async () => ({ baseUrl: new URL(pageUrl).origin, token: server.windowToken() }),
      saveFile: async (suggestedName, bytes) => {
        const extension = /\.([a-z0-9]{1,8})$/i.exec(suggestedName)?.[1]
        const filters = extension ? [{ name: extension.toUpperCase(), extensions: [extension] }] : []
        const defaultPath = join(lastFolder, suggestedName.replace(/[\p{Cc}/\\:*?"<>|]/gu, '_'))
        const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath, filters })
        if (canceled || !filePath) return { saved: false }
        await writeWhole(filePath, bytes)
        lastFolder = join(filePath, '..')
        if (filePath.endsWith('.plenum.json')) files.remember(filePath)
        return { saved: true, path: filePath }
      },
      openProjectFile: async () => {
        const filters = [{ name: 'Plenum project', extensions: ['plenum.json', 'json'] }]
        const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters })
        const [path] = filePaths
        if (canceled || path === undefined) return null
        const file = await readProjectFile(path)
        files.remember(path)
        return file
      },
      chooseFolder: async () => {
        const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] })
        return canceled ? null : (filePaths[0] ?? null)
      },
      openExternal,
      setMenu: async (items) => {
        commands = items
        showMenu()
      },
      setUnsaved: async (unsaved) => setUnsaved(unsaved),
      notify: createNotifier((commandId) => {
        reveal()
        mail.send('onCommand', commandId)
      }),
    },
  })
  showMenu()
  for (const path of early) openPath(path)
}

/** The person has no terminal: a start that fails is one sentence in a dialog; the exit code is that of `serve`. */
function refuseStart(error: unknown, log?: FileLog): void {
  log?.error(error, 'start refused')
  dialog.showErrorBox('Plenum could not start', (error as Error).message)
  app.exit((error as Error).name === 'OptionError' ? 2 : 3)
}

function startDesktop(): void {
  try {
    const options = readOptions({ argv: [], env: process.env, onBusyPort: 'take-free-port' })
    // Below the data folder, so that the single-instance lock is one per data folder.
    const folder = join(options.dataFolder, 'desktop')
    mkdirSync(folder, { recursive: true })
    app.setPath('userData', folder)
    if (!app.requestSingleInstanceLock()) {
      app.quit()
      return
    }
    const log = createFileLog(join(folder, 'plenum.log'), maskValue)
    process.on('uncaughtException', (error) => log.error(error, 'uncaught'))
    process.on('unhandledRejection', (error) => log.error(error, 'unhandled'))
    app.on('window-all-closed', () => app.quit())
    runDesktop(options, folder, log).catch((error: unknown) => refuseStart(error, log))
  } catch (error) {
    refuseStart(error)
  }
}

startDesktop()
