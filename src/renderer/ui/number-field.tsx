// A field for a quantity. The text stays as typed and is read only on Enter or on leaving; a refused text keeps the old value in force and
// says which field, what was wrong. Coming back to a field shows the expression that made its value.
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

export type Read = { readonly kind: 'ok'; readonly value: number } | { readonly kind: 'refused'; readonly detail: string }

export interface NumberFieldProps {
  readonly label: string
  /** Spoken and used in sentences when the visible label is short. */
  readonly name?: string
  readonly value: number | null
  readonly read: (text: string) => Read
  readonly print: (value: number) => string
  /** Answers a sentence when the value is refused further on. */
  readonly onCommit: (value: number) => string | null | undefined
  /** An emptied field; missing: empty is refused. */
  readonly onClear?: () => void
  readonly unit?: string
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly live?: boolean
  readonly hideLabel?: boolean
  readonly labelWidth?: number
}

/** Label, field and, when refused, one sentence below. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, read, print, onCommit, onClear, unit, placeholder, disabled = false, live = false, hideLabel = false } = props
  const name = props.name ?? label
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const typed = useRef<{ text: string; value: number } | null>(null)
  const printed = value === null ? '' : print(value)

  const commit = () => {
    if (text === null || (text === printed && error === null)) return setText(null)
    if (typed.current?.text === text && typed.current.value === value) return setText(null)
    if (text.trim() === '' && onClear) {
      onClear()
      return accept()
    }
    const got = read(text)
    const refusal = got.kind === 'refused' ? got.detail : (onCommit(got.value) ?? null)
    if (refusal !== null) return setError(t('fields.refused', { field: name, reason: refusal }))
    if (got.kind === 'ok') typed.current = { text, value: got.value }
    accept()
  }
  const accept = () => {
    setError(null)
    setText(null)
  }
  const onFocus = (event: React.FocusEvent<HTMLInputElement>) => {
    if (error === null && typed.current !== null && typed.current.value === value) setText(typed.current.text)
    const field = event.currentTarget
    requestAnimationFrame(() => field === document.activeElement && field.select())
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      commit()
    } else if (event.key === 'Escape' && (text !== null || error !== null)) {
      event.stopPropagation()
      accept()
    }
  }

  return (
    <div className="field">
      <div className="row">
        <label htmlFor={id} className={hideLabel ? 'sr-only' : 'lab'} style={{ width: props.labelWidth ?? 60 }}>
          {label}
        </label>
        <div className={`f grow${error === null ? '' : ' bad'}${live ? ' live' : ''}`}>
          <input
            id={id}
            type="text"
            inputMode="text"
            autoComplete="off"
            spellCheck={false}
            aria-label={name === label ? undefined : name}
            aria-invalid={error !== null}
            aria-describedby={error === null ? undefined : `${id}-error`}
            disabled={disabled}
            placeholder={placeholder}
            value={text ?? printed}
            onChange={(event) => setText(event.currentTarget.value)}
            onFocus={onFocus}
            onBlur={commit}
            onKeyDown={onKeyDown}
          />
          {unit && <span className="u">{unit}</span>}
        </div>
      </div>
      {error !== null && (
        <p id={`${id}-error`} className="err" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
