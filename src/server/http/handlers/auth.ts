// Welcome codes swapped for the owner's session.
import { AppError } from '../../../contract/errors.ts'
import type { Owner } from '../../owner-token.ts'
import type { Handlers } from '../handler.ts'

export function createAuthHandlers({ owner }: { owner: Owner }): Pick<Handlers, 'redeemWelcome'> {
  return {
    redeemWelcome: ({ body }) => {
      const accessToken = owner.redeemWelcomeCode(body.code)
      if (accessToken !== null) return { accessToken }
      throw new AppError('unauthenticated', 'This code is unknown, used or older than 10 minutes', {
        hint: 'Start the server again: it prints a new address',
      })
    },
  }
}
