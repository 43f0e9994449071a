// The one window: where it stands and when it may close. Its place is kept in a small file and restored only where a screen shows it.
import { BrowserWindow, dialog, type MessageBoxOptions, type Rectangle, screen } from 'electron'
import { saveNowCommand, shellChannel } from '../contract/shell.ts'
import { type FileLog, readJson, writeWhole } from './disk.ts'
import { guardWindow } from './security.ts'

type WindowPlace = { readonly bounds: Rectangle; readonly isMaximized: boolean }

const smallest = { width: 800, height: 560 } as const
const preferred = { width: 1440, height: 900 } as const
/** So much of the title bar has to lie on a screen, or the window can't be grabbed. */
const graspable = { width: 160, height: 48 } as const
const savingTakesAtMostMs = 5000

/** The saved place if a screen shows enough of it; else the preferred size in the middle of the first screen. */
export function fitWindow(saved: unknown, screens: readonly Rectangle[]): WindowPlace {
  const { bounds, isMaximized } = (saved ?? {}) as Partial<WindowPlace>
  const isPlace = bounds && [bounds.x, bounds.y, bounds.width, bounds.height].every(Number.isSafeInteger)
  if (isPlace && bounds.width >= smallest.width && bounds.height >= smallest.height) {
    const isOn = ({ x, y, width, height }: Rectangle) =>
      Math.min(bounds.x + bounds.width, x + width) - Math.max(bounds.x, x) >= graspable.width &&
      bounds.y >= y &&
      bounds.y + graspable.height <= y + height
    if (screens.some(isOn)) return { bounds, isMaximized: isMaximized === true }
  }
  const first = screens[0] ?? { x: 0, y: 0, ...preferred }
  const width = Math.min(preferred.width, first.width)
  const height = Math.min(preferred.height, first.height)
  const x = first.x + Math.floor((first.width - width) / 2)
  const y = first.y + Math.floor((first.height - height) / 2)
  return { bounds: { x, y, width, height }, isMaximized: false }
}

function keepPlace(window: BrowserWindow, file: string, log: FileLog): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    if (window.isDestroyed() || window.isMinimized()) return
    const place: WindowPlace = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
    writeWhole(file, JSON.stringify(place)).catch((error: unknown) => log.warn(error, 'window place not saved'))
  }
  const saveSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, 400)
  }
  window.on('resize', saveSoon).on('move', saveSoon).on('maximize', saveSoon).on('unmaximize', saveSoon).on('close', save)
}

/** Holds the window open while something is unsaved: the page is told to save, and only if it can't is the person asked. */
function holdWhileUnsaved(window: BrowserWindow): (unsaved: boolean) => void {
  let isUnsaved = false
  let isAsking = false
  const ask = async () => {
    window.webContents.send(shellChannel('onCommand'), saveNowCommand)
    for (const end = Date.now() + savingTakesAtMostMs; isUnsaved && Date.now() < end; )
      await new Promise((resume) => setTimeout(resume, 50))
    const message = 'The last changes could not be saved.'
    const detail = 'Closing now loses them. Keep the window open to see why and to try again.'
    const buttons = ['Keep open', 'Close without saving']
    const choice: MessageBoxOptions = { type: 'warning', message, detail, buttons, defaultId: 0, cancelId: 0 }
    if (isUnsaved && (await dialog.showMessageBox(window, choice)).response !== 1) return
    isUnsaved = false
    window.close()
  }
  window.on('close', (event) => {
    if (!isUnsaved) return
    event.preventDefault()
    if (!isAsking) void ask().finally(() => (isAsking = false))
    isAsking = true
  })
  return (unsaved) => {
    isUnsaved = unsaved
  }
}

/** Opens the window and starts loading the page. `reveal` brings it to the front. */
export async function openWindow({
  pageUrl,
  placeFile,
  preload,
  log,
}: {
  pageUrl: string
  placeFile: string
  preload: string
  log: FileLog
}) {
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)
  const { bounds, isMaximized } = fitWindow(await readJson(placeFile), screens)
  const webPreferences = { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, spellcheck: false }
  const size = { ...bounds, minWidth: smallest.width, minHeight: smallest.height }
  const window = new BrowserWindow({ ...size, show: false, autoHideMenuBar: true, title: 'Plenum', webPreferences })
  guardWindow(window, pageUrl)
  keepPlace(window, placeFile, log)
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize()
    window.show()
  })
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log.error({ reason }, 'the page crashed')
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.reload()
  })
  const setUnsaved = holdWhileUnsaved(window)
  window.loadURL(pageUrl).catch((error: unknown) => log.error(error, 'the page did not load'))
  const reveal = () => {
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }
  return { window, setUnsaved, reveal }
}
