// Stand-in for Electron's app: paths, single-instance lock, life and end.
import { EventEmitter } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, watch, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { BrowserWindow } from './browser-window.mjs'
import { live, preventable, record } from './state.mjs'

class App extends EventEmitter {
  #paths = {}
  #name = 'Electron'
  #version = '0.0.0'
  #ready = false
  #quitting = false
  #lock = null
  #readyP = new Promise((ok) => {
    this._setReady = () => {
      this.#ready = true
      this.emit('will-finish-launching')
      ok()
      this.emit('ready', preventable(), {})
    }
  })
  commandLine = {
    s: new Map(),
    appendSwitch(k, v = '') {
      this.s.set(k, v)
    },
    hasSwitch(k) {
      return this.s.has(k)
    },
    getSwitchValue(k) {
      return this.s.get(k) ?? ''
    },
    appendArgument() {},
    removeSwitch(k) {
      this.s.delete(k)
    },
  }
  isPackaged = false
  userAgentFallback = 'standin'
  applicationMenu = null
  _init({ appPath, pkg }) {
    this.#name = pkg.productName ?? pkg.name ?? 'Electron'
    this.#version = pkg.version ?? '0.0.0'
    this.#paths.app = appPath
  }
  whenReady() {
    return this.#readyP
  }
  isReady() {
    return this.#ready
  }
  getName() {
    return this.#name
  }
  setName(n) {
    this.#name = n
  }
  get name() {
    return this.#name
  }
  getVersion() {
    return this.#version
  }
  getAppPath() {
    return this.#paths.app
  }
  getLocale() {
    return 'en-US'
  }
  getSystemLocale() {
    return 'en-US'
  }
  getPreferredSystemLanguages() {
    return ['en-US']
  }
  getPath(n) {
    const h = homedir(),
      cfg = process.env.XDG_CONFIG_HOME ?? join(h, '.config')
    const d = {
      home: h,
      appData: cfg,
      userData: join(cfg, this.#name),
      temp: tmpdir(),
      exe: process.execPath,
      module: process.execPath,
      desktop: join(h, 'Desktop'),
      documents: join(h, 'Documents'),
      downloads: join(h, 'Downloads'),
      music: join(h, 'Music'),
      pictures: join(h, 'Pictures'),
      videos: join(h, 'Videos'),
    }
    if (n === 'sessionData') return this.#paths.sessionData ?? this.getPath('userData')
    if (n === 'logs' || n === 'crashDumps') return this.#paths[n] ?? join(this.getPath('userData'), n === 'logs' ? 'logs' : 'Crashpad')
    const v = this.#paths[n] ?? d[n]
    if (!v) throw new Error(`Failed to get '${n}' path`)
    if (n === 'userData') mkdirSync(v, { recursive: true })
    return v
  }
  setPath(n, p) {
    if (!resolve(p).startsWith('/') || p !== resolve(p)) throw new Error('Path must be absolute')
    this.#paths[n] = p
  }
  setAppLogsPath(p) {
    this.setPath('logs', p ?? join(this.getPath('userData'), 'logs'))
  }
  requestSingleInstanceLock(data) {
    if (this.#lock) return true
    const dir = this.getPath('userData'),
      f = join(dir, 'standin.lock')
    for (let i = 0; i < 2; i++) {
      try {
        writeFileSync(f, String(process.pid), { flag: 'wx' })
      } catch {
        const pid = Number(readFileSync(f, 'utf8'))
        let alive = true
        try {
          process.kill(pid, 0)
        } catch {
          alive = false
        }
        if (alive) {
          writeFileSync(
            join(dir, `standin.second.${process.pid}.json`),
            JSON.stringify({ argv: process.argv, cwd: process.cwd(), data: data ?? null }),
          )
          return false
        }
        rmSync(f, { force: true })
        continue
      }
      this.#lock = f
      this._watch = watch(dir, () => {
        for (const n of readdirSync(dir).filter((x) => x.startsWith('standin.second.'))) {
          try {
            const m = JSON.parse(readFileSync(join(dir, n), 'utf8'))
            unlinkSync(join(dir, n))
            this.emit('second-instance', preventable(), m.argv, m.cwd, m.data)
          } catch {}
        }
      })
      this._watch.unref()
      return true
    }
    return false
  }
  hasSingleInstanceLock() {
    return !!this.#lock
  }
  releaseSingleInstanceLock() {
    this._watch?.close()
    if (this.#lock) rmSync(this.#lock, { force: true })
    this.#lock = null
  }
  async quit() {
    if (this.#quitting) return
    const bq = preventable()
    this.emit('before-quit', bq)
    if (bq.defaultPrevented) return
    this.#quitting = true
    for (const w of BrowserWindow.getAllWindows()) {
      await w._close()
      if (!w.isDestroyed()) {
        this.#quitting = false
        return
      }
    }
    const wq = preventable()
    this.emit('will-quit', wq)
    if (wq.defaultPrevented) {
      this.#quitting = false
      return
    }
    this.exit(0)
  }
  exit(code = 0) {
    live.exiting = true
    this.emit('quit', preventable(), code)
    this.releaseSingleInstanceLock()
    const done = () => {
      try {
        rmSync(live.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
      } catch {}
      reallyExit(code)
    }
    if (!live.chromium || live.chromium.proc.exitCode !== null) {
      done()
      return
    }
    live.chromium.proc.once('exit', done)
    live.chromium.send('Browser.close').catch(() => live.chromium.proc.kill('SIGKILL'))
    setTimeout(() => {
      live.chromium.proc.kill('SIGKILL')
    }, 2000).unref()
  }
  relaunch(o) {
    record('app.relaunch', [o])
  }
  _windowGone() {
    if (!this.#quitting && BrowserWindow.getAllWindows().length === 0) {
      if (this.listenerCount('window-all-closed') === 0) void this.quit()
      else this.emit('window-all-closed')
    }
  }
  addRecentDocument(path) {
    record('app.addRecentDocument', [path])
  }
  clearRecentDocuments() {}
  enableSandbox() {}
  disableHardwareAcceleration() {}
  focus() {}
  hide() {}
  show() {}
  setAppUserModelId() {}
  setDesktopName() {}
  setAsDefaultProtocolClient() {
    return true
  }
  isDefaultProtocolClient() {
    return false
  }
  removeAsDefaultProtocolClient() {
    return true
  }
  getLoginItemSettings() {
    return { openAtLogin: !!this._login }
  }
  setLoginItemSettings(s) {
    this._login = s.openAtLogin
    record('app.setLoginItemSettings', [s])
  }
  setAboutPanelOptions() {}
  showAboutPanel() {
    record('app.showAboutPanel', [])
  }
  setBadgeCount() {
    return false
  }
  getGPUFeatureStatus() {
    return {}
  }
  getAppMetrics() {
    return []
  }
}
export const reallyExit = process.exit.bind(process)
export const app = new App()
process.exit = (c) => app.exit(c)
for (const s of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(s, () => void app.quit())
