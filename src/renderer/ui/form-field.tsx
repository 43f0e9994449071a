// Fields of a form that is sent as a whole: label, control, hint, and the refusal under the field it is about.
import { type ReactNode, useId } from 'react'

interface Shared {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
}

interface FrameProps extends Shared {
  readonly children: (ids: { readonly id: string; readonly describedBy: string | undefined; readonly invalid: boolean }) => ReactNode
}

/** Label and one control of any kind. */
export function FormField({ label, hint, error, children }: FrameProps) {
  const id = useId()
  const says = error ?? hint
  return (
    <div className="form-field">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <div className="col gap4 grow">
        {children({ id, describedBy: says === undefined ? undefined : `${id}-says`, invalid: error !== undefined })}
        {says !== undefined && (
          <p id={`${id}-says`} className={error === undefined ? 'q t12' : 'err'} role={error === undefined ? undefined : 'alert'}>
            {says}
          </p>
        )}
      </div>
    </div>
  )
}

interface TextProps extends Shared {
  readonly value: string
  readonly onChange: (text: string) => void
  readonly unit?: string
  readonly maxLength?: number
  readonly multiline?: boolean
  readonly mono?: boolean
  readonly placeholder?: string
  readonly autoFocus?: boolean
  /** Ids to choose from while typing. */
  readonly suggestions?: readonly string[]
}

/** A line or a paragraph. */
export function FormText({
  value,
  onChange,
  unit,
  maxLength = 200,
  multiline = false,
  mono = false,
  placeholder,
  autoFocus,
  suggestions,
  ...shared
}: TextProps) {
  const listId = useId()
  return (
    <FormField {...shared}>
      {({ id, describedBy, invalid }) => {
        const given = {
          id,
          value,
          maxLength,
          placeholder,
          'aria-describedby': describedBy,
          'aria-invalid': invalid,
          'data-autofocus': autoFocus ? true : undefined,
          spellCheck: !mono && multiline,
        }
        if (multiline)
          return (
            <textarea {...given} rows={3} className={mono ? 'txt mono' : 'txt'} onChange={(event) => onChange(event.currentTarget.value)} />
          )
        return (
          <div className={invalid ? 'f bad' : 'f'}>
            <input
              {...given}
              type="text"
              className={mono ? 'mono' : undefined}
              autoComplete="off"
              list={suggestions ? listId : undefined}
              onChange={(event) => onChange(event.currentTarget.value)}
            />
            {unit && <span className="u">{unit}</span>}
            {suggestions && (
              <datalist id={listId}>
                {suggestions.map((s) => (
                  <option key={s} value={s} />
                ))}
              </datalist>
            )}
          </div>
        )
      }}
    </FormField>
  )
}

interface SelectProps<T extends string> extends Shared {
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
}

/** One of a list. */
export function FormSelect<T extends string>({ value, options, onChange, ...shared }: SelectProps<T>) {
  return (
    <FormField {...shared}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          className="sel"
          value={value}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => onChange(event.currentTarget.value as T)}
        >
          {!options.some((o) => o.value === value) && <option value={value}>{value}</option>}
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      )}
    </FormField>
  )
}
