// The icon of a sensor's type.
import type { IconName } from '../ui/icons.ts'

const byType: Readonly<Record<string, IconName>> = {
  temperature: 'temperature',
  humidity: 'droplet',
  light_level: 'sun',
  occupancy: 'user',
  air_quality: 'leaf',
  co2: 'leaf',
  energy_consumption: 'bolt',
  sound_level: 'volume',
}

/** A plain mark for types without one. */
export const iconOfType = (type: string): IconName => byType[type] ?? 'activity'
