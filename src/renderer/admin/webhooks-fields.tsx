// The fields of an endpoint, for a new one and for a change; what was refused stands under the field it is about.
import { useTranslation } from 'react-i18next'
import { payloadKinds } from '../../contract/schemas/webhook.ts'
import { FormField, FormSelect, FormText } from '../ui/form-field.tsx'
import { Icon } from '../ui/icon.tsx'
import { EventPicker } from './webhooks-events.tsx'
import { type HeaderRow, headerFaults, headerPointer, type WebhookFormState } from './webhooks-form.ts'

interface Props {
  readonly form: WebhookFormState
  readonly onChange: (patch: Partial<WebhookFormState>) => void
  /** By pointer. */
  readonly errors: ReadonlyMap<string, string>
  /** Somebody pressed Save: what is missing is said. */
  readonly isTried: boolean
  readonly disabled?: boolean
}

export function WebhookFields({ form, onChange, errors, isTried, disabled = false }: Props) {
  const { t } = useTranslation()
  const refusalOf = (at: number) => {
    if (at >= 0) return errors.get(`/events/${at}`)
    return errors.get('/events') ?? (isTried && form.events.length === 0 ? t('webhooks.picker.none') : undefined)
  }
  return (
    <>
      <FormText label={t('webhooks.form.name')} value={form.name} error={errors.get('/name')} onChange={(name) => onChange({ name })} />
      <FormText
        label={t('webhooks.form.url')}
        value={form.url}
        mono
        maxLength={2000}
        hint={t('webhooks.form.urlHint')}
        error={errors.get('/url')}
        onChange={(url) => onChange({ url })}
      />
      <div className="form-field">
        <span className="lab">{t('webhooks.form.events')}</span>
        <div className="grow">
          <EventPicker chosen={form.events} disabled={disabled} refusalOf={refusalOf} onChange={(events) => onChange({ events })} />
        </div>
      </div>
      <FormSelect
        label={t('webhooks.form.payload')}
        value={form.payload}
        hint={t(`webhooks.form.payloadHints.${form.payload}`)}
        error={errors.get('/payload')}
        options={payloadKinds.map((value) => ({ value, label: t(`webhooks.form.payloads.${value}`) }))}
        onChange={(payload) => onChange({ payload })}
      />
      <FormField label={t('webhooks.form.order')} hint={t('webhooks.form.orderHint')}>
        {({ id, describedBy }) => (
          <label className="row" style={{ minWidth: 24, minHeight: 24, alignSelf: 'flex-start' }}>
            <input
              id={id}
              type="checkbox"
              aria-describedby={describedBy}
              checked={form.strictOrder}
              onChange={(event) => onChange({ strictOrder: event.currentTarget.checked })}
            />
          </label>
        )}
      </FormField>
      <HeaderFields
        rows={form.headers}
        errors={errors}
        isTried={isTried}
        disabled={disabled}
        onChange={(headers) => onChange({ headers })}
      />
    </>
  )
}

interface HeaderProps extends Pick<Props, 'errors' | 'isTried'> {
  readonly rows: readonly HeaderRow[]
  readonly disabled: boolean
  readonly onChange: (rows: HeaderRow[]) => void
}

function HeaderFields({ rows, errors, isTried, disabled, onChange }: HeaderProps) {
  const { t } = useTranslation()
  const faults = headerFaults(rows)
  const set = (key: string, patch: Partial<HeaderRow>) => onChange(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)))
  const saysOf = ({ key, name }: HeaderRow): string | undefined => {
    const fault = isTried ? faults.get(key) : undefined
    if (fault === 'unnamed') return t('webhooks.form.headerUnnamed')
    if (fault === 'twice') return t('webhooks.form.headerTwice')
    return name.trim() === '' ? undefined : errors.get(headerPointer(name))
  }
  return (
    <fieldset className="bare form-field own-headers" aria-label={t('webhooks.form.headers')}>
      <span className="lab">{t('webhooks.form.headers')}</span>
      <div className="col gap4 grow">
        {rows.map((row, i) => {
          const says = saysOf(row)
          return (
            <div key={row.key} className="header-row">
              <span className={says === undefined ? 'f' : 'f bad'}>
                <input
                  type="text"
                  className="mono"
                  autoComplete="off"
                  spellCheck={false}
                  maxLength={100}
                  aria-label={t('webhooks.form.headerName', { n: i + 1 })}
                  aria-invalid={says !== undefined}
                  aria-describedby={says === undefined ? undefined : `header-${row.key}-says`}
                  value={row.name}
                  onChange={(event) => set(row.key, { name: event.currentTarget.value })}
                />
              </span>
              <span className="f">
                <input
                  type="text"
                  className="mono"
                  autoComplete="off"
                  spellCheck={false}
                  maxLength={4000}
                  aria-label={t('webhooks.form.headerValue', { n: i + 1 })}
                  placeholder={row.isKept ? t('webhooks.form.headerKept') : undefined}
                  value={row.value}
                  onChange={(event) => set(row.key, { value: event.currentTarget.value })}
                />
              </span>
              {!disabled && (
                <button
                  type="button"
                  className="btn g x"
                  aria-label={t('webhooks.form.headerRemove', { name: row.name === '' ? String(i + 1) : row.name })}
                  onClick={() => onChange(rows.filter((one) => one.key !== row.key))}
                >
                  <Icon name="x" size={14} />
                </button>
              )}
              {says !== undefined && (
                <p id={`header-${row.key}-says`} className="err" role="alert">
                  {says}
                </p>
              )}
            </div>
          )
        })}
        {errors.has('/headers') && (
          <p className="err" role="alert">
            {errors.get('/headers')}
          </p>
        )}
        <p className="q t12">{t(rows.length === 0 ? 'webhooks.form.headersNone' : 'webhooks.form.headerHint')}</p>
        {!disabled && (
          <span>
            <button
              type="button"
              className="btn sm"
              onClick={() => onChange([...rows, { key: crypto.randomUUID(), name: '', value: '', isKept: false }])}
            >
              <Icon name="plus" size={14} />
              {t('webhooks.form.headerAdd')}
            </button>
          </span>
        )}
      </div>
    </fieldset>
  )
}
