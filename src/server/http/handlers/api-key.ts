// API keys over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'
import { limitsOf, limits as numbers, subjectOf } from '../limits.ts'

const keyLimits = numbers.keyDefaults

/** Routes of the keys of programs. */
export function createApiKeyHandlers({
  apiKey,
  limiter,
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
    getApiKeyUsage: ({ params: { id } }) => {
      const limits = limitsOf(apiKey.limitsOf(id) ?? keyLimits)
      const states = limiter.look({ subject: subjectOf({ keyId: id, accountId: null }), limits })
      const shown = states.map(({ windowS, most, remaining, resetAt }) => ({ windowS, limit: most, remaining, resetAt }))
      return { ...apiKey.usage(id), limits: shown }
    },
  }
}
