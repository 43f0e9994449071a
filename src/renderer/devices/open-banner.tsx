// The warning on every page while the broker asks for no passwords.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useJoinWindow } from '../api/sensor-queries.ts'
import { Icon } from '../ui/icon.tsx'

/** Nothing while the broker asks for passwords, or is off. */
export function OpenBanner() {
  const { t } = useTranslation()
  const join = useJoinWindow().data
  if (join?.auth !== 'open' || (join.mqttPort === null && join.mqttsPort === null)) return null
  return (
    <div className="banner" role="alert">
      <Icon name="alertTriangle" />
      <span className="grow">{t('devices.openWarning')}</span>
      <Link to="/broker" className="btn sm">
        {t('devices.openWhere')}
      </Link>
    </div>
  )
}
