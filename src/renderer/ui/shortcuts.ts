// Keyboard shortcuts of the command list, for the whole window. Typing in a field is never taken for a command unless it carries Ctrl.
import { allCommands, type Command, useCommandRegistry } from './commands.ts'

export interface Pressed {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** True when the pressed keys are the written combination, by physical key for digits and letters. */
export function matchesKeys(keys: string, pressed: Pressed): boolean {
  const parts = keys.split('+')
  const main = parts.at(-1) ?? ''
  const wantsMod = parts.includes('Mod') || parts.includes('Ctrl')
  if (wantsMod !== (pressed.ctrlKey || pressed.metaKey)) return false
  if (parts.includes('Alt') !== pressed.altKey) return false
  if (main === '?') return pressed.key === '?'
  if (parts.includes('Shift') !== pressed.shiftKey) return false
  if (/^[A-Z]$/.test(main)) return pressed.code === `Key${main}` || pressed.key.toUpperCase() === main
  if (/^\d$/.test(main)) return pressed.code === `Digit${main}`
  return pressed.key === main || pressed.code === main
}

/** True while keys belong to a text field. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
}

const fieldKeys = new Set(['Mod+Z', 'Mod+Shift+Z', 'Mod+Y', 'Mod+A', 'Mod+C', 'Mod+V', 'Mod+X', 'Mod+D'])

/** Listens until the returned undo is called. */
export function listenShortcuts(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const typing = isTyping(event.target)
    const command = allCommands(useCommandRegistry.getState().lists).find(
      (c: Command) => c.keys !== undefined && !c.ownKeys && c.keys.split(' / ').some((k) => matchesKeys(k, event)),
    )
    if (!command?.keys) return
    const plain = !/Mod|Ctrl|^F\d/.test(command.keys)
    if (typing && (plain || fieldKeys.has(command.keys.split(' / ')[0] ?? ''))) return
    // A dialog owns the keyboard while it is open.
    if (document.querySelector('[role="dialog"][aria-modal="true"]') && command.id !== 'app.palette') return
    event.preventDefault()
    if (command.enabled) command.run()
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}
