// The own profile: name, password, second factor, sessions, linked providers.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountRecord } from '../../contract/schemas/account.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { meKey, useMe } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { SecretField } from '../ui/secret-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'
import { peopleKeys, useDeed, useOwnSessions } from './people-queries.ts'
import { ProfileProviders } from './profile-providers.tsx'
import { ProfileTotp } from './profile-totp.tsx'
import { SectionBody } from './section-body.tsx'
import { SessionTable } from './sessions-page.tsx'

/** Route `/admin/profile`. */
export function ProfilePage() {
  const { t } = useTranslation()
  const { data: me } = useMe()
  return (
    <SectionBody title={t('admin.sections.profile')}>
      <div className="admin-page">
        {me?.account ? (
          <Profile account={me.account} mustAddTotp={me.mustAddTotp} />
        ) : (
          <div className="inset">
            <EmptyState title={t('adminPeople.ownerTitle')}>{t('adminPeople.ownerText')}</EmptyState>
          </div>
        )}
      </div>
    </SectionBody>
  )
}

function Profile({ account, mustAddTotp }: { account: AccountRecord; mustAddTotp: boolean }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const deed = useDeed()
  const sessions = useOwnSessions(true)
  return (
    <>
      <section>
        <div className="row">
          <span className="grow">
            <TextField
              label={t('common.name')}
              value={account.name}
              onCommit={(name) => void deed([meKey], () => client.changeMe({ body: { name } }), t('adminPeople.saved'))}
            />
          </span>
        </div>
        <p className="q t12">{account.email}</p>
      </section>
      <PasswordForm hasPassword={account.hasPassword} />
      <ProfileTotp hasTotp={account.hasTotp} hasPassword={account.hasPassword} isRequired={mustAddTotp} />
      <ProfileProviders account={account} />
      <section>
        <h2 className="t15">{t('admin.sections.sessions')}</h2>
        <SessionTable
          sessions={sessions.data ?? []}
          withName={false}
          onEnd={(s) => deed([peopleKeys.ownSessions], () => client.revokeOwnSession({ params: { id: s.id } }))}
        />
        <div className="actions">
          <button
            type="button"
            className="btn d"
            disabled={(sessions.data?.length ?? 0) < 2}
            onClick={() => void deed([peopleKeys.ownSessions], () => client.revokeOwnSessions({}), t('adminPeople.othersEnded'))}
          >
            {t('adminPeople.endOthers')}
          </button>
        </div>
      </section>
    </>
  )
}

function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [says, setSays] = useState<string | null>(null)
  const save = async () => {
    try {
      await client.changeMe({ body: { password, ...(hasPassword ? { currentPassword: current } : {}) } })
      setCurrent('')
      setPassword('')
      setSays(null)
      toast({ text: t('adminPeople.passwordChanged') })
      void queries.invalidateQueries({ queryKey: meKey })
      void queries.invalidateQueries({ queryKey: peopleKeys.ownSessions })
    } catch (error) {
      setSays(describeError(error))
    }
  }
  return (
    <section>
      <h2 className="t15">{t('accountSignIn.password')}</h2>
      <form
        className="form-fields"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {hasPassword && (
          <SecretField
            label={t('adminPeople.current')}
            kind="password"
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
          />
        )}
        <SecretField
          label={t('adminPeople.newOne')}
          hint={t('accountSignIn.passwordHelp')}
          kind="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
        <div className="row">
          <button type="submit" className="btn" disabled={password === ''}>
            {t('adminPeople.changePassword')}
          </button>
          <span className="err" role="alert">
            {says}
          </span>
        </div>
      </form>
    </section>
  )
}
