// Asking for a link: for a new password, or for an account. The answer is the same whoever has the address; where no mail goes out, the
// page says who makes the link instead.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { publicClient } from '../api/session.ts'
import { FormText } from '../ui/form-field.tsx'
import { SecretField } from '../ui/secret-field.tsx'
import { useRefusal } from '../ui/use-refusal.ts'

interface Props {
  readonly kind: 'reset' | 'signUp'
  readonly hasMail: boolean
  /** Back to signing in, with what to say there. */
  readonly onDone: (says: string | null) => void
}

export function SignInAsk({ kind, hasMail, onDone }: Props) {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const { errors, says, clear, take } = useRefusal()
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    clear()
    try {
      const body = { email: email.trim() }
      if (kind === 'reset') await publicClient().askPasswordReset({ body })
      else await publicClient().signUp({ body: { ...body, ...(name.trim() === '' ? {} : { name: name.trim() }) } })
      onDone(t(`accountSignIn.ask.${kind}.${hasMail ? 'sentMail' : 'sentNoMail'}`))
    } catch (error) {
      take(error)
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
      <h1 className="t20">{t(`accountSignIn.ask.${kind}.title`)}</h1>
      <p className="m">{t(`accountSignIn.ask.${kind}.${hasMail ? 'mail' : 'noMail'}`)}</p>
      <SecretField
        label={t('accountSignIn.email')}
        kind="email"
        autoComplete="username"
        autoFocus
        value={email}
        error={errors.get('/email')}
        onChange={setEmail}
      />
      {kind === 'signUp' && <FormText label={t('common.name')} value={name} error={errors.get('/name')} onChange={setName} />}
      <p className="err" role="alert">
        {says}
      </p>
      <div className="row">
        <button type="submit" className="btn p" disabled={busy || email.trim() === ''}>
          {t(`accountSignIn.ask.${kind}.deed`)}
        </button>
        <button type="button" className="btn" onClick={() => onDone(null)}>
          {t('accountSignIn.back')}
        </button>
      </div>
    </form>
  )
}
