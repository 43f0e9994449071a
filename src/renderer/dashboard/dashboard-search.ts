// The dashboard's part of the address.
import { type RangeSearch, validateRangeSearch } from '../ui/use-time-range.ts'

export interface DashboardSearch extends RangeSearch {
  /** Only what hangs in this design. */
  readonly design?: string
}

/** Takes only what it knows. */
export function readDashboardSearch(search: Record<string, unknown>): DashboardSearch {
  return { ...validateRangeSearch(search), ...(typeof search.design === 'string' && search.design !== '' ? { design: search.design } : {}) }
}
