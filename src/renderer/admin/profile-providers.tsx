// Providers in the own profile: linked ones and those that could be. Linking asks for the password or a code first.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { AccountRecord } from '../../contract/schemas/account.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { meKey } from '../api/me.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useFormats } from '../ui/format.ts'
import { ProviderWait, useProviderTrip } from '../ui/provider-wait.tsx'
import { SecretField } from '../ui/secret-field.tsx'
import { toast } from '../ui/toast.tsx'
import { useDeed, useSignInWays } from './people-queries.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** Draws nothing where there is no provider. */
export function ProfileProviders({ account }: { account: AccountRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const formats = useFormats()
  const deed = useDeed()
  const offered = useSignInWays().data?.providers ?? []
  const [linking, setLinking] = useState<Named | null>(null)
  const [leaving, setLeaving] = useState<Named | null>(null)
  const free = offered.filter((p) => !account.identities.some((i) => i.provider === p.id))
  if (account.identities.length === 0 && free.length === 0) return null
  return (
    <section>
      <h2 className="t15">{t('admin.sections.providers')}</h2>
      <p className="q t12">{t('adminPeople.providersLead')}</p>
      <ul className="provider-links">
        {account.identities.map((i) => (
          <li key={i.id} className="row">
            <span>{i.providerName}</span>
            <span className="q t12 grow">{t('adminPeople.linkedAt', { when: formats.dateTime(i.linkedAt) })}</span>
            <button
              type="button"
              className="btn sm"
              aria-label={`${t('adminPeople.unlink')} ${i.providerName}`}
              onClick={() => setLeaving({ id: i.id, name: i.providerName })}
            >
              {t('adminPeople.unlink')}
            </button>
          </li>
        ))}
        {free.map((p) => (
          <li key={p.id} className="row">
            <span>{p.name}</span>
            <span className="q t12 grow">{t('adminPeople.notLinked')}</span>
            <button type="button" className="btn sm" aria-label={`${t('adminPeople.linkIt')} ${p.name}`} onClick={() => setLinking(p)}>
              {t('adminPeople.linkIt')}
            </button>
          </li>
        ))}
      </ul>
      {linking && <LinkDialog account={account} provider={linking} onClose={() => setLinking(null)} />}
      {leaving && (
        <AskDialog
          title={t('adminPeople.unlinkTitle', { name: leaving.name })}
          text={t('adminPeople.unlinkText')}
          deed={t('adminPeople.unlink')}
          onYes={async () => {
            const says = t('adminPeople.unlinked', { name: leaving.name })
            await deed([meKey], () => client.unlinkIdentity({ params: { id: leaving.id } }), says)
            setLeaving(null)
          }}
          onClose={() => setLeaving(null)}
        />
      )}
    </section>
  )
}

function LinkDialog({ account, provider, onClose }: { account: AccountRecord; provider: Named; onClose: () => void }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const trip = useProviderTrip()
  const [proof, setProof] = useState('')
  const [error, setError] = useState<string | undefined>()
  const [says, setSays] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const asked = account.hasPassword ? 'password' : account.hasTotp ? 'code' : null
  const link = async () => {
    setBusy(true)
    setError(undefined)
    setSays(null)
    try {
      const body = { link: true, ...(asked === null ? {} : { [asked]: asked === 'code' ? proof.trim() : proof }) }
      const answer = await trip.go(provider.name, { client, provider: provider.id, body })
      if (answer?.state === 'linked') {
        toast({ text: t('adminPeople.linked', { name: provider.name }) })
        await queries.invalidateQueries({ queryKey: meKey })
        onClose()
      } else if (answer) setSays(answer.reason ?? t('accountSignIn.providerFailed', { name: provider.name }))
    } catch (caught) {
      const field = caught instanceof AppError ? caught.errors.find((e) => e.pointer === `/${asked}`) : undefined
      if (field) setError(field.detail)
      else setSays(describeError(caught))
    }
    setProof('')
    setBusy(false)
  }
  return (
    <Dialog title={t('adminPeople.linkTitle', { name: provider.name })} onClose={onClose}>
      {trip.wait ? (
        <ProviderWait trip={trip} />
      ) : (
        <form
          className="col gap12"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void link()
          }}
        >
          <p>{t(asked === null ? 'adminPeople.linkLeadBare' : 'adminPeople.linkLead', { name: provider.name })}</p>
          {asked !== null && (
            <SecretField
              label={t(asked === 'password' ? 'adminPeople.current' : 'accountSignIn.code')}
              kind={asked === 'password' ? 'password' : 'text'}
              autoComplete={asked === 'password' ? 'current-password' : 'one-time-code'}
              value={proof}
              error={error}
              onChange={setProof}
            />
          )}
          <p className="err" role="alert">
            {says}
          </p>
          <div className="actions">
            <button type="button" className="btn" onClick={onClose}>
              {t('common.cancel')}
            </button>
            <button type="submit" className="btn p" disabled={busy || (asked !== null && proof.trim() === '')}>
              {t('adminPeople.linkDeed', { name: provider.name })}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
