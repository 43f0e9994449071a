// One account, and the form of an invitation. Links are shown once, to be handed over.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountRecord, RoleRecord } from '../../contract/schemas/account.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { SecretField } from '../ui/secret-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { DrawerHead } from './drawer-head.tsx'
import { peopleKeys, useDeed, useSignInWays } from './people-queries.ts'

interface Shared {
  readonly roles: readonly RoleRecord[]
  readonly onClose: () => void
}

/** Invite by link, or make an account with a password. */
export function NewAccountDrawer({ roles, onClose }: Shared) {
  const { t } = useTranslation()
  const { client } = useApi()
  const formats = useFormats()
  const deed = useDeed()
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState('guest')
  const [password, setPassword] = useState('')
  const { errors, says, clear, take } = useRefusal()
  const [made, setMade] = useState<{ readonly link: string | null; readonly expiresAt: number } | null>(null)
  const submit = async () => {
    clear()
    const body = { email: email.trim(), role, ...(name.trim() === '' ? {} : { name: name.trim() }) }
    try {
      if (password === '') {
        const { link, expiresAt } = await client.inviteAccount({ body })
        setMade({ link, expiresAt })
      } else {
        await client.createAccount({ body: { ...body, password } })
        toast({ text: t('adminPeople.created', { name: body.email }) })
        onClose()
      }
    } catch (error) {
      take(error)
    }
    void deed([peopleKeys.accounts], async () => null)
  }
  return (
    <aside className="details" data-pane="drawer" aria-label={t('adminPeople.invite')}>
      <DrawerHead title={t('adminPeople.invite')} onClose={onClose} />
      {made ? (
        <section className="col gap12">
          <p className="warn">{t(made.link === null ? 'adminPeople.mailSent' : 'adminPeople.linkOnce')}</p>
          {made.link !== null && <CopyLine label={t('adminPeople.link')} text={made.link} />}
          <p className="q t12">{t('adminPeople.until', { when: formats.dateTime(made.expiresAt) })}</p>
        </section>
      ) : (
        <form
          className="col grow"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <section className="form-fields">
            <SecretField
              label={t('accountSignIn.email')}
              kind="email"
              autoComplete="off"
              value={email}
              error={errors.get('/email')}
              onChange={setEmail}
            />
            <FormText label={t('common.name')} value={name} error={errors.get('/name')} onChange={setName} />
            <FormSelect
              label={t('adminPeople.role')}
              value={role}
              options={roles.map((r) => ({ value: r.id, label: r.name }))}
              {...(errors.has('/role') ? { error: errors.get('/role') } : {})}
              onChange={setRole}
            />
            <SecretField
              label={t('accountSignIn.password')}
              hint={t('adminPeople.passwordHint')}
              kind="password"
              autoComplete="new-password"
              value={password}
              error={errors.get('/password')}
              onChange={setPassword}
            />
          </section>
          <div className="details-foot">
            <button type="submit" className="btn p" disabled={email === ''}>
              {t(password === '' ? 'adminPeople.makeLink' : 'adminPeople.create')}
            </button>
            <span className="err grow" role="alert">
              {says}
            </span>
          </div>
        </form>
      )}
    </aside>
  )
}

/** Facts, role, and what can be done. */
export function AccountDrawer({ account, roles, onClose }: Shared & { readonly account: AccountRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const formats = useFormats()
  const may = useMay()
  const deed = useDeed()
  const [link, setLink] = useState<{ readonly link: string; readonly expiresAt: number; readonly isSignIn: boolean } | null>(null)
  const ways = useSignInWays()
  const [asking, setAsking] = useState<'delete' | 'anonymise' | 'reset' | 'invitation' | 'totp' | null>(null)
  const mayWrite = may('accounts:write') && account.state !== 'anonymised'
  const params = { id: account.id }
  const name = account.name || account.email
  const touched = [peopleKeys.accounts, peopleKeys.sessions]
  const turn = async (active: boolean) => {
    const done = await deed(touched, () => client.changeAccount({ params, body: { active } }))
    const back = { label: t('common.undo'), run: () => void turn(!active) }
    if (done) toast({ text: t(active ? 'adminPeople.enabled' : 'adminPeople.disabledNow', { name }), action: back })
  }
  const setRole = async (role: string) => {
    const before = account.role
    const done = await deed(touched, () => client.changeAccount({ params, body: { role } }))
    const back = {
      label: t('common.undo'),
      run: () => void deed(touched, () => client.changeAccount({ params, body: { role: before } })),
    }
    if (done) toast({ text: t('adminPeople.roleChanged', { name }), action: back })
  }
  const isNew = account.state === 'invited' || account.state === 'waiting'
  const makeSignInLink = async () => {
    const made = await deed([peopleKeys.accounts], () => client.createMagicLink({ params, body: {} }))
    if (made) setLink({ ...made, isSignIn: true })
  }
  const answer = async () => {
    if (asking === 'reset' || asking === 'invitation') {
      const made = await deed(touched, () => client.resetAccount({ params, body: {} }))
      if (made) setLink({ ...made, isSignIn: false })
    } else if (asking === 'totp') await deed(touched, () => client.removeAccountTotp({ params, body: {} }), t('adminPeople.totpRemoved'))
    else {
      const query = { anonymise: asking === 'anonymise' }
      const done = await deed(
        touched,
        async () => (await client.deleteAccount({ params, query })) ?? true,
        t('adminPeople.deleted', { name }),
      )
      if (done) onClose()
    }
    setAsking(null)
  }
  return (
    <aside className="details" data-pane="drawer" aria-label={name}>
      <DrawerHead title={name} sub={account.email} onClose={onClose} />
      <section className="form-fields">
        <TextField
          label={t('common.name')}
          value={account.name}
          disabled={!mayWrite}
          onCommit={(text) => void deed(touched, () => client.changeAccount({ params, body: { name: text } }))}
        />
        <label className="row field">
          <span className="lab" style={{ width: 68, flex: 'none' }}>
            {t('adminPeople.role')}
          </span>
          <select className="sel" value={account.role} disabled={!mayWrite} onChange={(event) => void setRole(event.currentTarget.value)}>
            {!roles.some((r) => r.id === account.role) && <option value={account.role}>{account.role}</option>}
            {roles.map((r) => (
              <option key={r.id} value={r.id}>
                {r.name}
              </option>
            ))}
          </select>
        </label>
      </section>
      <section>
        <dl className="fact-list">
          <dt>{t('adminPeople.state')}</dt>
          <dd>{t(`adminPeople.states.${account.state}`)}</dd>
          {account.lockedUntil !== null && <dt>{t('adminPeople.lockedUntil')}</dt>}
          {account.lockedUntil !== null && <dd>{formats.dateTime(account.lockedUntil)}</dd>}
          <dt>{t('accountSignIn.password')}</dt>
          <dd>{t(account.hasPassword ? 'common.yes' : 'common.no')}</dd>
          <dt>{t('adminPeople.factor')}</dt>
          <dd>{t(account.hasTotp ? 'common.yes' : 'common.no')}</dd>
          <dt>{t('admin.sections.providers')}</dt>
          <dd>{account.identities.map((i) => i.providerName).join(', ') || t('common.none')}</dd>
          <dt>{t('admin.sections.sessions')}</dt>
          <dd>{formats.number(account.sessionCount)}</dd>
          <dt>{t('adminPeople.createdAt')}</dt>
          <dd>{formats.dateTime(account.createdAt)}</dd>
          <dt>{t('adminPeople.lastSignIn')}</dt>
          <dd>{account.lastSignInAt === null ? t('devices.never') : formats.dateTime(account.lastSignInAt)}</dd>
        </dl>
      </section>
      {link !== null && (
        <section className="col gap12">
          <p className="warn">{t('adminPeople.linkOnce')}</p>
          <CopyLine label={t('adminPeople.link')} text={link.link} />
          {link.isSignIn && <p className="q t12">{t('adminPeople.signInLinkNote')}</p>}
          <p className="q t12">{t('adminPeople.until', { when: formats.dateTime(link.expiresAt) })}</p>
        </section>
      )}
      <div className="details-foot">
        {mayWrite && (
          <>
            <button type="button" className="btn" onClick={() => void turn(!account.active)}>
              {t(account.active ? 'adminPeople.disable' : 'adminPeople.enable')}
            </button>
            <button type="button" className="btn" onClick={() => setAsking(isNew ? 'invitation' : 'reset')}>
              {t(isNew ? 'adminPeople.invitation' : 'adminPeople.reset')}
            </button>
            {ways.data?.magicLink && account.state === 'active' && (
              <button type="button" className="btn" onClick={() => void makeSignInLink()}>
                {t('adminPeople.signInLink')}
              </button>
            )}
            {account.hasTotp && (
              <button type="button" className="btn" onClick={() => setAsking('totp')}>
                {t('adminPeople.removeTotp')}
              </button>
            )}
          </>
        )}
        {may('accounts:delete') && (
          <>
            <button type="button" className="btn d" onClick={() => setAsking('delete')}>
              {t('common.delete')}
            </button>
            <button type="button" className="btn d" onClick={() => setAsking('anonymise')}>
              {t('adminPeople.anonymise')}
            </button>
          </>
        )}
      </div>
      {asking && (
        <AskDialog
          title={t(`adminPeople.ask.${asking}.title`, { name })}
          text={t(`adminPeople.ask.${asking}.text`)}
          deed={t(`adminPeople.ask.${asking}.deed`)}
          onYes={answer}
          onClose={() => setAsking(null)}
        />
      )}
    </aside>
  )
}
