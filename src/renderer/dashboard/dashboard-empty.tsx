// What stands where there is no dashboard yet: the next step, by what is already there.
import { useTranslation } from 'react-i18next'
import { runCommand } from '../ui/commands.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { AreaLink } from './area-link.tsx'

/** Without sensors: how to get some. With sensors: one click. */
export function DashboardEmpty({ sensorCount, onCreate, isBusy }: { sensorCount: number; onCreate: () => void; isBusy: boolean }) {
  const { t } = useTranslation()
  if (sensorCount > 0)
    return (
      <EmptyState
        title={t('dashboard.emptyTitle')}
        action={
          <button type="button" className="btn p" disabled={isBusy} onClick={onCreate}>
            {t('dashboard.createFromSensors')}
          </button>
        }
      >
        {t('dashboard.emptyText', { count: sensorCount })}
      </EmptyState>
    )
  return (
    <EmptyState
      title={t('dashboard.noNodesTitle')}
      action={
        <div className="row wrap">
          <AreaLink to="/nodes" route="/nodes" className="btn p">
            {t('dashboard.joinNode')}
          </AreaLink>
          <button type="button" className="btn" onClick={() => runCommand('app.sample')}>
            {t('start.emptyAction')}
          </button>
          <button type="button" className="btn" disabled={isBusy} onClick={onCreate}>
            {t('dashboard.createEmpty')}
          </button>
        </div>
      }
    >
      <p>{t('dashboard.noNodesText')}</p>
      <ol className="steps">
        <li>{t('dashboard.stepJoin')}</li>
        <li>
          {t('dashboard.stepSimulate')} <code className="mono">npm run simulate</code>
        </li>
        <li>{t('dashboard.stepSample')}</li>
      </ol>
    </EmptyState>
  )
}
