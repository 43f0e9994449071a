// A link to a page of another area by its address: areas don't import each other. Where the page isn't there the words stand alone.
import { Link, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface AreaLinkProps {
  readonly to: string
  /** The route's pattern, to know that it is there; any parameter name will do. */
  readonly route: string
  readonly search?: Readonly<Record<string, string>>
  readonly className?: string
  readonly children: ReactNode
}

const shape = (pattern: string) => pattern.replaceAll(/\$\w+/g, '$')

/** A link, or its words. */
export function AreaLink({ to, route, search, className, children }: AreaLinkProps) {
  const { routesByPath } = useRouter()
  const isThere = Object.keys(routesByPath).some((path) => shape(path) === shape(route))
  if (!isThere) return <span>{children}</span>
  return (
    <Link to={to as string} search={(search ?? {}) as never} {...(className ? { className } : {})}>
      {children}
    </Link>
  )
}
