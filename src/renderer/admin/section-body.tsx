// What every section of the Admin area is made of: title, count, filters, list, and the drawer of what is open.
import type { ReactNode } from 'react'
import { describeError } from '../api/failure.ts'
import { useListKeys } from './list-keys.ts'

interface SectionProps {
  readonly title: string
  readonly count?: string | undefined
  /** Filters and buttons under the title. */
  readonly bar?: ReactNode
  /** At the right of the title. */
  readonly deed?: ReactNode
  readonly error?: unknown
  /** The pane at the right, an <aside className="details">. */
  readonly drawer?: ReactNode
  readonly children: ReactNode
}

/** List and drawer of a section. */
export function SectionBody({ title, count, bar, deed, error, drawer, children }: SectionProps) {
  useListKeys()
  return (
    <>
      <main id="main" tabIndex={-1} data-pane="list" className="area-main">
        <div className="admin-head">
          <div className="row">
            <h1 className="t20">{title}</h1>
            <span className="q" role="status">
              {count}
            </span>
            <span className="grow" />
            {deed}
          </div>
          {bar && <div className="row filters">{bar}</div>}
        </div>
        {error !== undefined && error !== null && (
          <p className="inset err" role="alert">
            {describeError(error)}
          </p>
        )}
        {children}
      </main>
      {drawer}
    </>
  )
}
