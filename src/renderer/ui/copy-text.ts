// Copying text where the clipboard's own permission is refused, as it is in the desktop window: by the old command, from a field out of sight.

/** True when it is on the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const before = document.activeElement
    const field = document.createElement('textarea')
    field.value = text
    field.style.position = 'fixed'
    field.style.opacity = '0'
    // Inside an open dialog the focus is kept there: the field has to be too.
    const home = before?.closest('[role="dialog"]') ?? document.body
    home.append(field)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    if (before instanceof HTMLElement) before.focus()
    return done
  }
}
