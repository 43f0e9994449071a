// Stand-in for BrowserWindow: bounds and states are remembered, the page is real.
import { EventEmitter } from 'node:events'
import { app } from './app.mjs'
import { preventable } from './state.mjs'
import { WebContents } from './web-contents.mjs'

let nextWin = 1
export const windows = new Map()
export class BrowserWindow extends EventEmitter {
  id = nextWin++
  #o
  #visible
  #destroyed = false
  #min = false
  #max = false
  #full = false
  #first = true
  #title
  #bounds
  constructor(o = {}) {
    super()
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    this.#o = o
    this.#visible = o.show !== false
    this.#title = o.title ?? app.getName()
    this.#bounds = { x: o.x ?? 0, y: o.y ?? 0, width: o.width ?? 800, height: o.height ?? 600 }
    windows.set(this.id, this)
    this.webContents = new WebContents(this, o.webPreferences ?? {})
    void this.webContents._attached.then(() => this.setBounds(this.#bounds)).catch(() => {})
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, this)
  }
  _shown() {
    if (this.#first) {
      this.#first = false
      this.emit('ready-to-show')
    }
  }
  _gone() {
    if (this.#destroyed) return
    this.#destroyed = true
    windows.delete(this.id)
    this.emit('closed')
    app._windowGone()
  }
  async _close() {
    const e = preventable()
    this.emit('close', e)
    if (!e.defaultPrevented) await this.webContents._destroyTarget()
  }
  loadURL(u) {
    return this.webContents.loadURL(u)
  }
  loadFile(f, o) {
    return this.webContents.loadFile(f, o)
  }
  close() {
    void this._close()
  }
  destroy() {
    void this.webContents._destroyTarget()
  }
  isDestroyed() {
    return this.#destroyed
  }
  show() {
    if (!this.#visible) {
      this.#visible = true
      this.emit('show')
    }
    this.focus()
  }
  showInactive() {
    this.#visible = true
    this.emit('show')
  }
  hide() {
    this.#visible = false
    this.emit('hide')
  }
  isVisible() {
    return this.#visible
  }
  focus() {
    this.emit('focus')
    void this.webContents._attached.then(() => this.webContents._s.send('Page.bringToFront')).catch(() => {})
  }
  blur() {
    this.emit('blur')
  }
  isFocused() {
    return this.#visible
  }
  minimize() {
    this.#min = true
    this.emit('minimize')
  }
  restore() {
    this.#min = false
    this.emit('restore')
  }
  isMinimized() {
    return this.#min
  }
  maximize() {
    this.#max = true
    this.emit('maximize')
  }
  unmaximize() {
    this.#max = false
    this.emit('unmaximize')
  }
  isMaximized() {
    return this.#max
  }
  setFullScreen(f) {
    this.#full = f
    this.emit(f ? 'enter-full-screen' : 'leave-full-screen')
  }
  isFullScreen() {
    return this.#full
  }
  getBounds() {
    return { ...this.#bounds }
  }
  getNormalBounds() {
    return { ...this.#bounds }
  }
  getContentBounds() {
    return { ...this.#bounds }
  }
  getSize() {
    return [this.#bounds.width, this.#bounds.height]
  }
  getPosition() {
    return [this.#bounds.x, this.#bounds.y]
  }
  setBounds(b) {
    this.#bounds = { ...this.#bounds, ...b }
    const wc = this.webContents,
      { width, height } = this.#bounds
    void wc._attached
      .then(async () => {
        const { windowId } = await wc._s.send('Browser.getWindowForTarget')
        await wc._s
          .send('Browser.setContentsSize', { windowId, width, height })
          .catch(() => wc._s.send('Browser.setWindowBounds', { windowId, bounds: { width, height } }))
      })
      .catch(() => {})
    this.emit('resize')
  }
  setSize(w, h) {
    this.setBounds({ width: w, height: h })
  }
  setPosition(x, y) {
    this.setBounds({ x, y })
  }
  setMinimumSize() {}
  center() {}
  setTitle(t) {
    this.#title = t
  }
  getTitle() {
    return this.#title
  }
  setMenu(m) {
    this._menu = m
  }
  removeMenu() {
    this._menu = null
  }
  setMenuBarVisibility() {}
  setAutoHideMenuBar() {}
  setIcon() {}
  setBackgroundColor() {}
  setAlwaysOnTop() {}
  setSkipTaskbar() {}
  setProgressBar(v) {
    this._progress = v
  }
  flashFrame() {}
  setTitleBarOverlay() {}
  moveTop() {}
  setContentProtection() {}
  getNativeWindowHandle() {
    return Buffer.alloc(8)
  }
  getParentWindow() {
    return this.#o.parent ?? null
  }
  isModal() {
    return !!this.#o.modal
  }
  setEnabled() {}
  setOverlayIcon() {}
  setOpacity() {}
  setHasShadow() {}
  setResizable() {}
  isResizable() {
    return true
  }
  static getAllWindows() {
    return [...windows.values()]
  }
  static fromId(i) {
    return windows.get(i) ?? null
  }
  static fromWebContents(w) {
    return w?._win ?? null
  }
  static getFocusedWindow() {
    return [...windows.values()].find((w) => w.isVisible()) ?? null
  }
}
export const BaseWindow = BrowserWindow
