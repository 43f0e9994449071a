// Nodes with their state and the counters that must add up: received = stored + duplicate + quarantined + dropped.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tile } from '../../../contract/schemas/dashboard.ts'
import type { NodeCounters, NodeRecord } from '../../../contract/schemas/node.ts'
import { describeError } from '../../api/failure.ts'
import { useNow } from '../../api/now.ts'
import { useNodes } from '../../api/sensor-queries.ts'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { NodeStateMark } from '../../ui/live-marks.tsx'
import { spanText } from '../../ui/value-text.ts'
import { AreaLink } from '../area-link.tsx'
import { useScope } from '../dashboard-context.ts'
import { TileFrame } from '../tile-frame.tsx'

const counted = ['received', 'stored', 'duplicate', 'quarantined', 'dropped'] as const
const addsUp = (c: NodeCounters) => c.received === c.stored + c.duplicate + c.quarantined + c.dropped

/** Nodes of the design, or all. */
function useNodesOf(designId: string | undefined): {
  readonly nodes: readonly NodeRecord[]
  readonly error: Error | null
  readonly isReady: boolean
} {
  const { sensors } = useScope()
  const asked = useNodes()
  const nodes = useMemo(() => {
    if (!asked.data || designId === undefined) return asked.data ?? []
    const here = new Set([...sensors.values()].filter((s) => s.position?.designId === designId).map((s) => s.nodeId))
    return asked.data.filter((n) => here.has(n.id))
  }, [asked.data, designId, sensors])
  return { nodes, error: asked.error, isReady: asked.isSuccess }
}

/** A table that fills its panel. */
export function NodesTile({ tile, title }: { tile: Extract<Tile, { kind: 'nodes' }>; title: string }) {
  const { t } = useTranslation()
  const scope = useScope()
  const designId = scope.designId ?? tile.designId
  const { nodes, error, isReady } = useNodesOf(designId)
  return (
    <TileFrame
      tile={tile}
      title={title}
      note={t('dashboard.nodesNote')}
      link={
        <AreaLink to="/nodes" route="/nodes" className="tile-link">
          {t('dashboard.openNodes')}
        </AreaLink>
      }
    >
      {error && nodes.length === 0 ? (
        <p className="tile-none alarm" role="alert">
          {describeError(error)}
        </p>
      ) : nodes.length === 0 ? (
        <p className="tile-none">
          {isReady ? t(designId === undefined ? 'dashboard.noNodes' : 'dashboard.noNodesHere') : t('app.loading')}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region has to be reachable by keyboard
        <section className="tile-scroll" tabIndex={0} aria-label={title}>
          <table className="t">
            <thead>
              <tr>
                <th>{t('dashboard.node')}</th>
                <th>{t('dashboard.state')}</th>
                <th className="r">{t('dashboard.last')}</th>
                {counted.map((name) => (
                  <th key={name} className="r">
                    <abbr title={t(`dashboard.counters.${name}`)}>{t(`dashboard.countersBrief.${name}`)}</abbr>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {nodes.map((node) => (
                <NodeRow key={node.id} node={node} />
              ))}
              {nodes.length > 1 && <SumRow nodes={nodes} />}
            </tbody>
          </table>
        </section>
      )}
    </TileFrame>
  )
}

function NodeRow({ node }: { node: NodeRecord }) {
  const now = useNow()
  return (
    <tr>
      <td>
        <AreaLink to={`/nodes/${encodeURIComponent(node.id)}`} route="/nodes/$nodeId" className="rowlink">
          {node.name}
        </AreaLink>
      </td>
      <td>
        <NodeStateMark state={node.state} reason={node.reason} />
      </td>
      <td className="r m">{node.lastReadingAt === null ? '–' : spanText(now - node.lastReadingAt)}</td>
      <Counters counters={node.counters} />
    </tr>
  )
}

function SumRow({ nodes }: { nodes: readonly NodeRecord[] }) {
  const { t } = useTranslation()
  const sum = nodes.reduce<NodeCounters>(
    (all, { counters: c }) => ({
      received: all.received + c.received,
      stored: all.stored + c.stored,
      duplicate: all.duplicate + c.duplicate,
      quarantined: all.quarantined + c.quarantined,
      dropped: all.dropped + c.dropped,
    }),
    { received: 0, stored: 0, duplicate: 0, quarantined: 0, dropped: 0 },
  )
  return (
    <tr className="sum">
      <th scope="row">{t('dashboard.allNodes')}</th>
      <td>
        {addsUp(sum) ? (
          <span className="st ok">
            <Icon name="circleCheck" size={14} />
            {t('dashboard.addsUp')}
          </span>
        ) : (
          <span className="st alarm">
            <Icon name="alertTriangle" size={14} />
            {t('dashboard.doesNotAddUp')}
          </span>
        )}
      </td>
      <td />
      <Counters counters={sum} />
    </tr>
  )
}

function Counters({ counters }: { counters: NodeCounters }) {
  const formats = useFormats()
  return counted.map((name) => (
    <td key={name} className="r">
      {formats.number(counters[name])}
    </td>
  ))
}
