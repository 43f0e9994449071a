// What of an admin section stands in the address: short texts by name. Pure.
import { useParams, useRouter, useSearch } from '@tanstack/react-router'

/** `id` is what is open in the drawer (`new` for a new one), `q` the words searched for; sections add their own filters. */
export type AdminSearch = { readonly [name: string]: string }

/** Reads an address; what isn't a short text is left out. */
export function readAdminSearch(search: Record<string, unknown>): AdminSearch {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => {
      const text = typeof value === 'number' ? String(value) : value
      return typeof text === 'string' && text !== '' && text.length <= 200 ? [[name, text]] : []
    }),
  )
}

/** The address of the open section and its way to change: undefined takes a name out. */
export function useAdminSearch(): readonly [AdminSearch, (patch: { readonly [name: string]: string | undefined }) => void] {
  const search: AdminSearch = useSearch({ from: '/admin/$section' })
  const { section } = useParams({ from: '/admin/$section' })
  const router = useRouter()
  return [
    search,
    (patch) => {
      const { pathname, search: now } = router.state.location
      // An answer that comes after somebody has gone elsewhere doesn't fetch them back.
      if (pathname !== `/admin/${section}`) return
      const next = Object.fromEntries(Object.entries({ ...readAdminSearch(now), ...patch }).filter(([, v]) => v !== undefined && v !== ''))
      // What is opened is a step of Back; a filter isn't.
      void router.navigate({ to: '/admin/$section', params: { section }, search: next as AdminSearch, replace: !('id' in patch) })
    },
  ]
}
