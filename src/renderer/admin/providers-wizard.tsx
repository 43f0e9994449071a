// Adding a provider: which one, what to do at the provider, what to enter here. It is made and then tested.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleRecord } from '../../contract/schemas/account.ts'
import { useApi } from '../api/api.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { Icon } from '../ui/icon.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { DrawerHead } from './drawer-head.tsx'
import { peopleKeys, useDeed } from './people-queries.ts'
import { ProviderFields } from './providers-fields.tsx'
import { asksIssuer, bodyOf, formOf, kinds, needsRelay, type ProviderKind, redirectOf } from './providers-kinds.ts'

interface Props {
  readonly roles: readonly RoleRecord[]
  /** From the address. */
  readonly kind: string | undefined
  readonly onKind: (kind: ProviderKind | undefined) => void
  readonly onMade: (id: string) => void
  readonly onClose: () => void
}

/** The pane at the right; which kind stands in the address, so that Back goes one step back. */
export function NewProviderDrawer({ kind, onKind, onClose, ...rest }: Props) {
  const { t } = useTranslation()
  const chosen = kinds.find((k) => k === kind)
  return (
    <aside className="details key-details" data-pane="drawer" aria-label={t('providers.add')}>
      <DrawerHead
        title={chosen === undefined ? t('providers.add') : t('providers.addKind', { name: t(`providers.kinds.${chosen}.name`) })}
        sub={t(chosen === undefined ? 'providers.stepOne' : 'providers.stepTwo')}
        onClose={onClose}
      />
      {chosen === undefined ? (
        <section>
          <ul className="kind-list">
            {kinds.map((k) => (
              <li key={k}>
                <button type="button" onClick={() => onKind(k)}>
                  <span className="grow">
                    <span className="kind-name">{t(`providers.kinds.${k}.name`)}</span>
                    <span className="q t12">{t(`providers.kinds.${k}.lead`)}</span>
                  </span>
                  <Icon name="chevronRight" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <KindForm key={chosen} kind={chosen} onBack={() => onKind(undefined)} {...rest} />
      )}
    </aside>
  )
}

function KindForm({ kind, roles, onMade, onBack }: Pick<Props, 'roles' | 'onMade'> & { kind: ProviderKind; onBack: () => void }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const deed = useDeed()
  const [form, setForm] = useState(() => formOf(kind === 'oidc' ? '' : t(`providers.kinds.${kind}.name`)))
  const { errors, says, clear, take } = useRefusal()
  const [busy, setBusy] = useState(false)
  const redirect = redirectOf(kind, form.relayUrl.trim())
  const isMissing =
    form.name.trim() === '' ||
    form.clientId.trim() === '' ||
    (kind === 'oidc' && form.issuer.trim() === '') ||
    (needsRelay(kind) && redirect === null)
  const submit = async () => {
    setBusy(true)
    clear()
    try {
      const made = await client.createProvider({ body: { kind, ...bodyOf(kind, form) } })
      await deed([peopleKeys.providers, peopleKeys.ways], async () => null)
      onMade(made.id)
    } catch (error) {
      // A field that isn't shown for this kind still says what is wrong.
      take(error, (pointer) => pointer !== '/issuer' || asksIssuer(kind))
      setBusy(false)
    }
  }
  return (
    <form
      className="col grow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <section className="col gap8">
        <h3 className="t13">{t('providers.atProvider', { name: t(`providers.kinds.${kind}.name`) })}</h3>
        <ol className="numbered">
          {(['one', 'two', 'three'] as const).map((n) => (
            <li key={n}>{t(`providers.kinds.${kind}.steps.${n}`)}</li>
          ))}
        </ol>
        {redirect === null ? (
          <p className="q t12">{t('providers.redirectLater')}</p>
        ) : (
          <CopyLine label={t('providers.redirect')} text={redirect} />
        )}
        {!needsRelay(kind) && <p className="q t12">{t('providers.anyPort')}</p>}
        {needsRelay(kind) && (
          <details>
            <summary>{t('providers.relay')}</summary>
            <p className="q t12">{t('providers.relayText')}</p>
          </details>
        )}
      </section>
      <section className="form-fields">
        <h3 className="t13">{t('providers.here')}</h3>
        <ProviderFields
          kind={kind}
          form={form}
          errors={errors}
          roles={roles}
          hasSecret={false}
          onChange={(patch) => setForm((now) => ({ ...now, ...patch }))}
        />
      </section>
      <div className="details-foot">
        <button type="submit" className="btn p" disabled={busy || isMissing}>
          {t('providers.create')}
        </button>
        <button type="button" className="btn" onClick={onBack}>
          {t('providers.back')}
        </button>
        <span className="err grow" role="alert">
          {says}
        </span>
      </div>
    </form>
  )
}
