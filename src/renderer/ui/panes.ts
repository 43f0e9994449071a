// F6 goes round the panes of the window: everything marked data-pane, in document order.

/** Focuses the first focusable thing of the next pane (or the one before). */
export function focusNextPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((p) => p.offsetParent !== null)
  if (panes.length === 0) return
  const at = panes.findIndex((p) => p.contains(document.activeElement))
  const next = panes[(at + step + panes.length) % panes.length]
  if (!next) return
  const target = next.matches('[tabindex]')
    ? next
    : next.querySelector<HTMLElement>('button:not(:disabled), a[href], input:not(:disabled), select, textarea, [tabindex="0"]')
  target?.focus()
}
