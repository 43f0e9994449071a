// What is chosen, as typed fields: the ceiling's system when nothing is, else the room, a corner, fixtures or a dimension.
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icon.tsx'
import { BindFields } from './bind/bind-fields.tsx'
import { BordersStrip } from './borders-strip.tsx'
import { useDesigner, useEditorState } from './designer-context.tsx'
import { DimensionFields } from './dimension-fields.tsx'
import { FixtureFields } from './fixture-fields.tsx'
import { GridFields } from './grid-fields.tsx'
import { PanelFields } from './panel-fields.tsx'
import { RoomFields, VertexFields } from './room-fields.tsx'

type Subject =
  | { readonly kind: 'system' }
  | { readonly kind: 'room' }
  | { readonly kind: 'vertex'; readonly ring: number; readonly index: number }
  | { readonly kind: 'fixtures'; readonly ids: readonly string[] }
  | { readonly kind: 'dimension'; readonly id: string }
  | { readonly kind: 'mixed'; readonly count: number }

/** Section one of the panel. */
export function Inspector() {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const subject = useSubject()
  const systemKind = useEditorState((s) => s.design.system.kind)
  const hasRoom = useEditorState((s) => s.design.room !== null)
  const fixtures = useEditorState((s) => s.design.fixtures)
  const only = subject.kind === 'fixtures' && subject.ids.length === 1 ? (subject.ids[0] ?? null) : null
  const symbol = only !== null && fixtures[only]?.kind === 'sensor' ? only : null
  const dragging = useEditorState((s) => s.toolPath === 'select.origin' || s.toolPath === 'origin.dragging')
  const title = {
    system: systemKind === 'grid' ? t('inspector.grid') : t('inspector.panels'),
    room: t('inspector.room'),
    vertex: t('inspector.vertex'),
    fixtures: t('inspector.fixtures', { n: subject.kind === 'fixtures' ? subject.ids.length : 0 }),
    dimension: t('inspector.dimension'),
    mixed: t('inspector.mixed', { n: subject.kind === 'mixed' ? subject.count : 0 }),
  }[subject.kind]
  return (
    <section className="panel" aria-label={t('inspector.title')}>
      <div className="ph">
        <Icon name="adjustments" />
        <h2>{t('inspector.title')}</h2>
        <span className="q el grow">{title}</span>
        {dragging && <span className="tag acc">{t('inspector.dragging')}</span>}
        {subject.kind !== 'system' ? (
          <button type="button" className="btn sm" onClick={() => editor.select([])}>
            {systemKind === 'grid' ? t('inspector.grid') : t('inspector.panels')}
          </button>
        ) : (
          hasRoom && (
            <button type="button" className="btn sm" onClick={() => editor.select(['room'])}>
              {t('inspector.room')}
            </button>
          )
        )}
      </div>
      {subject.kind === 'system' && (systemKind === 'grid' ? <GridFields /> : <PanelFields />)}
      {subject.kind === 'system' && systemKind === 'grid' && <BordersStrip />}
      {subject.kind === 'room' && <RoomFields />}
      {subject.kind === 'vertex' && <VertexFields ring={subject.ring} index={subject.index} />}
      {subject.kind === 'fixtures' && <FixtureFields ids={subject.ids} />}
      {symbol !== null && <BindFields key={symbol} fixtureId={symbol} />}
      {subject.kind === 'dimension' && <DimensionFields id={subject.id} />}
      {subject.kind === 'mixed' && (
        <div className="pad row">
          <button type="button" className="btn d" onClick={() => editor.deleteSelection()}>
            {t('common.delete')}
          </button>
        </div>
      )}
    </section>
  )
}

function useSubject(): Subject {
  const selection = useEditorState((s) => s.selection)
  const fixtures = useEditorState((s) => s.design.fixtures)
  const dimensions = useEditorState((s) => s.design.dimensions)
  const ids = [...selection]
  const first = ids[0]
  if (first === undefined || ids.every((id) => id === 'origin' || id.startsWith('tile:') || id.startsWith('panel:')))
    return { kind: 'system' }
  if (ids.every((id) => Object.hasOwn(fixtures, id))) return { kind: 'fixtures', ids }
  if (ids.length > 1) return ids.every((id) => id.startsWith('room')) ? { kind: 'room' } : { kind: 'mixed', count: ids.length }
  if (Object.hasOwn(dimensions, first)) return { kind: 'dimension', id: first }
  const vertex = /^room:v:(\d+):(\d+)$/.exec(first)
  if (vertex) return { kind: 'vertex', ring: Number(vertex[1]), index: Number(vertex[2]) }
  return first.startsWith('room') ? { kind: 'room' } : { kind: 'system' }
}
