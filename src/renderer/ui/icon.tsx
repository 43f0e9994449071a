// One icon, hidden from assistive technology: the word beside it or the button's label speaks.
import { type IconName, icons } from './icons.ts'

/** Draws an icon at 14, 16 or 20 px with 1.5 px strokes. */
export function Icon({ name, size = 16 }: { name: IconName; size?: 12 | 14 | 16 | 18 | 20 }) {
  const Drawn = icons[name]
  return <Drawn size={size} stroke={1.5} aria-hidden focusable={false} />
}

/** Plenum's mark. */
export function Logo() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden>
      <path d="M1 1h14v14H1z" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M1 6h9v9" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M10.500 1.500h4v4h-4z" fill="var(--accent)" />
    </svg>
  )
}
