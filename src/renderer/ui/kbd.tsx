// A key combination as keys on a keyboard.

/** Shows `Ctrl+K` as one key cap; on a Mac the modifier is written as its sign. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd>{keyText(keys)}</kbd>
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

/** How a shortcut is printed on this platform: 'Mod+K' becomes 'Ctrl K' or '⌘ K'. */
export function keyText(keys: string): string {
  return keys
    .split('+')
    .map((part) => (part === 'Mod' || part === 'Ctrl' ? (isMac ? '⌘' : 'Ctrl') : part))
    .join(' ')
}
