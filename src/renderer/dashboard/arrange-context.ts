// What panels need to be arranged: whether it is going on, and the deeds of a panel's menu.
import { createContext, useContext } from 'react'
import type { Tile } from '../../contract/schemas/dashboard.ts'

export interface Arranging {
  readonly isOn: boolean
  move(id: string, by: { readonly columns: number; readonly rows: number }): void
  resize(id: string, by: { readonly columns: number; readonly rows: number }): void
  change(tile: Tile): void
  edit(tile: Tile): void
  remove(id: string): void
}

export const ArrangeContext = createContext<Arranging | null>(null)

/** Only below a dashboard. */
export function useArranging(): Arranging {
  const arranging = useContext(ArrangeContext)
  if (!arranging) throw new Error('useArranging outside a dashboard')
  return arranging
}
