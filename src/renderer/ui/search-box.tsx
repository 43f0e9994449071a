// The field above a list that narrows it.
import { Icon } from './icon.tsx'

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  /** px */
  readonly width?: number
}

export function SearchBox({ label, value, onChange, width = 210 }: Props) {
  return (
    <span className="f" style={{ width }}>
      <Icon name="search" />
      <input type="search" aria-label={label} placeholder={label} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </span>
  )
}
