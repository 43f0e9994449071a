// In the inspector of one sensor symbol: what is bound to it, taking it off, and a searchable list to bind more.
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeRecord } from '../../../contract/schemas/node.ts'
import type { SensorRecord } from '../../../contract/schemas/sensor.ts'
import { useNodes, useSensors } from '../../api/sensor-queries.ts'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { NodeStateMark } from '../../ui/live-marks.tsx'
import { useDesigner, useEditorState } from '../designer-context.tsx'
import { boundTo } from '../monitor/plan-sensors.ts'
import { typeName } from '../monitor/words.ts'
import { type BindRow, bindRows } from './bind-rows.ts'
import { useBind } from './use-bind.ts'
import './bind.css'

export const noNodes: readonly NodeRecord[] = []
export const noSensors: readonly SensorRecord[] = []
const mostRows = 8

/** Below the fields of a sensor symbol. */
export function BindFields({ fixtureId }: { fixtureId: string }) {
  const { t } = useTranslation()
  const { designId } = useDesigner()
  const { data: nodes = noNodes } = useNodes()
  const { data: sensors = noSensors } = useSensors()
  const bind = useBind()
  const bound = useMemo(() => boundTo({ designId, fixtureId }, { nodes, sensors }), [designId, fixtureId, nodes, sensors])
  const [isOpen, setOpen] = useState(false)
  const isEmpty = bound.nodes.length + bound.sensors.length === 0
  const unbind = (what: { kind: 'node' | 'sensor'; id: string; name: string }) => bind.mutate({ what, fixtureId: null })
  return (
    <section className="bind pad" aria-label={t('binding.title')}>
      <h3 className="t12 md">{t('binding.title')}</h3>
      {isEmpty && <p className="t12 m">{t('binding.nothing')}</p>}
      <ul>
        {bound.nodes.map((node) => (
          <li key={node.id} className="row">
            <Icon name="hexagon" />
            <span className="grow el">
              {node.name} <span className="q t12">{node.id === node.name ? '' : node.id}</span>
            </span>
            <NodeStateMark state={node.state} reason={node.reason} />
            <UnbindButton name={node.name} onClick={() => unbind({ kind: 'node', id: node.id, name: node.name })} />
          </li>
        ))}
        {bound.sensors.map((sensor) => (
          <li key={sensor.id} className="row">
            <Icon name="hexagon" />
            <span className="grow el">
              {sensor.name} <span className="q t12">{typeName(t, sensor.type)}</span>
            </span>
            <UnbindButton name={sensor.name} onClick={() => unbind({ kind: 'sensor', id: sensor.id, name: sensor.name })} />
          </li>
        ))}
      </ul>
      {isEmpty || isOpen ? (
        <BindList onBind={(what) => bind.mutate({ what, fixtureId }, { onSuccess: () => setOpen(false) })} isBusy={bind.isPending} />
      ) : (
        <button type="button" className="btn sm" onClick={() => setOpen(true)}>
          <Icon name="link" size={14} />
          {t('binding.choose')}
        </button>
      )}
    </section>
  )
}

function UnbindButton({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation()
  return (
    <button type="button" className="btn sm x" aria-label={`${t('binding.unbind')}: ${name}`} title={t('binding.unbind')} onClick={onClick}>
      <Icon name="unlink" size={14} />
    </button>
  )
}

function BindList({ onBind, isBusy }: { onBind: (row: BindRow) => void; isBusy: boolean }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [search, setSearch] = useState('')
  const rows = useBindRows(search)
  const { data: nodes = noNodes } = useNodes()
  const shown = rows.slice(0, mostRows)
  if (nodes.length === 0) return <p className="t12 m">{t('binding.none')}</p>
  return (
    <>
      <search className="f">
        <Icon name="search" size={14} />
        <input
          type="search"
          aria-label={t('binding.choose')}
          placeholder={t('binding.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </search>
      <ul>
        {shown.map((row) => (
          <li key={`${row.kind}${row.id}`} className="row">
            <RowName row={row} />
            <button
              type="button"
              className="btn sm"
              disabled={isBusy}
              aria-label={`${t('binding.here')}: ${row.name}`}
              onClick={() => onBind(row)}
            >
              {t('binding.here')}
            </button>
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className="t12 m">{t('binding.noMatch', { text: search })}</p>}
      {rows.length > mostRows && <p className="t12 q">{t('binding.more', { n: formats.number(rows.length - mostRows) })}</p>}
    </>
  )
}

/** Rows of this plan's point of view. */
export function useBindRows(search: string): readonly BindRow[] {
  const { designId } = useDesigner()
  const { data: nodes = noNodes } = useNodes()
  const { data: sensors = noSensors } = useSensors()
  const fixtures = useEditorState((s) => s.design.fixtures)
  return useMemo(() => bindRows({ nodes, sensors, designId, fixtures }, search), [nodes, sensors, designId, fixtures, search])
}

/** Name, quantities and where it hangs now. */
export function RowName({ row }: { row: BindRow }) {
  const { t } = useTranslation()
  const where =
    row.symbol === null
      ? t('binding.free')
      : row.symbol === 'elsewhere'
        ? t('binding.elsewhereDesign')
        : t('binding.elsewhere', { symbol: row.symbol.label || t('binding.unnamed') })
  return (
    <span className="grow col">
      <span className="el">{row.name}</span>
      <span className="q t11 el">
        {where}
        {row.types.length > 0 ? ' · ' : ''}
        {row.types.map((type) => typeName(t, type)).join(', ')}
      </span>
    </span>
  )
}
