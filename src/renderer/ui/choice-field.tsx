// A labelled list to choose one of; every value has its own words.

export interface ChoiceFieldProps<T extends string> {
  readonly label: string
  /** Width of the label, px. */
  readonly labelWidth: number
  readonly value: T
  readonly values: readonly T[]
  readonly nameOf: (value: T) => string
  readonly onChoose: (value: T) => void
}

export function ChoiceField<T extends string>({ label, labelWidth, value, values, nameOf, onChoose }: ChoiceFieldProps<T>) {
  return (
    <label className="row field">
      <span className="lab" style={{ width: labelWidth, flex: 'none' }}>
        {label}
      </span>
      <select className="sel" value={value} onChange={(event) => onChoose(event.currentTarget.value as T)}>
        {values.map((v) => (
          <option key={v} value={v}>
            {nameOf(v)}
          </option>
        ))}
      </select>
    </label>
  )
}
