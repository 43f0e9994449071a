// Sound and desktop notices: the person's own setting, kept in this browser.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/api.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { usePreferences } from '../ui/preferences.ts'
import { askForNotices, noticePermission } from './desktop-notice.ts'
import { playTone } from './tone.ts'

const tones = ['off', 'urgent', 'all'] as const

/** Opens the settings; says what is set. */
export function SoundButton() {
  const { t } = useTranslation()
  const tone = usePreferences((p) => p.alarmTone)
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button type="button" className="btn" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        <Icon name={tone === 'off' ? 'volumeOff' : 'volume'} />
        {t(tone === 'off' ? 'alarms.sound.mute' : 'alarms.sound.unmute')}
      </button>
      {isOpen && <SoundDialog onClose={() => setIsOpen(false)} />}
    </>
  )
}

function SoundDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { session } = useApi()
  const { alarmTone, alarmRepeat, alarmNotices, set } = usePreferences()
  const [permission, setPermission] = useState(() => noticePermission(session.shell))
  return (
    <Dialog title={t('alarms.sound.title')} onClose={onClose} size={520}>
      <div className="col gap16">
        <div className="row wrap">
          <span className="lab" style={{ width: 96 }}>
            {t('alarms.sound.tone')}
          </span>
          <fieldset className="seg" aria-label={t('alarms.sound.tone')}>
            {tones.map((name) => (
              <button key={name} type="button" aria-pressed={alarmTone === name} onClick={() => set({ alarmTone: name })}>
                {t(`alarms.sound.${name}`)}
              </button>
            ))}
          </fieldset>
          <button type="button" className="btn sm" onClick={() => playTone(alarmTone === 'all' ? 3 : 1)}>
            <Icon name="playerPlay" size={14} />
            {t('alarms.sound.test')}
          </button>
        </div>
        <label className="row">
          <input
            type="checkbox"
            checked={alarmRepeat}
            disabled={alarmTone === 'off'}
            onChange={(event) => set({ alarmRepeat: event.currentTarget.checked })}
          />
          {t('alarms.sound.repeat')}
        </label>
        <label className="row">
          <input
            type="checkbox"
            checked={alarmNotices && permission === 'granted'}
            disabled={permission !== 'granted'}
            onChange={(event) => set({ alarmNotices: event.currentTarget.checked })}
          />
          {t('alarms.sound.notices')}
          {permission === 'ask' && (
            <button
              type="button"
              className="btn sm"
              onClick={() => void askForNotices().then(() => setPermission(noticePermission(session.shell)))}
            >
              {t('alarms.sound.ask')}
            </button>
          )}
        </label>
        {(permission === 'denied' || permission === 'unsupported') && <p className="q t12">{t(`alarms.sound.${permission}`)}</p>}
        <p className="q t12">{t('alarms.sound.waiting')}</p>
      </div>
    </Dialog>
  )
}
