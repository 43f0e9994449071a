// Business events: what outsiders may hear of, by webhook, mail and notice. Each has a versioned schema and a sample; the documentation
// is made from here. A change that a reader could notice makes a new version.
import type { Static } from 'typebox'
import { officeEvents } from './business-events/office.ts'
import { plantEvents } from './business-events/plant.ts'

export type { BusinessEvent } from './business-events/event.ts'
export { alarmPriorityNames } from './business-events/plant.ts'

export const businessEvents = { ...officeEvents, ...plantEvents } as const

export type BusinessEventName = keyof typeof businessEvents
export type BusinessEventData<N extends BusinessEventName> = Static<(typeof businessEvents)[N]['data']>
/** In the order of the lists. */
export const businessEventNames = Object.keys(businessEvents) as BusinessEventName[]
