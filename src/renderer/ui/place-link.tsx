// A link to a place that is known only when it is drawn.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Place } from './subject-place.ts'

export function PlaceLink({ place, children, className }: { place: Place; children: ReactNode; className?: string | undefined }) {
  const { to, params = {}, search = {} } = place
  // Which of the routes it is, placeOf says; the types of the router want one route at a time.
  return (
    <Link to={to as '/admin/$section'} params={params as { section: string }} search={search} className={className}>
      {children}
    </Link>
  )
}
