// The list of a section: rows that open in the drawer, by a click anywhere or by the button in their first cell (list-keys.ts moves along it).
import type { ReactNode } from 'react'

export interface Column<T> {
  readonly name: string
  readonly title: string
  /** Of the head and of every cell. */
  readonly className?: string
  /** What a cell shows as a whole when it is cut. */
  readonly tip?: (row: T) => string | undefined
  readonly cell: (row: T) => ReactNode
  /** Under the button of the first column, or instead of nothing. */
  readonly below?: (row: T) => ReactNode
  /** Explains the head. */
  readonly hint?: string
}

interface Props<T> {
  readonly label: string
  readonly rows: readonly T[]
  /** The first holds the button, unless `opener` names another. */
  readonly columns: readonly Column<T>[]
  readonly opener?: string
  readonly idOf: (row: T) => string
  readonly openId: string | null | undefined
  readonly onOpen: (id: string) => void
  /** Of the scrolling part. */
  readonly className?: string
  /** A drawer takes room at the right. */
  readonly isBeside?: boolean
  /** The next page, where there is one. */
  readonly more?: { readonly label: string; readonly onMore: () => void; readonly isBusy?: boolean } | false
}

/** What a page gives the table of its section. */
export type TableOf<T> = Pick<Props<T>, 'rows' | 'openId' | 'onOpen' | 'more' | 'isBeside'>

export function ListTable<T>(props: Props<T>) {
  const { label, rows, columns, opener = columns[0]?.name, idOf, openId, onOpen, className = '', isBeside = false, more } = props
  return (
    <section
      className={`list-scroll ${className}`.trim()}
      data-beside={isBeside || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
      tabIndex={0}
      aria-label={label}
    >
      <table className="t admin-table">
        <thead>
          <tr>
            {columns.map(({ name, title, className: of, hint }) => (
              <th key={name} className={of} title={hint}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const id = idOf(row)
            return (
              <tr key={id} data-opens className={id === openId ? 'sel' : undefined} onClick={() => onOpen(id)}>
                {columns.map(({ name, className: of, tip, cell, below }) => (
                  <td key={name} className={of} title={tip?.(row)}>
                    {name === opener ? (
                      <button type="button" className="row-open el" aria-current={id === openId || undefined}>
                        {cell(row)}
                      </button>
                    ) : (
                      cell(row)
                    )}
                    {below?.(row)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
      {more && (
        <div className="inset">
          <button type="button" className="btn" disabled={more.isBusy} onClick={more.onMore}>
            {more.label}
          </button>
        </div>
      )}
    </section>
  )
}
