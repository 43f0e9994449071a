// When a rule is watched: windows of days and times, or always.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icon.tsx'
import { readClock, type WindowForm } from './rule-form.ts'

interface Props {
  readonly windows: readonly WindowForm[]
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (windows: readonly WindowForm[]) => void
}

/** Monday first; 0 is Sunday as in the contract. */
const week = [1, 2, 3, 4, 5, 6, 0] as const
// 7 January 2024 was a Sunday.
const dayName = (day: number, weekday: 'short' | 'long') =>
  new Intl.DateTimeFormat('en-GB', { weekday, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 7 + day))

/** One row per window. */
export function ScheduleFields({ windows, errors, onChange }: Props) {
  const { t } = useTranslation()
  const put = (at: number, patch: Partial<WindowForm>) => onChange(windows.map((w, n) => (n === at ? { ...w, ...patch } : w)))
  return (
    <div className="col gap8">
      {windows.length === 0 && <p className="m t12">{t('rules.fields.schedule')}</p>}
      {windows.map((w, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: windows have no name, and a row keeps its fields while others go
        <div key={at} className="col gap4">
          <div className="row wrap">
            <fieldset className="day-picker" aria-label={t('rules.fields.days')}>
              {week.map((day) => (
                <button
                  key={day}
                  type="button"
                  aria-label={dayName(day, 'long')}
                  aria-pressed={w.days.includes(day)}
                  onClick={() => put(at, { days: w.days.includes(day) ? w.days.filter((d) => d !== day) : [...w.days, day].sort() })}
                >
                  {dayName(day, 'short').slice(0, 2)}
                </button>
              ))}
            </fieldset>
            <span className="grow" />
            <button
              type="button"
              className="btn g sm x"
              aria-label={t('rules.fields.removeWindow')}
              onClick={() => onChange(windows.filter((_, n) => n !== at))}
            >
              <Icon name="x" size={14} />
            </button>
          </div>
          <div className="row wrap">
            <span className="lab">{t('rules.fields.from')}</span>
            <ClockField label={t('rules.fields.from')} value={w.from} onCommit={(from) => put(at, { from })} />
            <span className="lab">{t('rules.fields.to')}</span>
            <ClockField label={t('rules.fields.to')} value={w.to} onCommit={(to) => put(at, { to })} />
            {w.to <= w.from && <span className="q t12">{t('rules.fields.overnight')}</span>}
          </div>
          {errors.get(`/schedule/${at}/days`) && <p className="err">{errors.get(`/schedule/${at}/days`)}</p>}
        </div>
      ))}
      <div>
        <button
          type="button"
          className="btn sm"
          disabled={windows.length >= 20}
          onClick={() => onChange([...windows, { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }])}
        >
          <Icon name="plus" size={14} />
          {t('rules.fields.addWindow')}
        </button>
      </div>
    </div>
  )
}

/** 8:05 and 0805 are taken as 08:05; what is no time of day leaves the one before. */
function ClockField({ label, value, onCommit }: { label: string; value: string; onCommit: (clock: string) => void }) {
  const [text, setText] = useState<string | null>(null)
  const commit = () => {
    const clock = text === null ? null : readClock(text)
    if (clock !== null && clock !== value) onCommit(clock)
    setText(null)
  }
  return (
    <input
      className="clock-field"
      aria-label={label}
      inputMode="numeric"
      maxLength={5}
      placeholder="08:00"
      value={text ?? value}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        commit()
      }}
    />
  )
}
