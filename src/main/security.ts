// What the page may do beyond its own window: nothing, except links of the allow-list, which open in the system browser.
// `ownOrigin` is the origin of the server in this process. Origins are parsed, never compared as text.
import { type BrowserWindow, shell, type WebFrameMain } from 'electron'

/** Hosts whose https pages may open in the system browser. */
const externalHosts: ReadonlySet<string> = new Set(['github.com'])

/** True for an https address of an allowed host, on the standard port, without credentials in it. */
export function isAllowedExternal(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, port, username, password } = new URL(url)
  return protocol === 'https:' && port + username + password === '' && externalHosts.has(hostname)
}

/** True when the address is a page of our own server. */
export function isOwnPage(url: string, ownOrigin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(ownOrigin).origin
}

/** True for the top frame of our page; false for a frame inside it, one that is gone, a page from elsewhere. */
export function isOwnFrame(frame: Pick<WebFrameMain, 'url' | 'parent'> | null, ownOrigin: string): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url, ownOrigin)
}

/** Opens an allowed address in the system browser; throws one sentence for any other. */
export async function openExternal(url: string): Promise<void> {
  if (!isAllowedExternal(url)) throw new Error('This address is not on the list of places Plenum opens.')
  await shell.openExternal(url)
}

/** Refuses every permission (Electron's default is to grant), foreign pages and new windows. Call before the page is loaded. */
export function guardWindow({ webContents }: BrowserWindow, ownOrigin: string): void {
  webContents.session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  webContents.session.setPermissionCheckHandler(() => false)
  webContents.session.setDevicePermissionHandler(() => false)
  const keepHome = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isOwnPage(event.url, ownOrigin)) event.preventDefault()
  }
  webContents.on('will-navigate', keepHome)
  webContents.on('will-frame-navigate', keepHome)
  webContents.on('will-redirect', keepHome)
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  webContents.setWindowOpenHandler(({ url }) => {
    openExternal(url).catch(() => undefined)
    return { action: 'deny' }
  })
}
