// Stand-in for ipcMain and webContents: one Chromium page over the DevTools protocol.
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from './app.mjs'
import { BrowserWindow } from './browser-window.mjs'
import { nativeImage, nativeTheme } from './parts.mjs'
import { session, toExternal, toInternal } from './session.mjs'
import { codec, isolatedWorld, live, mainWorld, preventable, record, standinCodec, WORLD } from './state.mjs'

class IpcMain extends EventEmitter {
  _h = new Map()
  handle(c, f) {
    if (this._h.has(c)) throw new Error(`Attempted to register a second handler for '${c}'`)
    this._h.set(c, f)
  }
  handleOnce(c, f) {
    this.handle(c, (...a) => {
      this._h.delete(c)
      return f(...a)
    })
  }
  removeHandler(c) {
    this._h.delete(c)
  }
}
export const ipcMain = new IpcMain()
ipcMain.on('error', () => {})

const flat = (h) => Object.entries(h).flatMap(([name, v]) => [v].flat().map((value) => ({ name, value: String(value) })))
let nextId = 1
const byId = new Map()
export const webContentsList = () => [...byId.values()]
export class WebContents extends EventEmitter {
  id = nextId++
  session = session.defaultSession
  ipc = new IpcMain()
  _destroyed = false
  _openHandler = null
  _url = ''
  _title = ''
  _ctx = null
  _queue = Promise.resolve()
  constructor(win, prefs) {
    super()
    this._win = win
    this._prefs = prefs
    byId.set(this.id, this)
    if (prefs.session) this.session = prefs.session
    else if (prefs.partition) this.session = session.fromPartition(prefs.partition)
    this._attached = this.#create()
    this._attached.catch((e) => console.error('stand-in: cannot create page', e))
  }
  async #create() {
    const { targetId } = await live.chromium.send('Target.createTarget', { url: 'about:blank', newWindow: true })
    this._targetId = targetId
    const s = await attachedSession(targetId)
    this._s = s
    this._frame = targetId
    s.on('Runtime.executionContextCreated', ({ context: c }) => {
      if (c.name === WORLD && c.auxData?.frameId === this._frame) this._ctx = c.id
    })
    s.on('Runtime.executionContextsCleared', () => {
      this._ctx = null
    })
    s.on('Runtime.bindingCalled', (e) => {
      if (e.name === '__standinPost' && e.executionContextId === this._ctx) void this.#ipc(JSON.parse(e.payload))
    })
    s.on('Runtime.consoleAPICalled', (e) => {
      const message = e.args.map((a) => a.value ?? a.description ?? '').join(' ')
      this.emit('console-message', { level: e.type, message, frame: this.mainFrame })
    })
    s.on('Page.frameNavigated', ({ frame }) => {
      if (!frame.parentId) {
        this._frame = frame.id
        this._url = toExternal(frame.url)
        this.emit('did-navigate', {}, this._url, 200, 'OK')
      }
    })
    s.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this._frame) {
        this._url = toExternal(url)
        this.emit('did-navigate-in-page', {}, this._url, true)
      }
    })
    s.on('Page.domContentEventFired', () => {
      if (this._url !== 'about:blank') this.emit('dom-ready', {})
    })
    s.on('Page.loadEventFired', () => {
      if (this._url === 'about:blank') return
      this.emit('did-finish-load', {})
      this.emit('did-stop-loading', {})
      this._win?._shown()
    })
    s.on('Page.windowOpen', (e) => void this.#windowOpen(e))
    s.on('Page.javascriptDialogOpening', (e) => {
      if (e.type === 'beforeunload') {
        const p = preventable()
        this.emit('will-prevent-unload', p)
        void s.send('Page.handleJavaScriptDialog', { accept: p.defaultPrevented })
        if (!p.defaultPrevented) this._unloadBlocked?.()
      }
    })
    s.on('Inspector.targetCrashed', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    s.on(
      'Fetch.requestPaused',
      (e) =>
        void this.#paused(e).catch(() => s.send('Fetch.failRequest', { requestId: e.requestId, errorReason: 'Failed' }).catch(() => {})),
    )
    const p = this._prefs
    if (p.sandbox === false || p.nodeIntegration || p.contextIsolation === false)
      throw new Error('stand-in supports only sandbox:true, contextIsolation:true, nodeIntegration:false')
    const info = {
      platform: process.platform,
      arch: process.arch,
      versions: { ...process.versions },
      argv: [process.execPath, ...(p.additionalArguments ?? [])],
    }
    const K = `__standin_${randomBytes(8).toString('hex')}_`
    const preload = p.preload ? `function (exports, require, module, process) {\n${readFileSync(p.preload, 'utf8')}\n}` : 'null'
    await Promise.all([
      s.send('Page.enable'),
      s.send('Runtime.enable'),
      s.send('Runtime.addBinding', { name: '__standinPost', executionContextName: WORLD }),
      s.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${mainWorld})(${JSON.stringify(K)})` }),
      s.send('Page.addScriptToEvaluateOnNewDocument', {
        source: `(${isolatedWorld})(${JSON.stringify(K)}, ${standinCodec}, ${JSON.stringify(info)}, ${preload})`,
        worldName: WORLD,
      }),
      s.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] }),
      s.send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: nativeTheme.shouldUseDarkColors ? 'dark' : 'light' }],
      }),
    ])
    void s.send('Runtime.runIfWaitingForDebugger')
  }
  get mainFrame() {
    const wc = this
    return {
      get url() {
        return wc._url
      },
      get origin() {
        try {
          const u = new URL(wc._url)
          return u.origin === 'null' ? `${u.protocol}//${u.host}` : u.origin
        } catch {
          return ''
        }
      },
      parent: null,
      frameTreeNodeId: wc.id,
      processId: wc.id,
      routingId: 1,
      frameToken: String(wc.id),
      send: (...a) => wc.send(...a),
      get top() {
        return this
      },
    }
  }
  async #ipc(m) {
    if (m.t === 'preloadError') {
      console.error('Unable to load preload script', m.v)
      this.emit('preload-error', {}, this._prefs.preload, new Error(m.v))
      return
    }
    if (m.t === 'open') {
      await this.#windowOpen({ url: m.url, windowName: m.name, windowFeatures: m.features ? m.features.split(',') : [] })
      return
    }
    const args = codec.dec(m.v),
      event = preventable({
        type: 'frame',
        sender: this,
        senderFrame: this.mainFrame,
        processId: this.id,
        frameId: 1,
        ports: [],
        reply: (...a) => this.send(...a),
      })
    if (m.t === 'send') {
      this.ipc.emit(m.ch, event, ...args)
      ipcMain.emit(m.ch, event, ...args)
      return
    }
    const h = this.ipc._h.get(m.ch) ?? ipcMain._h.get(m.ch)
    let r
    try {
      if (!h) throw new Error(`No handler registered for '${m.ch}'`)
      r = { t: 'reply', id: m.id, ok: true, v: codec.enc(await h(event, ...args)) }
    } catch (e) {
      console.error(`Error occurred in handler for '${m.ch}':`, e)
      r = { t: 'reply', id: m.id, ok: false, v: `Error invoking remote method '${m.ch}': ${e}` }
    }
    this.#deliver(r)
  }
  #deliver(m) {
    if (this._ctx !== null && !this._destroyed)
      this._s.send('Runtime.evaluate', { expression: `__standinDeliver(${JSON.stringify(m)})`, contextId: this._ctx }).catch(() => {})
  }
  send(ch, ...a) {
    this.#deliver({ t: 'send', ch, v: codec.enc(a) })
  }
  async #windowOpen(e) {
    const url = toExternal(e.url)
    const d = {
      url,
      frameName: e.windowName,
      features: e.windowFeatures.join(','),
      disposition: e.windowFeatures.length ? 'new-window' : 'foreground-tab',
      referrer: { url: this._url, policy: 'strict-origin-when-cross-origin' },
    }
    const r = this._openHandler ? this._openHandler(d) : { action: 'allow' }
    if (r?.action !== 'allow') return
    const w = new BrowserWindow({ ...r.overrideBrowserWindowOptions, show: true }) // no window.opener relationship in the stand-in
    this.emit('did-create-window', w, d)
    await w.loadURL(url)
  }
  async #paused(e) {
    const s = this._s,
      url = toExternal(e.request.url),
      wr = this.session.webRequest._l
    const details = {
      id: 0,
      url,
      method: e.request.method,
      resourceType:
        {
          Document: 'mainFrame',
          Script: 'script',
          Stylesheet: 'stylesheet',
          Image: 'image',
          Font: 'font',
          XHR: 'xhr',
          Fetch: 'xhr',
          WebSocket: 'webSocket',
        }[e.resourceType] ?? 'other',
      webContentsId: this.id,
      webContents: this,
      referrer: '',
      timestamp: Date.now(),
    }
    const askHeaders = async (headers, statusLine) =>
      wr.headers
        ? ((
            await new Promise((ok) =>
              wr.headers({ ...details, responseHeaders: headers, statusCode: e.responseStatusCode ?? 200, statusLine }, ok),
            )
          ).responseHeaders ?? headers)
        : headers
    if (e.responseStatusCode !== undefined) {
      // response stage
      const h = {}
      for (const { name, value } of e.responseHeaders ?? []) h[name] = [...(h[name] ?? []), value]
      const out = await askHeaders(h, `HTTP/1.1 ${e.responseStatusCode}`)
      // fulfil (not continueResponse): Chromium re-parses security headers such as CSP only for fulfilled responses
      const redirect = e.responseStatusCode >= 300 && e.responseStatusCode < 400
      if (redirect) return s.send('Fetch.continueRequest', { requestId: e.requestId })
      const b = await s.send('Fetch.getResponseBody', { requestId: e.requestId })
      return s.send('Fetch.fulfillRequest', {
        requestId: e.requestId,
        responseCode: e.responseStatusCode,
        responseHeaders: flat(out),
        body: b.base64Encoded ? b.body : Buffer.from(b.body).toString('base64'),
      })
    }
    if (e.resourceType === 'Document' && e.frameId === this._frame) {
      if (this._expect !== undefined) this._expect = undefined
      else {
        const p = preventable({ url, isSameDocument: false, isMainFrame: true, frame: this.mainFrame })
        this.emit('will-navigate', p, url, false, true)
        if (p.defaultPrevented) return s.send('Fetch.failRequest', { requestId: e.requestId, errorReason: 'Aborted' })
      }
    }
    if (wr.before) {
      const r = await new Promise((ok) => wr.before(details, ok))
      if (r.cancel) return s.send('Fetch.failRequest', { requestId: e.requestId, errorReason: 'BlockedByClient' })
      if (r.redirectURL)
        return s.send('Fetch.fulfillRequest', {
          requestId: e.requestId,
          responseCode: 307,
          responseHeaders: [{ name: 'Location', value: toInternal(r.redirectURL) }],
        })
    }
    const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)[1],
      handler = this.session.protocol._h.get(scheme)
    if (handler) {
      const body = e.request.hasPostData
        ? { body: Buffer.concat((e.request.postDataEntries ?? []).map((x) => Buffer.from(x.bytes ?? '', 'base64'))) }
        : {}
      const res = await handler(new Request(url, { method: e.request.method, headers: e.request.headers, ...body }))
      let h = {}
      res.headers.forEach((v, k) => {
        h[k] = [...(h[k] ?? []), v]
      })
      h = await askHeaders(h, `HTTP/1.1 ${res.status}`)
      return s.send('Fetch.fulfillRequest', {
        requestId: e.requestId,
        responseCode: res.status,
        responseHeaders: flat(h),
        body: Buffer.from(await res.arrayBuffer()).toString('base64'),
      })
    }
    if (toInternal(url) !== url) return s.send('Fetch.failRequest', { requestId: e.requestId, errorReason: 'NameNotResolved' })
    return s.send('Fetch.continueRequest', { requestId: e.requestId, ...(wr.headers ? { interceptResponse: true } : {}) })
  }
  async loadURL(url) {
    await this._attached
    this._expect = url
    this.emit('did-start-loading', {})
    const loaded = new Promise((ok) => this.once('did-finish-load', ok))
    const r = await this._s.send('Page.navigate', { url: toInternal(url) })
    this._expect = undefined
    if (r.errorText) {
      this.emit('did-fail-load', {}, -2, r.errorText, url, true)
      throw Object.assign(new Error(`${r.errorText} loading '${url}'`), { code: r.errorText, url })
    }
    await loaded
  }
  loadFile(f, o) {
    return this.loadURL(pathToFileURL(resolve(app.getAppPath(), f)).href + (o?.hash ? `#${o.hash}` : ''))
  }
  setWindowOpenHandler(h) {
    this._openHandler = h
  }
  getURL() {
    return this._url
  }
  getTitle() {
    return this._title
  }
  isDestroyed() {
    return this._destroyed
  }
  isLoading() {
    return false
  }
  getOSProcessId() {
    return 0
  }
  getType() {
    return 'window'
  }
  reload() {
    this._expect = this._url
    void this._s.send('Page.reload')
  }
  reloadIgnoringCache() {
    this._expect = this._url
    void this._s.send('Page.reload', { ignoreCache: true })
  }
  async executeJavaScript(code) {
    await this._attached
    const r = await this._s.send('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true, userGesture: true })
    if (r.exceptionDetails) throw new Error(r.exceptionDetails.exception?.description ?? r.exceptionDetails.text)
    return r.result.value
  }
  async insertCSS(css) {
    return this.executeJavaScript(
      `document.head.append(Object.assign(document.createElement('style'),{textContent:${JSON.stringify(css)}})),''`,
    )
  }
  async printToPDF(o = {}) {
    const sizes = { A3: [11.7, 16.54], A4: [8.27, 11.69], A5: [5.83, 8.27], Letter: [8.5, 11], Legal: [8.5, 14], Tabloid: [11, 17] }
    const [w, h] = typeof o.pageSize === 'object' ? [o.pageSize.width, o.pageSize.height] : sizes[o.pageSize ?? 'Letter']
    const { pageSize, margins, ...rest } = o
    const r = await this._s.send('Page.printToPDF', {
      ...rest,
      paperWidth: w,
      paperHeight: h,
      ...(margins ? { marginTop: margins.top, marginBottom: margins.bottom, marginLeft: margins.left, marginRight: margins.right } : {}),
    })
    return Buffer.from(r.data, 'base64')
  }
  async capturePage() {
    return nativeImage.createFromBuffer(Buffer.from((await this._s.send('Page.captureScreenshot', { format: 'png' })).data, 'base64'))
  }
  async close(o) {
    if (o?.waitForBeforeUnload) await this._win._close()
    else await this._destroyTarget()
  }
  async _destroyTarget() {
    await this._attached.catch(() => {})
    if (!this._destroyed) {
      await live.chromium.send('Target.closeTarget', { targetId: this._targetId }).catch(() => {})
      await new Promise((ok) => (this._destroyed ? ok() : this.once('destroyed', ok)))
    }
  }
  _gone() {
    if (this._destroyed) return
    this._destroyed = true
    byId.delete(this.id)
    this.emit('destroyed', {})
    this._win?._gone()
  }
  openDevTools() {}
  closeDevTools() {}
  isDevToolsOpened() {
    return false
  }
  focus() {}
  setZoomFactor() {}
  setZoomLevel() {}
  setVisualZoomLevelLimits() {
    return Promise.resolve()
  }
  setUserAgent() {}
  setBackgroundThrottling() {}
  print(_o, cb) {
    record('webContents.print', [_o])
    cb?.(true, '')
  }
  downloadURL(u) {
    record('webContents.downloadURL', [u])
  }
  setIgnoreMenuShortcuts() {}
  setAudioMuted() {}
  stop() {}
  insertText() {}
  sendInputEvent() {
    throw new Error('stand-in: sendInputEvent')
  }
}
export const webContents = {
  getAllWebContents: webContentsList,
  fromId: (i) => byId.get(i),
  getFocusedWebContents: () => webContentsList()[0] ?? null,
  fromDevToolsTargetId: (t) => webContentsList().find((w) => w._targetId === t),
}
export const waitingAttach = new Map()
export const attachedAlready = new Map()
const attachedSession = (t) => {
  const s = attachedAlready.get(t)
  return s ? Promise.resolve(s) : new Promise((ok) => waitingAttach.set(t, ok))
}
