// Tells the ingest worker how long readings are kept, at the start and whenever the settings change.
import type { SettingsValues } from '../../contract/schemas/settings.ts'
import type { Bus } from '../bus.ts'
import type { Keeping } from '../workers/ingest/protocol.ts'
import type { SettingsService } from './settings.ts'

const gib = 1024 ** 3

export function keepingFrom(values: SettingsValues): Keeping {
  return {
    rawDays: values.rawRetentionDays,
    minuteDays: values.minuteRetentionDays,
    hourDays: values.hourRetentionDays,
    byType: values.retentionByType,
    budgetBytes: Math.round(values.readingsBudgetGb * gib),
  }
}

/** Returns the undo. */
export function keepReadings(parts: {
  settings: Pick<SettingsService, 'get'>
  bus: Bus
  setKeeping: (keeping: Keeping) => void
}): () => void {
  const tell = () => parts.setKeeping(keepingFrom(parts.settings.get().values))
  tell()
  return parts.bus.subscribe(({ name }) => {
    if (name === 'settings.changed') tell()
  })
}
