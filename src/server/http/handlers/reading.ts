// Readings and their history over HTTP: one line per route into the service; JSON goes out as the worker's bytes.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

const csv = { contentType: 'text/csv; charset=utf-8', disposition: 'attachment' } as const

/** Routes of readings. */
export function createReadingHandlers({
  reading,
}: Services): Pick<
  Handlers,
  'listReadings' | 'storeReadings' | 'getSeries' | 'getSensorQuality' | 'getSensorFrames' | 'getReadingsFile' | 'getAllReadingsFile'
> {
  return {
    storeReadings: ({ params, body }) => reading.store(params.id, body),
    listReadings: async ({ params, query, signal }) => ({ rawJson: await reading.list(params.id, query, { signal }) }),
    getSeries: async ({ params, query, signal }) => ({ rawJson: await reading.series(params.id, query, { signal }) }),
    getSensorQuality: async ({ params, query, signal }) => ({ rawJson: await reading.quality(params.id, query, { signal }) }),
    getSensorFrames: async ({ query, signal }) => ({ rawJson: await reading.frames(query, { signal }) }),
    getReadingsFile: ({ params, query }) => ({ ...csv, ...reading.streamCsv({ sensorId: params.id }, query) }),
    getAllReadingsFile: ({ query: { designId, ...range } }) => ({
      ...csv,
      ...reading.streamCsv(designId === undefined ? {} : { designId }, range),
    }),
  }
}
