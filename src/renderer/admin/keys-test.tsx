// A call with the key that is shown, made now, so that a key is known to work before it is copied into a program.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Route } from '../../contract/routes.ts'
import { useApi } from '../api/api.tsx'
import { Icon } from '../ui/icon.tsx'
import { exampleUrl } from './keys-examples.ts'

type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly ms: number; readonly detail: string | null }
  | { readonly kind: 'silent'; readonly isLate: boolean }

const mostMs = 10_000

/** Calls as the program would: with the key and nothing else. */
async function callWith(key: string, url: string): Promise<Outcome> {
  const startedAt = performance.now()
  try {
    const reply = await fetch(url, {
      headers: { 'X-API-Key': key },
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(mostMs),
    })
    const text = await reply.text()
    const ms = performance.now() - startedAt
    return { kind: 'answered', status: reply.status, ms, detail: reply.ok ? null : detailOf(text) }
  } catch (error) {
    return { kind: 'silent', isLate: error instanceof DOMException && error.name === 'TimeoutError' }
  }
}

/** Why it was refused, in the server's words. */
function detailOf(text: string): string | null {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: unknown; title?: unknown }
    return typeof detail === 'string' ? detail : typeof title === 'string' ? title : null
  } catch {
    return null
  }
}

/** A button, and what came of it. */
export function TestNow({ secret, route }: { secret: string; route: Route }) {
  const { t } = useTranslation()
  const { session } = useApi()
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const run = async () => {
    setBusy(true)
    setOutcome(null)
    setOutcome(await callWith(secret, exampleUrl(route, session.baseUrl)))
    setBusy(false)
  }
  const isGood = outcome?.kind === 'answered' && outcome.status < 400
  return (
    <div className="row wrap key-test">
      <button type="button" className="btn" disabled={busy} onClick={() => void run()}>
        {t('adminSystem.keys.test')}
      </button>
      <span className="grow t12" role="status">
        {busy && <span className="q">{t('adminSystem.keys.testing')}</span>}
        {!busy && outcome === null && (
          <span className="q">{t('adminSystem.keys.testLead', { route: `${route.method} ${route.path}` })}</span>
        )}
        {outcome && (
          <span className={`st ${isGood ? 'ok' : 'alarm'}`}>
            <Icon name={isGood ? 'circleCheck' : 'circleX'} size={14} />
            <Saying outcome={outcome} />
          </span>
        )}
      </span>
    </div>
  )
}

/** What came of it, in a sentence. */
function Saying({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  if (outcome.kind === 'silent') return t(outcome.isLate ? 'adminSystem.keys.testLate' : 'adminSystem.keys.testSilent')
  const ms = Math.max(1, Math.round(outcome.ms))
  if (outcome.status < 400) return t('adminSystem.keys.testGood', { status: outcome.status, ms })
  return t('adminSystem.keys.testRefused', { status: outcome.status, ms, why: outcome.detail ?? '' })
}
