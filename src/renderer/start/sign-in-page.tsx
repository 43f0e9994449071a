// Shown without a session: the ways in that the server offers, the page of a one-time link, and below them the owner's way.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Opened, openAccount, openedLink, publicClient, type SignInReason, signInWithToken } from '../api/session.ts'
import { Logo } from '../ui/icon.tsx'
import { SignInAsk } from './sign-in-ask.tsx'
import { SignInForm, type SignInWays } from './sign-in-form.tsx'
import { SignInLink } from './sign-in-link.tsx'
import './start.css'

/** `reason` says why there is no session. */
export function SignInPage({ reason, onOpened }: { reason: SignInReason; onOpened: (opened: Opened) => void }) {
  const { t } = useTranslation()
  const [link, setLink] = useState(() => openedLink(window.location.hash))
  const [ways, setWays] = useState<SignInWays | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [asking, setAsking] = useState<'reset' | 'signUp' | null>(null)
  useEffect(() => {
    publicClient()
      .getSignInWays({})
      .then(setWays, () => setWays(null))
  }, [])
  const leaveLink = (says: string | null) => {
    window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}#/`)
    setLink(null)
    setSaid(says)
  }
  const hasAccounts = ways !== null && !ways.needsSetUp
  return (
    <div className="win">
      <header className="title">
        <span className="brand">
          <Logo />
          {t('app.name')}
        </span>
      </header>
      <main id="main" className="body sign-in">
        <div className="sign-in-card">
          {link ? (
            <SignInLink
              link={link}
              onTokens={(tokens) => {
                leaveLink(null)
                onOpened(openAccount(tokens))
              }}
              onDone={leaveLink}
            />
          ) : asking && ways ? (
            <SignInAsk
              key={asking}
              kind={asking}
              hasMail={ways.mail}
              onDone={(says) => {
                setAsking(null)
                setSaid(says)
              }}
            />
          ) : (
            <>
              <h1 className="t20">{t(hasAccounts ? 'accountSignIn.title' : 'signIn.title')}</h1>
              {reason !== 'none' && said === null && (
                <p className={reason === 'locked' || reason === 'signed_out' ? 'm' : 'err'} role="alert">
                  {reason === 'locked' || reason === 'signed_out' ? t(`accountSignIn.${reason}`) : t(`signIn.${reason}`)}
                </p>
              )}
              {said !== null && (
                <p className="m" role="status">
                  {said}
                </p>
              )}
              {hasAccounts && <SignInForm ways={ways} onTokens={(tokens) => onOpened(openAccount(tokens))} onAsk={setAsking} />}
              {ways?.needsSetUp && <p className="m">{t('accountSignIn.needsSetUp')}</p>}
              {hasAccounts ? (
                <details className="sign-in-owner">
                  <summary>{t('accountSignIn.asOwner')}</summary>
                  <OwnerWays onOpened={onOpened} />
                </details>
              ) : (
                <OwnerWays onOpened={onOpened} />
              )}
            </>
          )}
        </div>
      </main>
    </div>
  )
}

/** The printed address, or the token of the data folder. */
function OwnerWays({ onOpened }: { onOpened: (opened: Opened) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    onOpened(await signInWithToken(text))
    setBusy(false)
  }
  return (
    <>
      <p className="m">{t('signIn.lead')}</p>
      <h2 className="t15">{t('signIn.address')}</h2>
      <p className="m">{t('signIn.addressHelp')}</p>
      <code className="code-line mono">{`${window.location.origin}/#/welcome?code=…`}</code>
      <h2 className="t15">{t('signIn.token')}</h2>
      <p className="m">{t('signIn.tokenHelp')}</p>
      <form className="row" onSubmit={submit}>
        <input
          className="txt mono"
          type="password"
          autoComplete="off"
          aria-label={t('signIn.tokenLabel')}
          placeholder={t('signIn.tokenLabel')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" className="btn" disabled={busy}>
          {t('signIn.enter')}
        </button>
      </form>
    </>
  )
}
