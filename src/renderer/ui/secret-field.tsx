// A field of signing in: e-mail, password or code, told to password managers by name.
import { FormField } from './form-field.tsx'

interface Props {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly kind: 'email' | 'password' | 'text'
  readonly autoComplete: 'username' | 'current-password' | 'new-password' | 'one-time-code' | 'off'
  readonly autoFocus?: boolean
  readonly value: string
  readonly onChange: (text: string) => void
}

/** Pasting is allowed everywhere. */
export function SecretField({ kind, autoComplete, autoFocus = false, value, onChange, ...shared }: Props) {
  return (
    <FormField {...shared}>
      {({ id, describedBy, invalid }) => (
        <div className={invalid ? 'f bad' : 'f'}>
          <input
            id={id}
            type={kind}
            value={value}
            maxLength={1024}
            autoComplete={autoComplete}
            spellCheck={false}
            ref={(input) => {
              if (autoFocus && input && document.activeElement === document.body) input.focus()
            }}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </div>
      )}
    </FormField>
  )
}
