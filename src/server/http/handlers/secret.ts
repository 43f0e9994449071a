// Secrets over HTTP: how they are kept, never what they are.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** The one route of the secrets. */
export function createSecretHandlers({ secrets }: Services): Pick<Handlers, 'getSecrets'> {
  return { getSecrets: () => secrets.state() }
}
