// API keys over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of the keys of programs. */
export function createApiKeyHandlers({
  apiKey,
}: Services): Pick<
  Handlers,
  'createApiKey' | 'listApiKeys' | 'getApiKey' | 'changeApiKey' | 'deleteApiKey' | 'rotateApiKey' | 'getApiKeyUsage'
> {
  return {
    createApiKey: ({ body, caller }) => apiKey.create(body, caller),
    listApiKeys: ({ query }) => apiKey.list(query),
    getApiKey: ({ params }) => apiKey.get(params.id),
    changeApiKey: ({ params, body, caller, ifMatch }) => apiKey.change(params.id, body, caller, ifMatch),
    deleteApiKey: ({ params }) => void apiKey.remove(params.id),
    rotateApiKey: ({ params, body, caller }) => apiKey.rotate(params.id, body, caller),
    getApiKeyUsage: ({ params }) => ({ ...apiKey.usage(params.id), limits: [] }),
  }
}
