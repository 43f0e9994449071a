// The desktop's side of contract/shell.ts. Every call is answered only for the top frame of our own page, and every argument is checked:
// a page that was taken over must gain nothing here. Refusals travel as values, so that the page gets the sentence and nothing else.
import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import { type MenuCommand, menuNames, type Shell, type ShellReply, shellChannel } from '../contract/shell.ts'
import { isOwnFrame } from './security.ts'

type Calls = Omit<Shell, 'onCommand' | 'onOpenFile'>

const largestFileBytes = 1024 * 1024 * 1024

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= longest

function isMenuCommand(value: unknown): value is MenuCommand {
  const { id, label, menu, accelerator, enabled } = (value ?? {}) as Partial<Record<keyof MenuCommand, unknown>>
  return (
    isText(id, 100) &&
    isText(label, 200) &&
    menuNames.some((name) => name === menu) &&
    (accelerator === undefined || (isText(accelerator, 60) && /^[A-Za-z0-9+]+\S*$/.test(accelerator))) &&
    typeof enabled === 'boolean'
  )
}

/** For each call: whether its arguments are what the contract says. */
export const argumentChecks: { readonly [N in keyof Calls]: (args: readonly unknown[]) => boolean } = {
  connect: (args) => args.length === 0,
  openProjectFile: (args) => args.length === 0,
  chooseFolder: (args) => args.length === 0,
  openExternal: ([url, ...more]) => more.length === 0 && isText(url, 2000),
  setUnsaved: ([unsaved, ...more]) => more.length === 0 && typeof unsaved === 'boolean',
  notify: ([title, body, commandId, ...more]) =>
    more.length === 0 && isText(title, 200) && (body === '' || isText(body, 500)) && (commandId === undefined || isText(commandId, 100)),
  setMenu: ([items, ...more]) => more.length === 0 && Array.isArray(items) && items.length <= 300 && items.every(isMenuCommand),
  saveFile: ([name, bytes, ...more]) =>
    more.length === 0 && isText(name, 255) && bytes instanceof Uint8Array && bytes.byteLength <= largestFileBytes,
}

/** Starts answering the page. `onRefused` hears of calls from elsewhere and of bad arguments. */
export function answerShell(options: {
  ownOrigin: string
  calls: Calls
  onListening: (name: 'onCommand' | 'onOpenFile') => void
  onRefused: (what: string) => void
}): void {
  const answer = async (name: keyof Calls, event: IpcMainInvokeEvent, args: readonly unknown[]): Promise<ShellReply> => {
    const isOurs = isOwnFrame(event.senderFrame, options.ownOrigin)
    if (!isOurs || !argumentChecks[name](args)) {
      options.onRefused(`${name} from ${event.senderFrame?.url ?? 'a frame that is gone'}`)
      const reason = isOurs ? `${name} was called with arguments it does not take.` : 'Only the Plenum window may ask for this.'
      return { ok: false, reason }
    }
    try {
      const call = options.calls[name] as (...given: readonly unknown[]) => Promise<unknown>
      return { ok: true, value: await call(...args) }
    } catch (error) {
      return { ok: false, reason: (error as Error).message }
    }
  }
  for (const name of Object.keys(argumentChecks) as (keyof Calls)[]) {
    ipcMain.handle(shellChannel(name), (event, ...args: unknown[]) => answer(name, event, args))
  }
  for (const name of ['onCommand', 'onOpenFile'] as const) {
    ipcMain.on(shellChannel(name), (event) => {
      if (isOwnFrame(event.senderFrame, options.ownOrigin)) options.onListening(name)
    })
  }
}
