// The sums of a range: kWh, cost, waste, and for how much of the time watts are known at all.
import { useTranslation } from 'react-i18next'
import type { Energy } from '../../contract/schemas/energy.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'

/** Under this the sums say little. */
const goodCoverage = 0.95

/** Four figures in a row. */
export function EnergyFigures({ energy }: { energy: Energy }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { kWh, cost, unoccupiedKWh, unoccupiedCost, coverage, currency } = energy
  const isGood = coverage >= goodCoverage
  return (
    <dl className="energy-figures">
      <div>
        <dt>{t('energy.used')}</dt>
        <dd>
          {formats.fixed(kWh, 1)} <span>kWh</span>
        </dd>
      </div>
      <div>
        <dt>{t('energy.cost')}</dt>
        <dd>{formats.money(cost, currency)}</dd>
      </div>
      <div>
        <dt>{t('energy.waste')}</dt>
        <dd>
          {formats.fixed(unoccupiedKWh, 1)} <span>kWh · {formats.money(unoccupiedCost, currency)}</span>
        </dd>
      </div>
      <div>
        <dt>{t('energy.coverage')}</dt>
        <dd className={isGood ? '' : 'warn'} title={t('energy.coverageHelp')}>
          {!isGood && <Icon name="alertTriangle" size={16} />} {formats.percent(coverage, 1)}
        </dd>
      </div>
    </dl>
  )
}
