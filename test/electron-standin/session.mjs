// Stand-in for session, protocol and net.
import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { app } from './app.mjs'
import { HOST_SUFFIX, live } from './state.mjs'
import { webContentsList } from './web-contents.mjs'

export const schemes = new Map()
class WebRequest {
  _l = {}
  onBeforeRequest(f, l) {
    this._set('before', f, l)
  }
  onHeadersReceived(f, l) {
    this._set('headers', f, l)
  }
  onBeforeSendHeaders(f, l) {
    this._set('send', f, l)
  }
  onCompleted() {}
  onErrorOccurred() {}
  onSendHeaders() {}
  onResponseStarted() {}
  onBeforeRedirect() {}
  _set(k, f, l) {
    this._l[k] = typeof f === 'function' || f === null ? f : l
  }
}
class Session extends EventEmitter {
  protocol = {
    _h: new Map(),
    handle: (s, h) => {
      if (this.protocol._h.has(s)) throw new Error(`Scheme ${s} already handled`)
      this.protocol._h.set(s, h)
    },
    unhandle: (s) => {
      this.protocol._h.delete(s)
    },
    isProtocolHandled: (s) => this.protocol._h.has(s),
    registerSchemesAsPrivileged: (l) => {
      if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
      for (const s of l) schemes.set(s.scheme, s.privileges ?? {})
    },
  }
  webRequest = new WebRequest()
  cookies = new EventEmitter()
  _req = null
  _check = null
  setPermissionRequestHandler(h) {
    this._req = h
    void this._applyPermissions()
  }
  setPermissionCheckHandler(h) {
    this._check = h
    void this._applyPermissions()
  }
  setDevicePermissionHandler() {}
  setDisplayMediaRequestHandler() {}
  setCertificateVerifyProc(p) {
    this._cert = p
  }
  setUSBProtectedClassesHandler() {}
  // Approximation: ask once per known permission up front instead of when the page asks.
  async _applyPermissions() {
    if (!live.chromium) return
    for (const [perm, names] of Object.entries({
      notifications: ['notifications'],
      geolocation: ['geolocation'],
      media: ['audioCapture', 'videoCapture'],
      'clipboard-read': ['clipboardReadWrite'],
      midi: ['midi'],
    })) {
      let ok = true
      if (this._req)
        ok = await new Promise((r) => this._req(webContentsList()[0] ?? null, perm, r, { isMainFrame: true, requestingUrl: '' }))
      if (this._check) ok = ok && this._check(null, perm, '', {})
      const cdp = {
        notifications: 'notifications',
        geolocation: 'geolocation',
        audioCapture: 'microphone',
        videoCapture: 'camera',
        clipboardReadWrite: 'clipboard-read',
        midi: 'midi',
      }
      for (const n of names)
        await live.chromium
          .send('Browser.setPermission', { permission: { name: cdp[n] }, setting: ok ? 'granted' : 'denied' })
          .catch(() => {})
    }
  }
  async clearStorageData() {}
  async clearCache() {}
  setSpellCheckerEnabled() {}
  setUserAgent() {}
  getUserAgent() {
    return 'standin'
  }
  setProxy() {
    return Promise.resolve()
  }
  fetch(u, o) {
    return net.fetch(u, o)
  }
  setPreloads() {}
  registerPreloadScript() {
    throw new Error('stand-in: registerPreloadScript')
  }
  isPersistent() {
    return true
  }
}
const partitions = new Map()
export const session = {
  defaultSession: new Session(),
  fromPartition: (p) => {
    if (!partitions.has(p)) partitions.set(p, new Session())
    return partitions.get(p)
  },
}
export const protocol = session.defaultSession.protocol
export const toInternal = (u) => {
  const m = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(u)
  return m && (schemes.has(m[1]) || protocol.isProtocolHandled(m[1])) ? `https://${m[2] || 'root'}.${m[1]}.${HOST_SUFFIX}${m[3]}` : u
}
export const toExternal = (u) => {
  const m = new RegExp(`^https://([^/?#]*)\\.([a-z0-9+-]+)\\.${HOST_SUFFIX.replaceAll('.', '\\.')}(.*)$`).exec(u)
  return m ? `${m[2]}://${m[1]}${m[3]}` : u
}
export const net = {
  isOnline: () => false,
  online: false,
  fetch: async (u, o) => {
    const s = String(u?.url ?? u)
    if (s.startsWith('file:')) return new Response(await readFile(fileURLToPath(s)))
    return fetch(u, o)
  },
  request: () => {
    throw new Error('stand-in: net.request')
  },
}
