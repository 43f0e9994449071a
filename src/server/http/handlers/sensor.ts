// Sensors over HTTP, without their readings: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of the records of sensors. */
export function createSensorHandlers({ sensor }: Services): Pick<Handlers, 'listSensors' | 'getSensor' | 'changeSensor'> {
  return {
    listSensors: ({ query }) => sensor.list(query),
    getSensor: ({ params }) => sensor.get(params.id),
    changeSensor: ({ params, body, ifMatch }) => sensor.change(params.id, body, ifMatch),
  }
}
