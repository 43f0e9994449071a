// An empty place that teaches the next step, with one button.
import type { ReactNode } from 'react'

/** Title, one or two sentences, and what to press. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h2 className="t15">{title}</h2>
      <div className="m">{children}</div>
      {action}
    </div>
  )
}
