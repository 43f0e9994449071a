// Stand-ins for menus, dialogs, shell, theme, storage and the smaller modules; calls are recorded for the tests.
import { fork } from 'node:child_process'
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { MessageChannel } from 'node:worker_threads'
import { app } from './app.mjs'
import { BrowserWindow } from './browser-window.mjs'
import { record } from './state.mjs'
import { webContentsList } from './web-contents.mjs'

const ROLES = {
  quit: () => void app.quit(),
  close: (w) => w?.close(),
  reload: (w) => w?.webContents.reload(),
  minimize: (w) => w?.minimize(),
  togglefullscreen: (w) => w?.setFullScreen(!w.isFullScreen()),
  about: () => app.showAboutPanel(),
}
let cmd = 0
export class MenuItem {
  constructor(o, menu) {
    Object.assign(this, { enabled: true, visible: true, checked: false, accelerator: undefined }, o)
    this.commandId = ++cmd
    this.menu = menu
    this.type = o.type ?? (o.submenu ? 'submenu' : 'normal')
    this.label = o.label ?? o.role ?? ''
    if (o.role && !o.label && !ROLES[o.role.toLowerCase()] && !STD_ROLES.has(o.role.toLowerCase()))
      throw new Error(`stand-in: unknown menu role ${o.role}`)
    if (Array.isArray(o.submenu)) this.submenu = Menu.buildFromTemplate(o.submenu)
    const click = o.click
    this.click = (event = {}, win = BrowserWindow.getFocusedWindow()) => {
      if (!this.enabled) return
      if (this.type === 'checkbox') this.checked = !this.checked
      if (this.type === 'radio') for (const i of this.menu?.items ?? []) if (i.type === 'radio') i.checked = i === this
      if (o.role && ROLES[o.role.toLowerCase()] && !click) ROLES[o.role.toLowerCase()](win)
      else click?.(this, win ?? undefined, event)
    }
  }
}
const STD_ROLES = new Set([
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'pasteandmatchstyle',
  'delete',
  'selectall',
  'forcereload',
  'toggledevtools',
  'resetzoom',
  'zoomin',
  'zoomout',
  'window',
  'help',
  'front',
  'zoom',
  'hide',
  'hideothers',
  'unhide',
  'services',
  'appmenu',
  'filemenu',
  'editmenu',
  'viewmenu',
  'windowmenu',
  'togglespellchecker',
  'sharemenu',
  'recentdocuments',
  'clearrecentdocuments',
])
let appMenu = null
export class Menu extends EventEmitter {
  items = []
  append(i) {
    i.menu = this
    this.items.push(i)
  }
  insert(p, i) {
    i.menu = this
    this.items.splice(p, 0, i)
  }
  getMenuItemById(id) {
    for (const i of this.items) {
      if (i.id === id) return i
      const f = i.submenu?.getMenuItemById(id)
      if (f) return f
    }
    return null
  }
  popup(o) {
    record('menu.popup', [this.items.map((i) => i.label)])
    globalThis.__standin.lastPopup = this
    o?.callback?.()
  }
  closePopup() {}
  static buildFromTemplate(t) {
    const m = new Menu()
    for (const o of t) m.append(o instanceof MenuItem ? o : new MenuItem(o, m))
    return m
  }
  static setApplicationMenu(m) {
    appMenu = m
    app.applicationMenu = m
  }
  static getApplicationMenu() {
    return appMenu
  }
  static sendActionToFirstResponder() {}
}
export class Tray extends EventEmitter {
  #d = false
  constructor(i) {
    super()
    this.image = i
    Tray._all.add(this)
  }
  static _all = new Set()
  setToolTip(t) {
    this.tooltip = t
  }
  setContextMenu(m) {
    this.menu = m
  }
  setImage(i) {
    this.image = i
  }
  setTitle() {}
  popUpContextMenu() {}
  displayBalloon() {}
  getBounds() {
    return { x: 0, y: 0, width: 16, height: 16 }
  }
  destroy() {
    this.#d = true
    Tray._all.delete(this)
  }
  isDestroyed() {
    return this.#d
  }
}
export class Notification extends EventEmitter {
  constructor(o = {}) {
    super()
    Object.assign(this, o)
  }
  static isSupported() {
    return true
  }
  show() {
    record('Notification.show', [{ title: this.title, body: this.body }])
    queueMicrotask(() => this.emit('show', {}))
  }
  close() {
    this.emit('close', {})
  }
}
const dlg =
  (n, r) =>
  async (...a) => {
    const o = a[0] instanceof BrowserWindow ? a[1] : a[0]
    record(`dialog.${n}`, [o])
    return r(o)
  }
export const dialog = {
  showOpenDialog: dlg('showOpenDialog', () => ({ canceled: true, filePaths: [] })),
  showSaveDialog: dlg('showSaveDialog', () => ({ canceled: true, filePath: '' })),
  showMessageBox: dlg('showMessageBox', (o) => ({ response: o.cancelId ?? 0, checkboxChecked: false })),
  showErrorBox: (t, c) => {
    record('dialog.showErrorBox', [t, c])
    console.error(`[dialog.showErrorBox] ${t}: ${c}`)
  },
  showMessageBoxSync: (...a) => {
    record('dialog.showMessageBoxSync', a.slice(-1))
    return 0
  },
  showOpenDialogSync: () => undefined,
  showSaveDialogSync: () => '',
}
export const shell = {
  openExternal: async (u) => {
    record('shell.openExternal', [u])
  },
  openPath: async (p) => {
    record('shell.openPath', [p])
    return ''
  },
  showItemInFolder: (p) => {
    record('shell.showItemInFolder', [p])
  },
  trashItem: async (p) => {
    record('shell.trashItem', [p])
  },
  beep() {},
}
class NativeTheme extends EventEmitter {
  #src = 'system'
  shouldUseHighContrastColors = false
  inForcedColorsMode = false
  get themeSource() {
    return this.#src
  }
  get shouldUseDarkColors() {
    return this.#src === 'dark'
  }
  set themeSource(v) {
    this.#src = v
    this.emit('updated')
    for (const w of webContentsList())
      void w._attached
        .then(() =>
          w._s.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: v === 'dark' ? 'dark' : 'light' }] }),
        )
        .catch(() => {})
  }
}
export const nativeTheme = new NativeTheme()
const key = scryptSync('standin', 'standin', 32)
const encS = (t) => {
  const iv = randomBytes(12),
    c = createCipheriv('aes-256-gcm', key, iv),
    d = Buffer.concat([c.update(t, 'utf8'), c.final()])
  return Buffer.concat([Buffer.from('v10'), iv, c.getAuthTag(), d])
}
const decS = (b) => {
  const c = createDecipheriv('aes-256-gcm', key, b.subarray(3, 15))
  c.setAuthTag(b.subarray(15, 31))
  return Buffer.concat([c.update(b.subarray(31)), c.final()]).toString('utf8')
}
export const safeStorage = {
  isEncryptionAvailable: () => app.isReady(),
  encryptString: encS,
  decryptString: decS,
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (t) => encS(t),
  decryptStringAsync: async (b) => ({ result: decS(b), shouldReEncrypt: false }),
  getSelectedStorageBackend: () => process.env.STANDIN_STORAGE_BACKEND ?? 'basic_text',
  setUsePlainTextEncryption() {},
}
class NImage {
  constructor(b) {
    this.b = b
  }
  isEmpty() {
    return this.b.length === 0
  }
  toPNG() {
    return this.b
  }
  toDataURL() {
    return `data:image/png;base64,${this.b.toString('base64')}`
  }
  getSize() {
    return this.b.length > 24 ? { width: this.b.readUInt32BE(16), height: this.b.readUInt32BE(20) } : { width: 0, height: 0 }
  }
  resize() {
    return this
  }
  crop() {
    return this
  }
  setTemplateImage() {}
}
export const nativeImage = {
  createEmpty: () => new NImage(Buffer.alloc(0)),
  createFromPath: (p) => new NImage(existsSync(p) ? readFileSync(p) : Buffer.alloc(0)),
  createFromBuffer: (b) => new NImage(b),
  createFromDataURL: (u) => new NImage(Buffer.from(u.split(',')[1] ?? '', 'base64')),
}
let clip = ''
export const clipboard = {
  readText: async () => clip,
  writeText: async (t) => {
    clip = String(t)
  },
  clear: async () => {
    clip = ''
  },
} // Electron >= 44: promises
const display = {
  id: 1,
  scaleFactor: 1,
  rotation: 0,
  bounds: { x: 0, y: 0, width: 1280, height: 800 },
  workArea: { x: 0, y: 0, width: 1280, height: 800 },
  workAreaSize: { width: 1280, height: 800 },
  size: { width: 1280, height: 800 },
}
export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
  getDisplayNearestPoint: () => display,
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
})
export const powerMonitor = Object.assign(new EventEmitter(), {
  getSystemIdleTime: () => 0,
  getSystemIdleState: () => 'active',
  isOnBatteryPower: () => false,
  onBatteryPower: false,
})
const psb = new Map()
export const powerSaveBlocker = {
  start: (t) => {
    psb.set(psb.size + 1, t)
    return psb.size
  },
  stop: (i) => psb.delete(i),
  isStarted: (i) => psb.has(i),
}
const shortcuts = new Map()
export const globalShortcut = {
  register: (a, f) => {
    shortcuts.set(a, f)
    return true
  },
  unregister: (a) => {
    shortcuts.delete(a)
  },
  isRegistered: (a) => shortcuts.has(a),
  unregisterAll: () => shortcuts.clear(),
}
export const autoUpdater = Object.assign(new EventEmitter(), { setFeedURL() {}, checkForUpdates() {}, quitAndInstall() {} })
export const crashReporter = { start() {}, getLastCrashReport: () => null, getUploadedReports: () => [], addExtraParameter() {} }
export const systemPreferences = Object.assign(new EventEmitter(), { getAnimationSettings: () => ({ prefersReducedMotion: false }) })
const wrapPort = (p) => {
  const w = Object.assign(new EventEmitter(), { postMessage: (m) => p.postMessage(m), start: () => p.start(), close: () => p.close() })
  p.on('message', (data) => w.emit('message', { data, ports: [] }))
  p.unref()
  return w
}
export class MessageChannelMain {
  constructor() {
    const c = new MessageChannel()
    this.port1 = wrapPort(c.port1)
    this.port2 = wrapPort(c.port2)
  }
}
export const utilityProcess = {
  fork(mod, args = [], o = {}) {
    const shim = `data:text/javascript,${encodeURIComponent("import{EventEmitter}from'node:events';const p=new EventEmitter();p.postMessage=m=>process.send(m);p.start=()=>{};process.on('message',d=>p.emit('message',{data:d,ports:[]}));process.parentPort=p;Object.defineProperty(process,'type',{value:'utility'})")}`
    const cp = fork(mod, args, {
      cwd: o.cwd,
      env: o.env,
      execArgv: [...(o.execArgv ?? []), '--import', shim],
      serialization: 'advanced',
      silent: o.stdio === 'pipe',
    })
    const u = Object.assign(new EventEmitter(), {
      get pid() {
        return cp.pid
      },
      stdout: cp.stdout,
      stderr: cp.stderr,
      postMessage: (m) => cp.send(m),
      kill: () => cp.kill(),
    })
    cp.on('spawn', () => u.emit('spawn'))
    cp.on('message', (m) => u.emit('message', m))
    cp.on('exit', (c) => u.emit('exit', c))
    return u
  },
}
