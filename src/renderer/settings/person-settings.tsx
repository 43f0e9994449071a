// What belongs to the person: theme, decimal style, letter keys. Kept in this browser, never on the server.
import { useTranslation } from 'react-i18next'
import { themes, usePreferences } from '../ui/preferences.ts'

/** The upper part of the settings. */
export function PersonSettings() {
  const { t } = useTranslation()
  const { theme, decimal, letterKeys, set } = usePreferences()
  return (
    <>
      <h3 className="t13 settings-head">{t('settings.person')}</h3>
      <div className="col gap8">
        <div className="row wrap">
          <span className="lab settings-label">{t('settings.theme')}</span>
          <fieldset className="seg" aria-label={t('settings.theme')}>
            {themes.map((name) => (
              <button key={name} type="button" aria-pressed={theme === name} onClick={() => set({ theme: name })}>
                {t(`settings.${name}`)}
              </button>
            ))}
          </fieldset>
        </div>
        <div className="row wrap">
          <span className="lab settings-label">{t('settings.decimal')}</span>
          <fieldset className="seg" aria-label={t('settings.decimal')}>
            {(['.', ','] as const).map((mark) => (
              <button key={mark} type="button" aria-pressed={decimal === mark} onClick={() => set({ decimal: mark })}>
                {t(mark === '.' ? 'settings.point' : 'settings.comma')}
              </button>
            ))}
          </fieldset>
        </div>
        <label className="row">
          <span className="lab settings-label">{t('settings.letterKeys')}</span>
          <input type="checkbox" checked={letterKeys} onChange={(event) => set({ letterKeys: event.currentTarget.checked })} />
          <span className="q t12">{t('settings.letterKeysHelp')}</span>
        </label>
      </div>
    </>
  )
}
