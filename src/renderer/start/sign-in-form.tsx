// E-mail and password, the second factor when it is asked for, a sign-in link by mail, and the providers.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { Tokens } from '../../contract/schemas/account.ts'
import { describeError } from '../api/failure.ts'
import { publicClient } from '../api/session.ts'
import { SecretField } from '../ui/secret-field.tsx'

export type SignInWays = Awaited<ReturnType<ReturnType<typeof publicClient>['getSignInWays']>>
export const program = 'Plenum in a browser'
const pollMs = 1_000

interface Props {
  readonly ways: SignInWays
  readonly onTokens: (tokens: Tokens) => void
}

/** One refusal for a wrong address and a wrong password alike. */
export function SignInForm({ ways, onTokens }: Props) {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const [says, setSays] = useState<string | null>(null)
  const [sent, setSent] = useState(false)
  const [busy, setBusy] = useState(false)
  const waiting = useRef(0)
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
  const goTo = (provider: string) =>
    attempt(async () => {
      const turn = ++waiting.current
      const { flowId, secret, authorizationUrl, expiresAt } = await publicClient().startOidc({ params: { provider }, body: { program } })
      window.open(authorizationUrl, '_blank', 'noopener')
      setSays(t('accountSignIn.waiting'))
      while (waiting.current === turn && Date.now() < expiresAt) {
        const answer = await publicClient().getOidcResult({ params: { provider }, body: { flowId, secret } })
        if (answer.tokens) return onTokens(answer.tokens)
        if (answer.state === 'failed') return setSays(answer.reason ?? t('accountSignIn.providerFailed'))
        await new Promise((done) => setTimeout(done, pollMs))
      }
      if (waiting.current === turn) setSays(t('accountSignIn.providerFailed'))
    })
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
            {ways.magicLink && (
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
      {ways.providers.length > 0 && (
        <div className="col gap4">
          {ways.providers.map((p) => (
            <button key={p.id} type="button" className="btn" onClick={() => void goTo(p.id)}>
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
