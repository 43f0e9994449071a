// What of a provider is typed in: the same for a new one and for one that is there.
import { useTranslation } from 'react-i18next'
import type { RoleRecord } from '../../contract/schemas/account.ts'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { SecretField } from '../ui/secret-field.tsx'
import { asksIssuer, needsRelay, type ProviderForm, type ProviderKind } from './providers-kinds.ts'

interface Props {
  readonly kind: ProviderKind
  readonly form: ProviderForm
  readonly errors: ReadonlyMap<string, string>
  readonly roles: readonly RoleRecord[]
  readonly hasSecret: boolean
  readonly onChange: (patch: Partial<ProviderForm>) => void
}

/** Relay, issuer, client, what the issuer's address may be, and whether a first sign-in makes an account. */
export function ProviderFields({ kind, form, errors, roles, hasSecret, onChange }: Props) {
  const { t } = useTranslation()
  const text = (name: 'name' | 'issuer' | 'clientId' | 'relayUrl', hint?: string, mono = true) => (
    <FormText
      label={t(`providers.fields.${name}`)}
      value={form[name]}
      maxLength={name === 'name' ? 200 : 1000}
      mono={mono}
      {...(hint === undefined ? {} : { hint })}
      error={errors.get(`/${name}`)}
      onChange={(value) => onChange({ [name]: value })}
    />
  )
  // Nobody becomes an administrator by coming first.
  const choices = roles.filter((r) => r.id !== 'administrator')
  return (
    <>
      {text('name', t('providers.hints.name'), false)}
      {needsRelay(kind) && text('relayUrl', t('providers.hints.relayUrl'))}
      {asksIssuer(kind) && text('issuer', t(kind === 'microsoft' ? 'providers.hints.tenant' : 'providers.hints.issuer'))}
      {text('clientId', t(`providers.kinds.${kind}.clientId`))}
      <SecretField
        label={t('providers.fields.clientSecret')}
        hint={t(hasSecret ? 'providers.hints.keptSecret' : `providers.kinds.${kind}.secret`)}
        kind="password"
        autoComplete="off"
        value={form.clientSecret}
        error={errors.get('/clientSecret')}
        onChange={(clientSecret) => onChange({ clientSecret })}
      />
      <FormSelect
        label={t('providers.fields.newAccountRole')}
        hint={t('providers.hints.newAccountRole')}
        value={form.newAccountRole}
        error={errors.get('/newAccountRole')}
        options={[{ value: '', label: t('providers.noNewAccounts') }, ...choices.map((r) => ({ value: r.id, label: r.name }))]}
        onChange={(newAccountRole) => onChange({ newAccountRole })}
      />
      {asksIssuer(kind) && (
        <fieldset className="bare col gap4">
          <legend className="lab">{t('providers.reach')}</legend>
          {(['allowPrivateNetwork', 'allowLoopback'] as const).map((name) => (
            <label key={name} className="row">
              <input type="checkbox" checked={form[name]} onChange={(event) => onChange({ [name]: event.currentTarget.checked })} />
              {t(`providers.fields.${name}`)}
            </label>
          ))}
          <p className="q t12">{t('providers.hints.reach')}</p>
        </fieldset>
      )}
    </>
  )
}
