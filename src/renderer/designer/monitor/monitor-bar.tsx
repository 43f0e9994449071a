// Monitor's toolbar: mode, shown quantity, what is drawn, table and alarms.
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import type { IconName } from '../../ui/icons.ts'
import { useDesignSearch } from '../design-search.ts'
import { ModeSwitch } from '../mode-switch.tsx'
import { useMonitor, useMonitorLook } from './monitor-state.ts'
import { usePlanAlarms, usePlanType } from './use-plan.ts'
import { typeName } from './words.ts'

const iconOfType: Readonly<Record<string, IconName>> = {
  temperature: 'temperature',
  humidity: 'droplet',
  light_level: 'sun',
  occupancy: 'user',
  vibration: 'activity',
  sound_level: 'volume',
  air_quality: 'leaf',
  co2: 'cloud',
  pressure: 'gauge',
  energy_consumption: 'bolt',
  panel_status: 'toggleLeft',
}
const toggles = ['heat', 'isolines', 'fixtures', 'labels'] as const

/** The bar below the title in Monitor. */
export function MonitorBar() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { active } = usePlanAlarms()
  const isTableOpen = useMonitor((s) => s.isTableOpen)
  const isDrawerOpen = useMonitor((s) => s.isDrawerOpen)
  return (
    <nav className="bar" aria-label={t('monitor.bar')} data-pane="toolbar">
      <ModeSwitch />
      <span className="sep" />
      <TypeSwitch />
      <span className="sep" />
      {toggles.map((name) => (
        <Toggle key={name} name={name} />
      ))}
      <span className="grow" />
      <button
        type="button"
        className="btn g"
        aria-pressed={isTableOpen}
        aria-label={t('monitor.table')}
        onClick={() => useMonitor.setState({ isTableOpen: !isTableOpen })}
      >
        <Icon name="table" />
        <span className="word">{t('monitor.table')}</span>
      </button>
      <button
        type="button"
        className="btn"
        aria-pressed={isDrawerOpen}
        onClick={() => useMonitor.setState({ isDrawerOpen: !isDrawerOpen })}
      >
        <Icon name="bell" />
        {t('monitor.alarms', { n: formats.number(active.length) })}
      </button>
    </nav>
  )
}

/** A few types side by side; many, or a narrow window, as a list. */
function TypeSwitch() {
  const { t } = useTranslation()
  const { types, type } = usePlanType()
  const { change } = useDesignSearch()
  const isNarrow = useMediaQuery('(max-width: 1240px)', undefined, { getInitialValueInEffect: false })
  const choose = (next: string) => change({ type: next })
  if (types.length === 0) return null
  if (isNarrow || types.length > 6) {
    return (
      <select
        className="sel monitor-type"
        aria-label={t('monitor.type')}
        value={type}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {types.map((name) => (
          <option key={name} value={name}>
            {typeName(t, name)}
          </option>
        ))}
      </select>
    )
  }
  return (
    <fieldset className="seg" aria-label={t('monitor.type')}>
      {types.map((name) => (
        <button key={name} type="button" aria-pressed={name === type} onClick={() => choose(name)}>
          <Icon name={iconOfType[name] ?? 'gauge'} />
          {typeName(t, name)}
        </button>
      ))}
    </fieldset>
  )
}

function Toggle({ name }: { name: (typeof toggles)[number] }) {
  const { t } = useTranslation()
  const on = useMonitorLook((s) => s[name])
  return (
    <label className="tog">
      <input type="checkbox" checked={on} onChange={(event) => useMonitorLook.setState({ [name]: event.currentTarget.checked })} />
      {t(`monitor.${name}`)}
    </label>
  )
}
