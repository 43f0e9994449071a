// E-mail and password, the second factor when it is asked for, a sign-in link by mail, and the providers.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { Tokens } from '../../contract/schemas/account.ts'
import { describeError } from '../api/failure.ts'
import { publicClient } from '../api/session.ts'
import { ProviderWait, useProviderTrip } from '../ui/provider-wait.tsx'
import { SecretField } from '../ui/secret-field.tsx'

export type SignInWays = Awaited<ReturnType<ReturnType<typeof publicClient>['getSignInWays']>>
export const program = 'Plenum in a browser'

interface Props {
  readonly ways: SignInWays
  readonly onTokens: (tokens: Tokens) => void
  /** To the page that asks for a link. */
  readonly onAsk: (kind: 'reset' | 'signUp') => void
}

/** One refusal for a wrong address and a wrong password alike. */
export function SignInForm({ ways, onTokens, onAsk }: Props) {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const [says, setSays] = useState<string | null>(null)
  const [sent, setSent] = useState(false)
  const [busy, setBusy] = useState(false)
  const trip = useProviderTrip()
  const attempt = async (run: () => Promise<void>) => {
    setBusy(true)
    setSays(null)
    try {
      await run()
    } catch (error) {
      if (error instanceof AppError && error.code === 'second_factor') {
        if (code !== null) setSays(t('accountSignIn.codeRefused'))
        setCode('')
      } else if (error instanceof AppError && error.code === 'unauthenticated') setSays(t('accountSignIn.refused'))
      else setSays(describeError(error))
    } finally {
      setBusy(false)
    }
  }
  const logIn = () =>
    attempt(async () => {
      onTokens(await publicClient().logIn({ body: { email: email.trim(), password, program, ...(code ? { code: code.trim() } : {}) } }))
    })
  const mail = () =>
    attempt(async () => {
      await publicClient().askMagicLink({ body: { email: email.trim(), binding: magicBinding() } })
      setSent(true)
    })
  const goTo = (provider: SignInWays['providers'][number]) =>
    attempt(async () => {
      const answer = await trip.go(provider.name, { client: publicClient(), provider: provider.id, body: { program } })
      if (answer?.tokens) onTokens(answer.tokens)
      else if (answer) setSays(answer.reason ?? t('accountSignIn.providerFailed', { name: provider.name }))
    })
  if (trip.wait) return <ProviderWait trip={trip} />
  return (
    <>
      {ways.password && (
        <form
          className="col gap12"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void logIn()
          }}
        >
          <SecretField label={t('accountSignIn.email')} kind="email" autoComplete="username" value={email} onChange={setEmail} />
          <SecretField
            label={t('accountSignIn.password')}
            kind="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
          />
          {code !== null && (
            <SecretField
              label={t('accountSignIn.code')}
              hint={t('accountSignIn.codeHelp')}
              kind="text"
              autoComplete="one-time-code"
              autoFocus
              value={code}
              onChange={setCode}
            />
          )}
          <div className="row">
            <button type="submit" className="btn p" disabled={busy || email === '' || password === ''}>
              {t('signIn.enter')}
            </button>
            {ways.magicLink && ways.mail && (
              <button type="button" className="btn" disabled={busy || email === ''} onClick={() => void mail()}>
                {t('accountSignIn.magicLink')}
              </button>
            )}
          </div>
        </form>
      )}
      <p className={sent ? 'm' : 'err'} role="alert">
        {sent ? t('accountSignIn.sent') : says}
      </p>
      <div className="row wrap">
        <button type="button" className="link" onClick={() => onAsk('reset')}>
          {t('accountSignIn.forgot')}
        </button>
        {ways.signUp && (
          <button type="button" className="link" onClick={() => onAsk('signUp')}>
            {t('accountSignIn.ask.signUp.deed')}
          </button>
        )}
      </div>
      {ways.providers.length > 0 && (
        <div className="sign-in-providers">
          <span className="q t12">{t('accountSignIn.or')}</span>
          {ways.providers.map((p) => (
            <button key={p.id} type="button" className="btn" disabled={busy} onClick={() => void goTo(p)}>
              {t('accountSignIn.with', { name: p.name })}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

/** Ties a sign-in link to the browser session that asked for it. */
export function magicBinding(): string {
  const kept = sessionStorage.getItem('plenum.magic')
  if (kept !== null) return kept
  const made = crypto.randomUUID()
  sessionStorage.setItem('plenum.magic', made)
  return made
}
