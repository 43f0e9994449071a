// Design or Monitor: two modes of one drawing, at the left end of both toolbars.
import { useTranslation } from 'react-i18next'
import { useDesignSearch } from './design-search.ts'

/** The switch; going back to Design forgets the shown moment. */
export function ModeSwitch() {
  const { t } = useTranslation()
  const { search, change } = useDesignSearch()
  const isMonitor = search.mode === 'monitor'
  return (
    <fieldset className="seg" aria-label={t('monitor.mode')}>
      <button type="button" aria-pressed={!isMonitor} onClick={() => change({ mode: undefined, at: undefined }, { replace: false })}>
        {t('monitor.design')}
      </button>
      <button type="button" aria-pressed={isMonitor} onClick={() => change({ mode: 'monitor' }, { replace: false })}>
        {t('monitor.monitor')}
      </button>
    </fieldset>
  )
}
