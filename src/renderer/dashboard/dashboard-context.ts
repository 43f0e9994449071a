// What every panel of a dashboard shares: the range, the sensors, the design it is narrowed to, and how to change a panel.
import { createContext, useContext } from 'react'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import type { PageRange } from '../ui/use-time-range.ts'

export interface DashboardScope {
  readonly page: PageRange
  readonly sensors: ReadonlyMap<string, SensorRecord>
  /** Only what hangs in this design is shown; null shows all. */
  readonly designId: string | null
}

export const DashboardContext = createContext<DashboardScope | null>(null)

/** Only below a dashboard. */
export function useScope(): DashboardScope {
  const scope = useContext(DashboardContext)
  if (!scope) throw new Error('useScope outside a dashboard')
  return scope
}

/** Sensors of a panel that exist, in its order, narrowed to the chosen design. */
export function sensorsOf(ids: readonly string[], { sensors, designId }: Pick<DashboardScope, 'sensors' | 'designId'>): SensorRecord[] {
  return ids.flatMap((id) => {
    const sensor = sensors.get(id)
    if (!sensor || (designId !== null && sensor.position?.designId !== designId)) return []
    return [sensor]
  })
}
