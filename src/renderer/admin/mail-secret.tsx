// A secret that goes in and never comes back: whether it is set, and the ways to change or forget it.
import { useTranslation } from 'react-i18next'
import { FormField } from '../ui/form-field.tsx'
import type { SecretEntry } from './mail-form.ts'

interface SecretProps {
  readonly label: string
  readonly isSet: boolean
  /** When it is set. */
  readonly says: string
  readonly hint?: string
  readonly multiline?: boolean
  readonly value: SecretEntry
  readonly error: string | undefined
  readonly onChange: (value: SecretEntry) => void
}

/** Whether it is set; Change opens a field, Forget empties it when saved. */
export function SecretInput({ label, isSet, says, hint, multiline = false, value, error, onChange }: SecretProps) {
  const { t } = useTranslation()
  const isTyping = value !== 'forget' && (value !== null || !isSet)
  const shown = { ...(error === undefined ? {} : { error }), ...(isTyping && hint !== undefined ? { hint } : {}) }
  return (
    <FormField label={label} {...shown}>
      {({ id, describedBy, invalid }) => {
        const given = {
          id,
          value: value !== null && value !== 'forget' ? value.text : '',
          spellCheck: false,
          'aria-describedby': describedBy,
          'aria-invalid': invalid,
        }
        return (
          <div className="row secret-input">
            {!isTyping && (
              <output id={id} className="grow" aria-describedby={describedBy}>
                {value === 'forget' ? t('mail.forgotten') : says}
              </output>
            )}
            {isTyping && multiline && (
              <textarea
                {...given}
                className="txt mono grow"
                rows={4}
                maxLength={20_000}
                onChange={(event) => onChange({ text: event.currentTarget.value })}
              />
            )}
            {isTyping && !multiline && (
              <span className={invalid ? 'f bad grow' : 'f grow'}>
                <input
                  {...given}
                  type="password"
                  autoComplete="off"
                  maxLength={1024}
                  onChange={(event) => onChange({ text: event.currentTarget.value })}
                />
              </span>
            )}
            {isSet && value !== null && (
              <button type="button" className="btn sm" onClick={() => onChange(null)}>
                {t('mail.keep')}
              </button>
            )}
            {isSet && value === null && (
              <>
                <button
                  type="button"
                  className="btn sm"
                  aria-label={`${t('mail.change')}: ${label}`}
                  onClick={() => onChange({ text: '' })}
                >
                  {t('mail.change')}
                </button>
                <button type="button" className="btn sm" aria-label={`${t('mail.forget')}: ${label}`} onClick={() => onChange('forget')}>
                  {t('mail.forget')}
                </button>
              </>
            )}
          </div>
        )
      }}
    </FormField>
  )
}
