// Keyboard shortcuts of the command list, for the whole window. Typing in a field is never taken for a command unless it carries Ctrl.
import { allCommands, type Command, useCommandRegistry } from './commands.ts'
import { matchesKeys } from './keys.ts'

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
