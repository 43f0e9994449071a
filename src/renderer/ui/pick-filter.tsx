// A filter in a bar: one of a list, or any. A value that isn't in the list stays visible, so that a link never filters unseen.

interface Props {
  readonly label: string
  readonly any: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onPick: (value: string) => void
}

/** Empty means any. */
export function PickFilter({ label, any, value, options, onPick }: Props) {
  const isUnknown = value !== '' && !options.some((o) => o.value === value)
  return (
    <select className={value === '' ? 'sel' : 'sel on'} aria-label={label} value={value} onChange={(e) => onPick(e.currentTarget.value)}>
      <option value="">{any}</option>
      {isUnknown && <option value={value}>{value}</option>}
      {options.map((o) => (
        <option key={o.value} value={o.value}>
          {o.label}
        </option>
      ))}
    </select>
  )
}
