// Written key combinations against pressed keys: letters and digits by their place, signs by what they write. Pure.

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
