// Tells that what somebody may do has changed or ended: accounts, sessions, roles and keys say so, streams and connections listen.
// A listener is called at once, inside the call that changed it, so that nothing is let through in between.

/** Whose; all null is everybody (a role changed). */
export interface AccessChange {
  readonly accountId: string | null
  readonly sessionId: string | null
  readonly keyId: string | null
}

export interface AccessChanges {
  tell(who: AccessChange): void
  /** Returns the undo. */
  onChange(listener: (who: AccessChange) => void): () => void
}

export const everybody: AccessChange = { accountId: null, sessionId: null, keyId: null }

export function createAccessChanges({ onError }: { onError: (error: unknown) => void }): AccessChanges {
  const listeners = new Set<(who: AccessChange) => void>()
  return {
    tell: (who) => {
      for (const listener of [...listeners]) {
        try {
          listener(who)
        } catch (error) {
          onError(error)
        }
      }
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
