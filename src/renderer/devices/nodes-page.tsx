// The nodes: state with its reason, age of the last reading, counters that add up; ways to add more.

import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeRecord } from '../../contract/schemas/node.ts'
import { nodeStates } from '../../domain/node.ts'
import { describeError } from '../api/failure.ts'
import { useLiveValues } from '../api/live-values.ts'
import { useNow } from '../api/now.ts'
import { useNodes } from '../api/sensor-queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { NodeStateMark } from '../ui/live-marks.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { spanText } from '../ui/value-text.ts'
import { AddNodeDialog } from './add-node-dialog.tsx'
import type { NodeColumn, NodesSearch } from './device-search.ts'
import { DevicesFrame } from './devices-frame.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { nodeRows, stateCounts, sumCounters } from './node-rows.ts'

const routeApi = getRouteApi('/nodes')

/** Route `/nodes`. */
export function NodesPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const navigate = useNavigate()
  const search: NodesSearch = routeApi.useSearch()
  const nodes = useNodes()
  const [dialog, setDialog] = useState<'add' | 'import' | null>(null)
  const rows = useMemo(() => nodeRows(nodes.data ?? [], search), [nodes.data, search])
  const counts = useMemo(() => stateCounts(nodes.data ?? []), [nodes.data])
  const change = (patch: { readonly [K in keyof NodesSearch]?: NodesSearch[K] | undefined }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...patch }).filter(([, v]) => v !== undefined))
    void navigate({ to: '/nodes', search: next as NodesSearch, replace: true })
  }
  const sum = sumCounters(rows)
  return (
    <DevicesFrame
      here="nodes"
      bar={
        <>
          <search className="row filters">
            <SearchBox label={t('nodes.search')} value={search.q ?? ''} onChange={(q) => change({ q: q || undefined })} width={150} />
            <PickFilter
              label={t('nodes.state')}
              any={t('nodes.anyState')}
              value={search.state ?? ''}
              options={nodeStates.map((s) => ({ value: s, label: `${t(`nodeStates.${s}`)} ${formats.number(counts.get(s) ?? 0)}` }))}
              onPick={(state) => change({ state: nodeStates.find((s) => s === state) })}
            />
          </search>
          <span className="q t12" role="status">
            {nodes.data && t('nodes.count', { count: rows.length, n: formats.number(rows.length) })}
          </span>
          <span className="grow" />
          <button type="button" className="btn" onClick={() => setDialog('import')}>
            {t('nodes.import')}
          </button>
          <Link to="/" className="btn">
            {t('nodes.join')}
          </Link>
          <button type="button" className="btn p" onClick={() => setDialog('add')}>
            <Icon name="plus" />
            {t('nodes.add')}
          </button>
        </>
      }
      status={
        rows.length > 0 && (
          <span>
            {t(
              'nodes.status',
              Object.fromEntries(Object.entries(sum).map(([name, n]) => [name, formats.number(n)])) as Record<keyof typeof sum, string>,
            )}
          </span>
        )
      }
    >
      <div className="body">
        <main id="main" tabIndex={-1} data-pane="nodes" className="area-main">
          <h1 className="sr-only">{t('nodes.title')}</h1>
          {nodes.isError && <p className="inset err">{describeError(nodes.error)}</p>}
          {rows.length > 0 && <NodeTable rows={rows} sort={search.sort ?? 'state'} onSort={(sort) => change({ sort })} />}
          {nodes.data && rows.length === 0 && (
            <div className="inset">
              {nodes.data.length === 0 ? (
                <EmptyState
                  title={t('nodes.empty')}
                  action={
                    <button type="button" className="btn p" onClick={() => setDialog('add')}>
                      {t('nodes.add')}
                    </button>
                  }
                >
                  {t('nodes.emptyText')}
                </EmptyState>
              ) : (
                <EmptyState title={t('nodes.noMatch')}>{t('nodes.noMatchText')}</EmptyState>
              )}
            </div>
          )}
        </main>
      </div>
      {dialog === 'add' && <AddNodeDialog onClose={() => setDialog(null)} />}
      {dialog === 'import' && <ImportDialog onClose={() => setDialog(null)} />}
    </DevicesFrame>
  )
}

const columns: readonly { readonly id: NodeColumn; readonly isNumber?: boolean; readonly wide?: boolean }[] = [
  { id: 'name' },
  { id: 'state' },
  { id: 'last', isNumber: true },
  { id: 'received', isNumber: true },
  { id: 'stored', isNumber: true },
  { id: 'duplicate', isNumber: true },
  { id: 'quarantined', isNumber: true },
  { id: 'dropped', isNumber: true },
  { id: 'battery', isNumber: true, wide: true },
  { id: 'firmware', wide: true },
]
const rowPx = 46

function NodeTable({ rows, sort, onSort }: { rows: readonly NodeRecord[]; sort: string; onSort: (sort: string | undefined) => void }) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, overscan: 10 })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const isBack = sort.startsWith('-')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="list-scroll node-list" ref={scroller} tabIndex={0} aria-label={t('nodes.title')}>
      <table className="t" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map(({ id, isNumber, wide }) => {
              const isSorted = sort.replace(/^-/, '') === id
              return (
                <th
                  key={id}
                  className={`${isNumber ? 'r' : ''}${wide ? ' col-wide' : ''}`}
                  aria-sort={isSorted ? (isBack ? 'descending' : 'ascending') : undefined}
                >
                  <button type="button" className="sort-head" onClick={() => onSort(isSorted && !isBack ? `-${id}` : id)}>
                    {t(`nodes.columns.${id}`)}
                    {isSorted && <Icon name={isBack ? 'chevronUp' : 'chevronDown'} size={12} />}
                  </button>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Filler height={before} />}
          {items.map((item) => {
            const node = rows[item.index]
            return node ? <NodeRow key={node.id} node={node} at={item.index} /> : null
          })}
          {after > 0 && <Filler height={after} />}
        </tbody>
      </table>
    </section>
  )
}

function Filler({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

const NodeRow = memo(function NodeRow({ node, at }: { node: NodeRecord; at: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { counters } = node
  return (
    <tr aria-rowindex={at + 2} data-opens>
      <td>
        <Link to="/nodes/$nodeId" params={{ nodeId: node.id }} className="row-open el">
          {node.name}
        </Link>
        <span className="q t12 el sub">
          {node.name !== node.id && <span className="mono">{node.id}</span>}
          {node.isOpen && <span className="tag warn">{t('nodes.isOpenNode')}</span>}
        </span>
      </td>
      <td>
        <NodeStateMark state={node.state} reason={node.reason} />
        {node.state !== 'online' && <span className="q t12 el sub">{node.reason}</span>}
      </td>
      <td className="r">
        <LastReading node={node} />
      </td>
      <td className="r">{formats.number(counters.received)}</td>
      <td className="r">{formats.number(counters.stored)}</td>
      <td className={counters.duplicate > 0 ? 'r' : 'r q'}>{formats.number(counters.duplicate)}</td>
      <td className={counters.quarantined > 0 ? 'r warn md' : 'r q'}>{formats.number(counters.quarantined)}</td>
      <td className={counters.dropped > 0 ? 'r warn md' : 'r q'}>{formats.number(counters.dropped)}</td>
      <td className="r col-wide">{node.batteryLevel === null ? <span className="q">–</span> : <Battery level={node.batteryLevel} />}</td>
      <td className="col-wide mono">{node.firmwareVersion ?? <span className="q">–</span>}</td>
    </tr>
  )
})

/** Age of the newest reading: of the live values, which are ahead of the node's own record. */
function LastReading({ node }: { node: NodeRecord }) {
  const { t } = useTranslation()
  const now = useNow()
  const values = useLiveValues(node.sensorIds)
  const at = Math.max(node.lastReadingAt ?? 0, ...[...values.values()].map((v) => v.at))
  return at === 0 ? <span className="q">{t('devices.never')}</span> : spanText(now - at)
}

/** Percent; low ones with a word's weight and an icon. */
export function Battery({ level }: { level: number }) {
  const formats = useFormats()
  return (
    <span className={level <= 20 ? 'st warn' : ''}>
      {level <= 20 && <Icon name="battery1" size={14} />}
      {formats.number(level)} %
    </span>
  )
}
