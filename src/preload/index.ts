// Exposes contract/shell.ts as window.plenumShell and nothing else. Runs sandboxed in an isolated world: only electron can be loaded here.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import { type OpenedFile, type Shell, type ShellReply, shellChannel } from '../contract/shell.ts'

async function call<T>(name: keyof Shell, ...args: readonly unknown[]): Promise<T> {
  const reply = (await ipcRenderer.invoke(shellChannel(name), ...args)) as ShellReply
  if (!reply.ok) throw new Error(reply.reason)
  return reply.value as T
}

/** The page gets the payload only, never the event: its sender would open ipcRenderer to the page. */
function listen<T>(name: keyof Shell, listener: (payload: T) => void): () => void {
  const forward = (_event: IpcRendererEvent, payload: T) => listener(payload)
  ipcRenderer.on(shellChannel(name), forward)
  // What was sent before the page was listening waits in main until this word.
  ipcRenderer.send(shellChannel(name))
  return () => void ipcRenderer.off(shellChannel(name), forward)
}

const plenumShell: Shell = {
  connect: () => call('connect'),
  saveFile: (suggestedName, bytes) => call('saveFile', suggestedName, bytes),
  openProjectFile: () => call('openProjectFile'),
  chooseFolder: () => call('chooseFolder'),
  openExternal: (url) => call('openExternal', url),
  setMenu: (items) => call('setMenu', items),
  setUnsaved: (unsaved) => call('setUnsaved', unsaved),
  notify: (title, body, commandId) => call('notify', title, body, ...(commandId === undefined ? [] : [commandId])),
  onCommand: (listener) => listen<string>('onCommand', listener),
  onOpenFile: (listener) => listen<OpenedFile>('onOpenFile', listener),
}

contextBridge.exposeInMainWorld('plenumShell', plenumShell)
