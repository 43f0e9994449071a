// Names and values beside each other, as in every drawer.
import { Fragment, type ReactNode } from 'react'

interface Props {
  /** Those whose value is null or empty are left out. */
  readonly rows: readonly (readonly [name: string, value: ReactNode])[]
  readonly className?: string
}

export function Facts({ rows, className = '' }: Props) {
  return (
    <dl className={`fact-list ${className}`.trim()}>
      {rows.map(([name, value]) =>
        value === null || value === undefined || value === '' ? null : (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  )
}
