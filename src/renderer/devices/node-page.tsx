// One node: its sensors live, the commands it takes, what was refused of it; its facts, counters and credentials beside them.
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { describeError, failureOf } from '../api/failure.ts'
import { useActiveAlarms } from '../api/live-alarms.ts'
import { useMay } from '../api/me.ts'
import { useNode } from '../api/sensor-queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { NodeStateMark } from '../ui/live-marks.tsx'
import { CommandPanel } from './command-panel.tsx'
import { DevicesFrame } from './devices-frame.tsx'
import { NodeDeeds } from './node-deeds.tsx'
import { NodeFacts } from './node-facts.tsx'
import { NodeSensors } from './node-sensors.tsx'
import { QuarantinePanel } from './quarantine-panel.tsx'
import { TicketPanel } from './ticket-panel.tsx'

const routeApi = getRouteApi('/nodes/$nodeId')

/** Route `/nodes/$nodeId`. */
export function NodePage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { nodeId } = routeApi.useParams()
  const asked = useNode(nodeId)
  const node = asked.data
  const alarms = useActiveAlarms({ nodeId })
  const may = useMay()
  const isGone = asked.isError && failureOf(asked.error) === 'gone'
  return (
    <DevicesFrame
      here="nodes"
      title={node && <b className="el">{node.name}</b>}
      bar={
        <>
          <Link to="/nodes" className="btn g">
            <Icon name="arrowLeft" />
            {t('node.back')}
          </Link>
          {node && (
            <>
              <span className="sep" />
              <NodeStateMark state={node.state} reason={node.reason} />
              <span className="q el">{node.reason}</span>
              {alarms.length > 0 && (
                <Link to="/alarms" search={{ node: nodeId }} className="st alarm">
                  <Icon name="bellRinging" size={14} />
                  {t('node.alarms', { count: alarms.length })}
                </Link>
              )}
              <span className="grow" />
              {may('timeline:read') && (
                <Link to="/admin/$section" params={{ section: 'timeline' }} search={{ subject: `node/${node.id}` }} className="btn g">
                  <Icon name="history" />
                  {t('timeline.link')}
                </Link>
              )}
              <NodeDeeds node={node} onDeleted={() => void navigate({ to: '/nodes' })} />
            </>
          )}
        </>
      }
    >
      <div className="body">
        <main id="main" tabIndex={-1} data-pane="node" className="area-main node-main">
          {isGone && (
            <div className="inset">
              <EmptyState
                title={t('node.gone', { id: nodeId })}
                action={
                  <Link to="/nodes" className="btn">
                    {t('node.back')}
                  </Link>
                }
              >
                {t('node.goneText')}
              </EmptyState>
            </div>
          )}
          {asked.isError && !isGone && <p className="inset err">{describeError(asked.error)}</p>}
          {node && (
            <>
              <h1 className="sr-only">{node.name}</h1>
              <NodeSensors node={node} />
              <CommandPanel node={node} />
              <TicketPanel nodeId={node.id} />
              <QuarantinePanel nodeId={node.id} />
            </>
          )}
        </main>
        {node && <NodeFacts node={node} />}
      </div>
    </DevicesFrame>
  )
}
