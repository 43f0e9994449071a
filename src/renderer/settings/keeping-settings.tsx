// How long readings are kept, and how much disk they may take.
import { useTranslation } from 'react-i18next'
import type { ChangeSettings, SettingsValues } from '../../contract/schemas/settings.ts'
import { usePreferences } from '../ui/preferences.ts'
import { PlainField } from '../ui/quantity-fields.tsx'

const labelWidth = 176
const longestDays = 36_500
const largestGb = 100_000

/** A field is saved when it is left. */
export function KeepingSettings({ values, save }: { values: SettingsValues; save: (patch: ChangeSettings) => void }) {
  const { t } = useTranslation()
  const decimal = usePreferences((p) => p.decimal)
  const shared = { units: { system: values.units, decimal }, labelWidth } as const
  const days = (key: 'rawRetentionDays' | 'minuteRetentionDays' | 'hourRetentionDays', min: number) => (
    <PlainField
      {...shared}
      label={t(`keeping.${key}`)}
      unit={t('keeping.days')}
      whole
      min={min}
      max={longestDays}
      value={values[key]}
      onCommit={(value) => void save({ [key]: value })}
    />
  )
  return (
    <>
      <h3 className="t13 settings-head">{t('keeping.title')}</h3>
      <div className="settings">
        {days('rawRetentionDays', 1)}
        {days('minuteRetentionDays', 1)}
        {days('hourRetentionDays', 0)}
        <PlainField
          {...shared}
          label={t('keeping.readingsBudgetGb')}
          unit={t('keeping.gib')}
          min={0}
          max={largestGb}
          value={values.readingsBudgetGb}
          onCommit={(value) => void save({ readingsBudgetGb: value })}
        />
        <p className="q t12 wide help">{t('keeping.help')}</p>
      </div>
    </>
  )
}
