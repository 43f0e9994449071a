// The page of a one-time link: set up, invitation, new password, sign in. The token stays in this window until it is used.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { Tokens } from '../../contract/schemas/account.ts'
import { type OpenedLink, publicClient } from '../api/session.ts'
import { FormText } from '../ui/form-field.tsx'
import { SecretField } from '../ui/secret-field.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { magicBinding, program } from './sign-in-form.tsx'

interface Props {
  readonly link: OpenedLink
  readonly onTokens: (tokens: Tokens) => void
  /** Back to signing in, with what to say there. */
  readonly onDone: (says: string | null) => void
}

/** One form for every kind. */
export function SignInLink({ link: { kind, token }, onTokens, onDone }: Props) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const { errors, says, clear, say, take } = useRefusal()
  const [busy, setBusy] = useState(false)
  const isNew = kind === 'invitation' || kind === 'set-up'
  const submit = async () => {
    setBusy(true)
    clear()
    try {
      if (isNew) {
        const named = name.trim() === '' ? {} : { name: name.trim() }
        const reached = kind === 'set-up' ? { email: email.trim() } : {}
        onTokens(await publicClient().acceptInvitation({ body: { token, password, program, ...named, ...reached } }))
      } else if (kind === 'password-reset') {
        await publicClient().redeemPasswordReset({ body: { token, password } })
        onDone(t('accountSignIn.resetDone'))
      } else {
        const second = code ? { code: code.trim() } : {}
        onTokens(await publicClient().redeemMagicLink({ body: { token, binding: magicBinding(), program, ...second } }))
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'second_factor') {
        if (code !== null) say(t('accountSignIn.codeRefused'))
        setCode('')
      } else take(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="col gap12"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <h1 className="t20">{t(`accountSignIn.links.${kind}.title`)}</h1>
      <p className="m">{t(`accountSignIn.links.${kind}.text`)}</p>
      {kind === 'set-up' && (
        <SecretField
          label={t('accountSignIn.email')}
          kind="email"
          autoComplete="username"
          value={email}
          error={errors.get('/email')}
          onChange={setEmail}
        />
      )}
      {isNew && <FormText label={t('common.name')} value={name} error={errors.get('/name')} onChange={setName} />}
      {kind !== 'magic-link' && (
        <SecretField
          label={t('accountSignIn.newPassword')}
          hint={t('accountSignIn.passwordHelp')}
          kind="password"
          autoComplete="new-password"
          value={password}
          error={errors.get('/password')}
          onChange={setPassword}
        />
      )}
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
      <p className="err" role="alert">
        {says}
      </p>
      <div className="row">
        <button
          type="submit"
          className="btn p"
          disabled={busy || (kind !== 'magic-link' && password === '') || (kind === 'set-up' && email === '')}
        >
          {t(`accountSignIn.links.${kind}.deed`)}
        </button>
        <button type="button" className="btn" onClick={() => onDone(null)}>
          {t('accountSignIn.back')}
        </button>
      </div>
    </form>
  )
}
