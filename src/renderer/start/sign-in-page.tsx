// Shown in a browser without a session: explains the two ways in. Asks nothing of the server but to check a pasted token.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Opened, type SignInReason, signInWithToken } from '../api/session.ts'
import { Logo } from '../ui/icon.tsx'
import './start.css'

/** `reason` says why there is no session. */
export function SignInPage({ reason, onOpened }: { reason: SignInReason; onOpened: (opened: Opened) => void }) {
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
    <div className="win">
      <header className="title">
        <span className="brand">
          <Logo />
          {t('app.name')}
        </span>
      </header>
      <main id="main" className="body sign-in">
        <div className="sign-in-card">
          <h1 className="t20">{t('signIn.title')}</h1>
          <p className="m">{t('signIn.lead')}</p>
          {reason !== 'none' && (
            <p className="err" role="alert">
              {t(`signIn.${reason}`)}
            </p>
          )}
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
            <button type="submit" className="btn p" disabled={busy}>
              {t('signIn.enter')}
            </button>
          </form>
        </div>
      </main>
    </div>
  )
}
