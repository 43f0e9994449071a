// What an SMTP account is made of, sent as a whole with the revision it was read at. Secrets go in and never come back.
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type MailSettings, tlsPolicies } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { CopyLine } from '../ui/copy-line.tsx'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { type MailFault, type MailForm, mailFormOf, type PresetId, presetOf, readMailForm, rebasedForm, withPreset } from './mail-form.ts'
import { usePutSettings } from './mail-queries.ts'
import { SecretInput } from './mail-secret.tsx'

interface Props {
  readonly settings: MailSettings
  readonly onDirty: (isDirty: boolean) => void
}

const faultTexts = {
  ...({ port: 'mail.portFault', rate: 'mail.rateFault', attach: 'mail.attachUpToMbFault', keep: 'mail.keepDaysFault' } as const),
  ...({ dkimDomain: 'mail.dkimDomainFault', dkimSelector: 'mail.dkimSelectorFault' } as const),
} satisfies Record<MailFault, string>
const presetIds: readonly string[] = ['gmail', 'microsoft365', 'fastmail', 'own', 'lan'] satisfies PresetId[]
const onForm = new Set(['/host', '/port', '/tls', '/user', '/password', '/ca', '/from', '/fromName', '/replyTo', '/ratePerMinute'])
for (const name of ['/dkim', '/dkimPrivateKey', '/attachUpToMb', '/keepDays']) onForm.add(name)

/** Server, sender, signature. */
export function AccountForm({ settings, onDirty }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const put = usePutSettings()
  const refusal = useRefusal()
  const [form, setForm] = useState<MailForm>(() => mailFormOf(settings))
  const [revision, setRevision] = useState(settings.revision)
  const [busy, setBusy] = useState(false)
  const { body, faults } = readMailForm(form, settings)
  const isDirty = Object.keys(body).length > 0
  useEffect(() => onDirty(isDirty), [isDirty, onDirty])
  // Changed elsewhere meanwhile: what wasn't touched here follows, what was typed stays, and it is said.
  const [base, setBase] = useState(settings)
  const [isOvertaken, setIsOvertaken] = useState(false)
  if (base.revision !== settings.revision) {
    setBase(settings)
    setForm(rebasedForm(form, base, settings))
    setIsOvertaken(revision !== settings.revision && Object.keys(readMailForm(form, base).body).length > 0)
    setRevision(settings.revision)
  }
  const change = (patch: Partial<MailForm>) => setForm((now) => ({ ...now, ...patch }))
  const reset = (to: MailSettings) => {
    refusal.clear()
    setForm(mailFormOf(to))
    setRevision(to.revision)
    setIsOvertaken(false)
  }
  const save = async () => {
    if (faults.size > 0) return refusal.show(new Map([...faults].map(([pointer, fault]) => [pointer, t(faultTexts[fault])])))
    refusal.clear()
    setBusy(true)
    try {
      const saved = await client.changeMailSettings({ body, ifMatch: revision })
      put(saved)
      reset(saved)
      const { waiting } = saved.health
      const hasSecret = body.password !== undefined || body.dkimPrivateKey !== undefined
      const back = Object.fromEntries(Object.keys(body).map((name) => [name, settings[name as keyof typeof settings]]))
      const undo = async () => {
        const old = await client.changeMailSettings({ body: back, ifMatch: saved.revision })
        put(old)
        reset(old)
        toast({ text: t('mail.back') })
      }
      toast({
        text: waiting > 0 ? t('mail.savedWaiting', { count: waiting }) : t('mail.saved'),
        // What was typed over a secret can't come back.
        ...(hasSecret ? {} : { action: { label: t('common.undo'), run: () => void undo().catch(refusal.take) } }),
      })
    } catch (error) {
      refusal.take(error, (pointer) => onForm.has(pointer))
    }
    setBusy(false)
  }
  const text = (name: 'host' | 'user' | 'from' | 'fromName' | 'replyTo', more: { hint?: string; placeholder?: string } = {}) => (
    <FormText
      label={t(`mail.${name}`)}
      value={form[name]}
      error={refusal.errors.get(`/${name}`)}
      onChange={(value) => change({ [name]: value })}
      {...more}
    />
  )
  const preset = presetOf(form, settings.presets)
  const presetHint = presetIds.find((id) => id === preset) as PresetId | undefined
  return (
    <form
      className="col grow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {settings.isFromOptions && (
        <div className="banner" role="status">
          {t('mail.fromOptions')}
        </div>
      )}
      {!settings.isFromOptions && !may('mail:write') && <p className="q inset">{t('mail.readOnly')}</p>}
      <fieldset className="bare admin-form grow mail-form" disabled={settings.isFromOptions || !may('mail:write')}>
        <Part title={t('mail.account')}>
          <FormSelect
            label={t('mail.preset')}
            value={preset}
            options={settings.presets.map((one) => ({ value: one.id, label: one.name }))}
            {...(presetHint === undefined ? {} : { hint: t(`mail.presetHints.${presetHint}`) })}
            onChange={(id) => setForm((now) => withPreset(now, id, settings.presets))}
          />
          {text('host', { placeholder: 'smtp.example.org' })}
          <FormText
            label={t('mail.port')}
            value={form.port}
            maxLength={5}
            error={refusal.errors.get('/port')}
            onChange={(port) => change({ port })}
          />
          <FormSelect
            label={t('mail.tls')}
            value={form.tls}
            options={tlsPolicies.map((value) => ({ value, label: t(`mail.tlsPolicies.${value}`) }))}
            hint={t(`mail.tlsHints.${form.tls}`)}
            error={refusal.errors.get('/tls')}
            onChange={(tls) => change({ tls })}
          />
          {text('user', { hint: t('mail.userHint') })}
          <SecretInput
            label={t('mail.password')}
            isSet={settings.hasPassword}
            says={t('mail.passwordSet')}
            value={form.password}
            error={refusal.errors.get('/password')}
            onChange={(password) => change({ password })}
          />
          <FormText
            label={t('mail.ca')}
            value={form.ca}
            maxLength={20_000}
            multiline
            mono
            hint={t('mail.caHint')}
            error={refusal.errors.get('/ca')}
            onChange={(ca) => change({ ca })}
          />
        </Part>
        <Part title={t('mail.sender')}>
          {text('from', { placeholder: 'plenum@example.org' })}
          {text('fromName')}
          {text('replyTo', { hint: t('mail.replyToHint') })}
          <FormText
            label={t('mail.rate')}
            value={form.ratePerMinute}
            maxLength={6}
            hint={t('mail.rateHint')}
            error={refusal.errors.get('/ratePerMinute')}
            onChange={(ratePerMinute) => change({ ratePerMinute })}
          />
          {(['attachUpToMb', 'keepDays'] as const).map((name) => (
            <FormText
              key={name}
              label={t(`mail.${name}`)}
              value={form[name]}
              maxLength={5}
              unit={t(`mail.${name}Unit`)}
              hint={t(`mail.${name}Hint`)}
              error={refusal.errors.get(`/${name}`)}
              onChange={(value) => change({ [name]: value })}
            />
          ))}
        </Part>
        <Part title={t('mail.signing')} lead={t('mail.dkimLead')}>
          <FormText
            label={t('mail.dkimDomain')}
            value={form.dkimDomain}
            placeholder="example.org"
            error={refusal.errors.get('/dkimDomain') ?? refusal.errors.get('/dkim')}
            onChange={(dkimDomain) => change({ dkimDomain })}
          />
          <FormText
            label={t('mail.dkimSelector')}
            value={form.dkimSelector}
            hint={t('mail.dkimSelectorHint')}
            error={refusal.errors.get('/dkimSelector')}
            onChange={(dkimSelector) => change({ dkimSelector })}
          />
          <SecretInput
            label={t('mail.dkimKey')}
            isSet={settings.hasDkimKey}
            says={t('mail.keySet')}
            hint={t('mail.dkimKeyHint')}
            multiline
            value={form.dkimPrivateKey}
            error={refusal.errors.get('/dkimPrivateKey')}
            onChange={(dkimPrivateKey) => change({ dkimPrivateKey })}
          />
          {settings.dkimRecord && (
            <div className="dkim-record col gap8">
              <p className="t12">{t('mail.dkimRecord')}</p>
              <CopyLine label={t('mail.dkimName')} text={settings.dkimRecord.name} />
              <CopyLine label={t('mail.dkimValue')} text={settings.dkimRecord.value} />
            </div>
          )}
        </Part>
      </fieldset>
      {(isDirty || refusal.says !== null) && (
        <div className="details-foot">
          <button type="submit" className="btn p" disabled={busy || !isDirty}>
            {t('common.save')}
          </button>
          <button type="button" className="btn" onClick={() => reset(settings)}>
            {t('common.cancel')}
          </button>
          <span className={refusal.says === null ? 'q t12' : 'err'} role="status">
            {refusal.says ?? t(isOvertaken ? 'mail.overtaken' : 'mail.unsaved')}
          </span>
        </div>
      )}
    </form>
  )
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="t13">{title}</h2>
      {lead && <p className="q t12 mail-lead">{lead}</p>}
      {children}
    </section>
  )
}
