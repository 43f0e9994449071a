// Ends an account's session when neither key nor pointer was touched for as long as the settings say, in none of its tabs; time asleep counts.
import { useEffect } from 'react'
import { useLeave } from './leave.ts'
import { useMe } from './me.ts'
import { shareTouches } from './tabs.ts'

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const
const lookEveryMs = 5000

/** Draws nothing. Locked here in any case; the server ends the session by itself where it can't be told. */
export function IdleLock() {
  const leave = useLeave()
  const { data: me } = useMe()
  const minutes = me?.kind === 'account' ? me.idleLockMinutes : 0
  const sessionId = me?.sessionId ?? ''
  useEffect(() => {
    if (minutes === 0) return
    let touchedAt = Date.now()
    let toldAt = 0
    const touch = () => {
      touchedAt = Date.now()
    }
    const others = shareTouches(sessionId, touch)
    const touchHere = () => {
      touch()
      if (touchedAt - toldAt < lookEveryMs) return
      toldAt = touchedAt
      others.tell()
    }
    for (const sign of signs) window.addEventListener(sign, touchHere, { passive: true, capture: true })
    const timer = setInterval(() => {
      if (Date.now() - touchedAt < minutes * 60_000) return
      clearInterval(timer)
      leave('locked')
    }, lookEveryMs)
    return () => {
      clearInterval(timer)
      others.close()
      for (const sign of signs) window.removeEventListener(sign, touchHere, { capture: true })
    }
  }, [leave, minutes, sessionId])
  return null
}
