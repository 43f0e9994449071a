// Signing out and locking, from anywhere: the server ends the session, and this window shows the sign-in page either way.
import { useCallback } from 'react'
import { useApi } from './api.tsx'

/** Whether this window can be left at all: the desktop's own window is the owner's and can't. */
export function useMayLeave(): boolean {
  return useApi().session.shell === null
}

/** Ends the session. Unsaved work is in the journal. */
export function useLeave(): (why: 'signed_out' | 'locked') => void {
  const { client, signOut } = useApi()
  return useCallback(
    (why) => {
      void client
        .logOut({ body: {} })
        .catch(() => undefined)
        .finally(() => signOut(why))
    },
    [client, signOut],
  )
}
