// Ends an account's session when neither key nor pointer was touched for as long as the settings say; time asleep counts.
import { useEffect } from 'react'
import { useApi } from './api.tsx'
import { useMe } from './me.ts'

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const
const lookEveryMs = 5000

/** Draws nothing; `onLocked` leads to the sign-in page. Unsaved work is in the journal. */
export function IdleLock({ onLocked }: { onLocked: () => void }) {
  const { client } = useApi()
  const { data: me } = useMe()
  const minutes = me?.kind === 'account' ? me.idleLockMinutes : 0
  useEffect(() => {
    if (minutes === 0) return
    let touchedAt = Date.now()
    const touch = () => {
      touchedAt = Date.now()
    }
    for (const sign of signs) window.addEventListener(sign, touch, { passive: true, capture: true })
    const timer = setInterval(() => {
      if (Date.now() - touchedAt < minutes * 60_000) return
      clearInterval(timer)
      // Locked here in any case; the server ends the session by itself where it can't be told.
      void client
        .logOut({ body: {} })
        .catch(() => undefined)
        .finally(onLocked)
    }, lookEveryMs)
    return () => {
      clearInterval(timer)
      for (const sign of signs) window.removeEventListener(sign, touch, { capture: true })
    }
  }, [client, minutes, onLocked])
  return null
}
