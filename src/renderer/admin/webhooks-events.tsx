// Which events an endpoint hears of: families with their wildcards, types with what they mean, and a line for a typed pattern.
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/me.ts'
import { Icon } from '../ui/icon.tsx'
import { eventName } from './event-words.ts'
import { countOf, everything, familiesOf, isCovered, togglePattern, wildcardOf } from './webhooks-patterns.ts'
import { useEventTypes } from './webhooks-queries.ts'

interface Props {
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
  /** What was refused of the pattern at this place, or of all (-1). */
  readonly refusalOf: (at: number) => string | undefined
  readonly disabled?: boolean
}

/** The chosen ones as chips, each with its refusal; below them what there is to choose. */
export function EventPicker({ chosen, onChange, refusalOf, disabled = false }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const id = useId()
  const types = useEventTypes().data ?? []
  const [typed, setTyped] = useState('')
  const add = () => {
    const pattern = typed.trim()
    if (pattern === '') return
    if (!chosen.includes(pattern)) onChange(togglePattern(chosen, pattern))
    setTyped('')
  }
  const box = (pattern: string, label: string, says?: string) => {
    const isIn = isCovered(pattern, chosen)
    return (
      <label key={pattern} title={says}>
        <input
          type="checkbox"
          checked={isIn || chosen.includes(pattern)}
          disabled={disabled || isIn}
          onChange={() => onChange(togglePattern(chosen, pattern))}
        />
        <span className="el">{label}</span>
      </label>
    )
  }
  const whole = refusalOf(-1)
  return (
    <fieldset className="bare event-picker" aria-label={t('webhooks.form.events')}>
      <ul className="pattern-chips" aria-label={t('webhooks.picker.chosen')}>
        {chosen.map((pattern, i) => {
          const refusal = refusalOf(i)
          return (
            <li key={pattern} className={refusal === undefined ? undefined : 'bad'}>
              <span className="tag acc mono" title={t('webhooks.picker.covers', { count: countOf(pattern, types) })}>
                {pattern}
                {!disabled && (
                  <button
                    type="button"
                    className="chip-x"
                    aria-label={t('webhooks.picker.takeOut', { pattern })}
                    onClick={() => onChange(chosen.filter((one) => one !== pattern))}
                  >
                    <Icon name="x" size={12} />
                  </button>
                )}
              </span>
              {refusal !== undefined && (
                <span className="err" role="alert">
                  {refusal}
                </span>
              )}
            </li>
          )
        })}
      </ul>
      {whole !== undefined && (
        <p className="err" role="alert">
          {whole}
        </p>
      )}
      {!disabled && (
        <>
          <div className="event-families">
            <div className="event-family">{box(everything, t('webhooks.picker.all'))}</div>
            {familiesOf(types).map((family) => (
              <div key={family.name} className="event-family">
                {box(wildcardOf(family.name), eventName(wildcardOf(family.name), t))}
                <span className="mono q">{wildcardOf(family.name)}</span>
                {family.types.every(({ isLater }) => isLater) && <span className="q">{t('webhooks.picker.later')}</span>}
                <div className="event-types">
                  {family.types.map((one) => box(one.type, one.type.slice(family.name.length + 1), one.summary))}
                </div>
              </div>
            ))}
          </div>
          {!may('events:read') && (
            <p className="q t12" style={{ marginBottom: 6 }}>
              {t('webhooks.picker.who')}
            </p>
          )}
          <div className="row">
            <label className="lab" htmlFor={id}>
              {t('webhooks.picker.typed')}
            </label>
            <span className="f grow">
              <input
                id={id}
                type="text"
                className="mono"
                autoComplete="off"
                maxLength={100}
                placeholder={t('webhooks.picker.typedHint')}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return
                  event.preventDefault()
                  add()
                }}
              />
            </span>
            <button type="button" className="btn sm" disabled={typed.trim() === ''} onClick={add}>
              {t('webhooks.picker.add')}
            </button>
          </div>
        </>
      )}
    </fieldset>
  )
}
