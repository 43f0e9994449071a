// Whether the server is heard right now, for status bars.
import { useTranslation } from 'react-i18next'
import { useLiveState } from '../api/live-context.tsx'
import { Icon } from './icon.tsx'

/** The last part of a status bar. */
export function ServerState() {
  const { t } = useTranslation()
  const live = useLiveState()
  return (
    <span className={`end st ${live === 'live' ? 'ok' : live === 'lost' ? 'alarm' : 'idle'}`}>
      <Icon name={live === 'live' ? 'circleCheck' : live === 'lost' ? 'circleX' : 'circleDashed'} size={14} />
      {t(live === 'live' ? 'health.live' : live === 'lost' ? 'health.offlineNow' : 'health.connecting')}
    </span>
  )
}
