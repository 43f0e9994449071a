// The keyboard in a list with a drawer: the arrows move along the rows, Escape closes the drawer and goes back to the row it was of. In a
// search field with text, Escape clears that first, which browsers do by themselves.
import { useEffect } from 'react'

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
const rowsOf = (root: ParentNode) => [...root.querySelectorAll<HTMLElement>('#main .row-open')]

/** Whether the key belongs to what has the focus: a text with a selection of its own, a list that is open, a dialog above. */
function isTaken(target: HTMLElement): boolean {
  if (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '') return true
  return target.matches('select, textarea') || target.closest('[role="dialog"], [role="listbox"], [role="menu"]') !== null
}

/** Listens while the section is shown. */
export function useListKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(target)) return
      const step = steps[event.key]
      if (step !== undefined) {
        const rows = rowsOf(document)
        const at = rows.indexOf(target)
        if (at < 0) return
        event.preventDefault()
        rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus()
      } else if (event.key === 'Escape') {
        const close = document.querySelector<HTMLElement>('aside.details .details-head .btn.x')
        if (close === null) return
        event.preventDefault()
        const row = rowsOf(document).find((one) => one.getAttribute('aria-current') === 'true')
        close.click()
        row?.focus()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
