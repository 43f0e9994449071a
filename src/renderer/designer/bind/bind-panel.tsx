// Nodes and sensors beside the drawing: dragged onto the plan they bind to the symbol they are dropped on, or bring a new one.
// "Place" does the same without dragging: the next symbol clicked, or placed by the crosshair and Enter, is bound.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNodes } from '../../api/sensor-queries.ts'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useDesigner } from '../designer-context.tsx'
import { noNodes, RowName, useBindRows } from './bind-fields.tsx'
import type { BindRow } from './bind-rows.ts'
import { type Bindable, dragType, useBinding } from './binding-state.ts'
import { useBind } from './use-bind.ts'
import './bind.css'

const mostRows = 12

/** A section of the side panel; nothing while no node has ever joined. */
export function BindPanel() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { data: nodes = noNodes } = useNodes()
  const [search, setSearch] = useState('')
  const rows = useBindRows(search)
  usePlacedBinding()
  if (nodes.length === 0) return null
  return (
    <section className="panel bind-panel" aria-label={t('binding.panel')}>
      <div className="ph">
        <Icon name="hexagon" />
        <h2>{t('binding.panel')}</h2>
        <span className="q">{formats.number(nodes.length)}</span>
      </div>
      <div className="pad col gap8">
        <p className="t12 m">{t('binding.panelHelp')}</p>
        <search className="f">
          <Icon name="search" size={14} />
          <input
            type="search"
            aria-label={t('binding.search')}
            placeholder={t('binding.search')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        </search>
        <ul>
          {rows.slice(0, mostRows).map((row) => (
            <Row key={`${row.kind}${row.id}`} row={row} />
          ))}
        </ul>
        {rows.length === 0 && <p className="t12 m">{t('binding.noMatch', { text: search })}</p>}
        {rows.length > mostRows && <p className="t12 q">{t('binding.more', { n: formats.number(rows.length - mostRows) })}</p>}
      </div>
    </section>
  )
}

function Row({ row }: { row: BindRow }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const what: Bindable = { kind: row.kind, id: row.id, name: row.name }
  const place = () => {
    useBinding.setState({ pending: what })
    editor.setTool('sensor')
    document.getElementById('main')?.focus()
  }
  return (
    <li
      className="row bind-row"
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, JSON.stringify(what))
        event.dataTransfer.effectAllowed = 'link'
      }}
    >
      <RowName row={row} />
      <button type="button" className="btn sm" aria-label={t('binding.placeNamed', { name: row.name })} onClick={place}>
        {t('binding.place')}
      </button>
    </li>
  )
}

/** Binds what is in the hand to the symbol the sensor tool has placed or taken; another tool lays it down. */
function usePlacedBinding(): void {
  const { editor } = useDesigner()
  const { mutate } = useBind()
  useEffect(() => {
    const stop = editor.store.subscribe((now, before) => {
      const { pending } = useBinding.getState()
      if (pending === null) return
      if (now.placed !== before.placed && now.placed !== null) {
        useBinding.setState({ pending: null })
        editor.setTool('select')
        mutate({ what: pending, fixtureId: now.placed.fixtureId })
      } else if (now.tool !== before.tool && now.tool !== 'sensor') useBinding.setState({ pending: null })
    })
    return () => {
      stop()
      useBinding.setState({ pending: null })
    }
  }, [editor, mutate])
}
