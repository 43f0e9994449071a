// The warning on every page while the broker asks for no passwords.
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useJoinWindow } from '../api/sensor-queries.ts'
import { offerCommands } from '../ui/commands.ts'
import { Icon } from '../ui/icon.tsx'

/** The pages of devices for the palette and the help sheet, wherever the person is. */
function useDeviceCommands(): void {
  const { t } = useTranslation()
  const navigate = useNavigate()
  useEffect(() => {
    const pages = [
      ['app.nodes', '/nodes', 'nodes'],
      ['app.topics', '/topics', 'topics'],
      ['app.broker', '/broker', 'broker'],
      ['app.programs', '/programs', 'programs'],
    ] as const
    const group = t('commands.groupApp')
    return offerCommands(
      'devices',
      pages.map(([id, to, word]) => ({ id, label: t(`devices.commands.${word}`), group, enabled: true, run: () => void navigate({ to }) })),
    )
  }, [t, navigate])
}

/** Nothing while the broker asks for passwords, or is off. */
export function OpenBanner() {
  const { t } = useTranslation()
  const join = useJoinWindow().data
  useDeviceCommands()
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
