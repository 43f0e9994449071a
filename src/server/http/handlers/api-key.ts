// API keys over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of the keys of programs. */
export function createApiKeyHandlers({
  apiKey,
}: Services): Pick<Handlers, 'createApiKey' | 'listApiKeys' | 'getApiKey' | 'changeApiKey' | 'deleteApiKey'> {
  return {
    createApiKey: ({ body }) => apiKey.create(body),
    listApiKeys: ({ query }) => apiKey.list(query),
    getApiKey: ({ params }) => apiKey.get(params.id),
    changeApiKey: ({ params, body, ifMatch }) => apiKey.change(params.id, body, ifMatch),
    deleteApiKey: ({ params }) => void apiKey.remove(params.id),
  }
}
