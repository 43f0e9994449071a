// Signing in at a provider, or linking it: its page opens in a window of the browser, and this one asks for the result until it is there.
import type { Client } from '../../contract/client.ts'
import { AppError } from '../../contract/errors.ts'
import type { OidcAnswer } from '../../contract/schemas/account.ts'
import { publicClient } from './session.ts'

const pollMs = 1500

/** What the page shows meanwhile; `url` is for whoever's browser held the window back. */
export type ProviderWait = { readonly kind: 'away'; readonly url: string } | { readonly kind: 'code'; readonly isAgain: boolean }

interface Way {
  /** Of the account that links, or one without credentials. */
  readonly client: Client
  readonly provider: string
  readonly body: { readonly link?: boolean; readonly program?: string; readonly password?: string; readonly code?: string }
  readonly onWait: (wait: ProviderWait) => void
  /** The code of the account's own second factor, asked for when it is wanted. */
  readonly askCode: () => Promise<string>
  /** Aborted when the person goes elsewhere. */
  readonly signal: AbortSignal
}

/** null when it was given up, or took longer than the attempt lives. Throws what the server refuses. */
export async function goToProvider({ client, provider, body, onWait, askCode, signal }: Way): Promise<OidcAnswer | null> {
  const params = { provider }
  const { flowId, secret, authorizationUrl, expiresAt } = await client.startOidc({ params, body, signal })
  window.open(authorizationUrl, '_blank', 'noopener')
  onWait({ kind: 'away', url: authorizationUrl })
  let code: string | undefined
  while (!signal.aborted && Date.now() < expiresAt) {
    try {
      // Asked without credentials: the secret is enough, and an account's own tries aren't used up by waiting.
      const answer = await publicClient().getOidcResult({
        params,
        body: { flowId, secret, ...(code === undefined ? {} : { code }) },
        signal,
      })
      if (answer.state !== 'waiting') return answer
      await new Promise((done) => setTimeout(done, pollMs))
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'second_factor') throw error
      onWait({ kind: 'code', isAgain: code !== undefined })
      code = (await askCode()).trim()
    }
  }
  return null
}
