// The fields of a rule: of what, to whom, how and when.
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/me.ts'
import { useProjects } from '../api/queries.ts'
import { durationText } from '../ui/duration.ts'
import { FormField, FormSelect, FormText } from '../ui/form-field.tsx'
import { eventName } from './event-words.ts'
import { digestChoices, fitting, hasAlarms, hasEscalations, type RuleForm } from './rules-form.ts'
import { Chip, RecipientPicker } from './rules-recipients.tsx'
import { useTypeOptions } from './timeline-types.ts'

interface Props {
  readonly form: RuleForm
  /** By the first part of the pointer: /name, /events. */
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (patch: Partial<RuleForm>) => void
}

const steps = ['1', '2', '3', '4', '5'] as const

export function RuleFields({ form, errors, onChange }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const { data: projects } = useProjects()
  const field = (name: 'priority' | 'anyPriority' | 'step' | 'stepHint' | 'anyStep' | 'project' | 'anyProject') =>
    t(`mailRules.fields.${name}`)
  const known = projects?.items ?? []
  return (
    <>
      <FormText
        label={t('mailRules.fields.name')}
        value={form.name}
        maxLength={100}
        error={errors.get('/name')}
        onChange={(name) => onChange({ name })}
      />
      <EventChips form={form} error={errors.get('/events')} onChange={(events) => onChange({ events })} />
      {hasAlarms(form.events) && (
        <FormSelect
          label={field('priority')}
          value={String(form.priority)}
          error={errors.get('/mostUrgentOnly')}
          options={[
            { value: '0', label: field('anyPriority') },
            { value: '1', label: t('mailRules.fields.priority1') },
            ...['2', '3', '4'].map((n) => ({ value: n, label: t('mailRules.fields.priorityN', { n }) })),
          ]}
          onChange={(n) => onChange({ priority: Number(n) })}
        />
      )}
      {hasEscalations(form.events) && (
        <FormSelect
          label={field('step')}
          hint={field('stepHint')}
          value={String(form.fromStep)}
          error={errors.get('/fromStep')}
          options={steps.map((n) => ({ value: n as string, label: n === '1' ? field('anyStep') : t('mailRules.fields.stepN', { n }) }))}
          onChange={(n) => onChange({ fromStep: Number(n) })}
        />
      )}
      {may('projects:read') && (known.length > 1 || form.projectId !== '') && (
        <FormSelect
          label={field('project')}
          value={form.projectId}
          error={errors.get('/projectId')}
          options={[{ value: '', label: field('anyProject') }, ...known.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(projectId) => onChange({ projectId })}
        />
      )}
      <FormField label={t('mailRules.fields.channel')} hint={form.channel === 'notice' ? t('mailRules.fields.noticeHint') : ''}>
        {({ id }) => (
          <div id={id} className="seg" role="radiogroup" aria-label={t('mailRules.fields.channel')}>
            {(['mail', 'notice'] as const).map((channel) => (
              // biome-ignore lint/a11y/useSemanticElements: the look of a switch of two, as everywhere
              <button
                key={channel}
                type="button"
                role="radio"
                aria-checked={form.channel === channel}
                onClick={() => onChange({ channel, recipients: fitting(form.recipients, channel) })}
              >
                {t(`mailRules.fields.${channel}`)}
              </button>
            ))}
          </div>
        )}
      </FormField>
      <RecipientPicker
        recipients={form.recipients}
        channel={form.channel}
        error={errors.get('/recipients')}
        onChange={(recipients) => onChange({ recipients })}
      />
      <WhenFields form={form} errors={errors} onChange={onChange} />
    </>
  )
}

function EventChips({ form, error, onChange }: { form: RuleForm; error: string | undefined; onChange: (events: string[]) => void }) {
  const { t } = useTranslation()
  const options = useTypeOptions()
  return (
    <fieldset className="bare col gap4" aria-label={t('mailRules.fields.events')}>
      <span className="lab">{t('mailRules.fields.events')}</span>
      <ul className="rule-chips">
        {form.events.map((pattern) => (
          <Chip key={pattern} name={eventName(pattern, t)} onRemove={() => onChange(form.events.filter((one) => one !== pattern))} />
        ))}
      </ul>
      <select
        className="sel rule-add"
        aria-label={t('mailRules.fields.addEvent')}
        value=""
        onChange={(event) => onChange([...form.events, event.currentTarget.value])}
      >
        <option value="">{t('mailRules.fields.addEvent')}</option>
        {[{ value: '*', label: eventName('*', t) }, ...options]
          .filter(({ value }) => !form.events.includes(value))
          .map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
      </select>
      {error !== undefined && (
        <p className="err" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}

function WhenFields({ form, errors, onChange }: Props) {
  const { t } = useTranslation()
  const time = (name: 'quietFrom' | 'quietTo' | 'digestAt', label: string) => (
    <label className="row t12">
      {label}
      <span className="f">
        <input type="time" required value={form[name]} onChange={(event) => onChange({ [name]: event.currentTarget.value })} />
      </span>
    </label>
  )
  const shown = digestChoices.filter((one) => one !== 'other' || form.digest === 'other')
  return (
    <>
      {form.channel === 'mail' && (
        <>
          <FormSelect
            label={t('mailRules.fields.digest')}
            value={form.digest}
            error={errors.get('/digestMinutes') ?? errors.get('/digestAt')}
            {...(form.digest === 'none'
              ? {}
              : { hint: t(form.digest === 'daily' ? 'mailRules.fields.dailyHint' : 'mailRules.fields.digestHint') })}
            options={shown.map((one) => ({
              value: one,
              label: t(`mailRules.fields.digests.${one}`, { span: durationText(form.digestMinutes * 60_000) }),
            }))}
            onChange={(digest) => onChange({ digest })}
          />
          {form.digest === 'daily' && <div className="rule-times">{time('digestAt', t('mailRules.fields.digestAt'))}</div>}
        </>
      )}
      <FormField
        label={t('mailRules.fields.quiet')}
        {...(form.isQuiet ? { hint: t('mailRules.fields.quietHint') } : {})}
        error={errors.get('/quiet')}
      >
        {({ id, describedBy }) => (
          <div className="col gap4">
            <label className="row" htmlFor={id}>
              <input
                id={id}
                type="checkbox"
                aria-describedby={describedBy}
                checked={form.isQuiet}
                onChange={(event) => onChange({ isQuiet: event.currentTarget.checked })}
              />
              {t('mailRules.fields.quietOn')}
            </label>
            {form.isQuiet && (
              <div className="row wrap">
                {time('quietFrom', t('mailRules.fields.quietFrom'))}
                {time('quietTo', t('mailRules.fields.quietTo'))}
              </div>
            )}
          </div>
        )}
      </FormField>
    </>
  )
}
