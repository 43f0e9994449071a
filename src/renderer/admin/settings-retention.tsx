// How long readings of one type are kept, where that differs: a row a type. The text it edits is the record's JSON.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSensors } from '../api/sensor-queries.ts'
import { FormField } from '../ui/form-field.tsx'
import { Icon } from '../ui/icon.tsx'
import { type RetentionRow, retentionRows, retentionText } from './settings-fields.ts'

interface Props {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly text: string
  readonly onChange: (text: string) => void
}

/** Type, days of raw readings, days of minutes. */
export function RetentionField({ text, onChange, ...shared }: Props) {
  const { t } = useTranslation()
  const { data: sensors = [] } = useSensors()
  const [type, setType] = useState('')
  const rows = retentionRows(text)
  const types = [...new Set(sensors.map((s) => s.type))].filter((one) => !rows.some((row) => row.type === one)).sort()
  const put = (next: readonly RetentionRow[]) => onChange(retentionText(next))
  const add = () => {
    const name = type.trim()
    if (name === '' || rows.some((row) => row.type === name)) return
    put([...rows, { type: name, rawDays: '', minuteDays: '' }])
    setType('')
  }
  return (
    <FormField {...shared}>
      {({ id, describedBy }) => (
        <div className="col gap4">
          {rows.length > 0 && (
            <table className="t retention">
              <thead>
                <tr>
                  <th>{t('adminSystem.settings.rowName')}</th>
                  <th>{t('adminSystem.settings.rawDays')}</th>
                  <th>{t('adminSystem.settings.minuteDays')}</th>
                  <th>
                    <span className="sr-only">{t('adminSystem.settings.removeHead')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.type}>
                    <td className="mono">{row.type}</td>
                    {(['rawDays', 'minuteDays'] as const).map((name) => (
                      <td key={name}>
                        <span className="f">
                          <input
                            type="text"
                            inputMode="numeric"
                            aria-label={`${row.type}: ${t(`adminSystem.settings.${name}`)}`}
                            placeholder={t('adminSystem.settings.asAbove')}
                            value={row[name]}
                            onChange={(event) => {
                              const value = event.currentTarget.value
                              put(rows.map((one) => (one.type === row.type ? { ...one, [name]: value } : one)))
                            }}
                          />
                        </span>
                      </td>
                    ))}
                    <td>
                      <button
                        type="button"
                        className="btn g x"
                        aria-label={t('adminSystem.settings.removeRow', { name: row.type })}
                        onClick={() => put(rows.filter((one) => one.type !== row.type))}
                      >
                        <Icon name="x" size={14} />
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <div className="row">
            <span className="f">
              <input
                id={id}
                type="text"
                aria-describedby={describedBy}
                placeholder={t('adminSystem.settings.rowName')}
                list={`${id}-types`}
                value={type}
                onChange={(event) => setType(event.currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return
                  event.preventDefault()
                  add()
                }}
              />
              <datalist id={`${id}-types`}>
                {types.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            </span>
            <button type="button" className="btn sm" disabled={type.trim() === ''} onClick={add}>
              <Icon name="plus" size={14} />
              {t('adminSystem.settings.addRow')}
            </button>
          </div>
        </div>
      )}
    </FormField>
  )
}
