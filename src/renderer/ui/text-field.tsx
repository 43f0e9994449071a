// A line or paragraph of text, taken on Enter or on leaving; Escape gives the old text back.
import { useId, useState } from 'react'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onCommit: (text: string) => void
  readonly maxLength?: number
  readonly multiline?: boolean
  readonly hideLabel?: boolean
  readonly labelWidth?: number
  readonly disabled?: boolean
}

/** Label and field on one row. */
export function TextField({
  label,
  value,
  onCommit,
  maxLength = 200,
  multiline = false,
  hideLabel = false,
  labelWidth = 68,
  disabled = false,
}: TextFieldProps) {
  const id = useId()
  const [text, setText] = useState<string | null>(null)
  const commit = () => {
    if (text !== null && text !== value) onCommit(text)
    setText(null)
  }
  const shared = {
    id,
    className: 'txt',
    value: text ?? value,
    maxLength,
    disabled,
    onBlur: commit,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => setText(event.currentTarget.value),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Enter' && !multiline) commit()
      else if (event.key === 'Escape' && text !== null) {
        event.stopPropagation()
        setText(null)
      }
    },
  }
  return (
    <div className="row field" style={{ alignItems: multiline ? 'flex-start' : 'center' }}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'lab'} style={{ width: labelWidth, flex: 'none' }}>
        {label}
      </label>
      {multiline ? <textarea rows={3} {...shared} /> : <input type="text" {...shared} />}
    </div>
  )
}
