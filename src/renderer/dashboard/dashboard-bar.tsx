// The toolbar of a dashboard: which one, which design, panels, arranging, and the time range.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { DashboardRecord } from '../../contract/schemas/dashboard.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { useDesigns } from '../api/queries.ts'
import { Icon } from '../ui/icon.tsx'
import { RangeStepper } from '../ui/time-range.tsx'
import type { PageRange } from '../ui/use-time-range.ts'
import { AreaLink } from './area-link.tsx'
import type { DashboardEditor } from './dashboard-editor.ts'
import { DashboardList } from './dashboard-list.tsx'

interface DashboardBarProps {
  readonly dashboard: DashboardRecord
  readonly page: PageRange
  readonly sensors: ReadonlyMap<string, SensorRecord>
  readonly designId: string | null
  readonly onDesign: (id: string | null) => void
  readonly isArranging: boolean
  readonly onArrange: (is: boolean) => void
  readonly onAdd: () => void
  readonly onTidy: () => void
  readonly editor: DashboardEditor
  readonly isRangeOpen: boolean
  readonly onRange: () => void
}

/** One row that wraps. */
export function DashboardBar(props: DashboardBarProps) {
  const { dashboard, page, sensors, designId, onDesign, isArranging, onArrange, onAdd, onTidy, editor, isRangeOpen, onRange } = props
  const { t } = useTranslation()
  return (
    <div className="bar" data-pane="toolbar">
      <DashboardList dashboard={dashboard} />
      <DesignFilter sensors={sensors} value={designId} onChoose={onDesign} />
      <button type="button" className="btn g" onClick={onAdd}>
        <Icon name="plus" size={14} />
        {t('dashboard.panel')}
      </button>
      <button
        type="button"
        className="btn g"
        aria-pressed={isArranging}
        disabled={designId !== null}
        title={designId === null ? t('dashboard.arrangeHelp') : t('dashboard.arrangeFiltered')}
        onClick={() => onArrange(!isArranging)}
      >
        <Icon name="layoutGrid" size={14} />
        {t('dashboard.arrange')}
      </button>
      {isArranging && designId === null && <ArrangeDeeds editor={editor} onTidy={onTidy} />}
      <span className="sep" />
      <AreaLink to="/topics" route="/topics" className="btn g">
        <Icon name="list" size={14} />
        {t('dashboard.topics')}
      </AreaLink>
      <AreaLink to="/nodes" route="/nodes" className="btn g">
        <Icon name="stack2" size={14} />
        {t('dashboard.kinds.nodes')}
      </AreaLink>
      <AreaLink to="/energy" route="/energy" className="btn g">
        <Icon name="bolt" size={14} />
        {t('dashboard.kinds.energy')}
      </AreaLink>
      <span className="grow" />
      <RangeStepper page={page} isOpen={isRangeOpen} onToggle={onRange} />
    </div>
  )
}

function ArrangeDeeds({ editor, onTidy }: { editor: DashboardEditor; onTidy: () => void }) {
  const { t } = useTranslation()
  const { canUndo, canRedo } = useStore(editor.store)
  return (
    <>
      <button
        type="button"
        className="btn g x"
        disabled={!canUndo}
        aria-label={t('common.undo')}
        title={t('common.undo')}
        onClick={editor.undo}
      >
        <Icon name="arrowBackUp" size={14} />
      </button>
      <button
        type="button"
        className="btn g x"
        disabled={!canRedo}
        aria-label={t('dashboard.redo')}
        title={t('dashboard.redo')}
        onClick={editor.redo}
      >
        <Icon name="arrowForwardUp" size={14} />
      </button>
      <button type="button" className="btn g" title={t('dashboard.tidyHelp')} onClick={onTidy}>
        {t('dashboard.tidy')}
      </button>
    </>
  )
}

/** Designs that have sensors; with none there is nothing to narrow. */
function DesignFilter({
  sensors,
  value,
  onChoose,
}: {
  sensors: ReadonlyMap<string, SensorRecord>
  value: string | null
  onChoose: (id: string | null) => void
}) {
  const { t } = useTranslation()
  const designs = useDesigns({ search: '', projectId: null })
  const options = useMemo(() => {
    const nodes = new Map<string, Set<string>>()
    for (const { nodeId, position } of sensors.values())
      if (position?.designId) nodes.set(position.designId, (nodes.get(position.designId) ?? new Set()).add(nodeId))
    const names = new Map(designs.data?.pages.flatMap((p) => p.items).map((d) => [d.id, d.name]))
    return [...nodes].map(([id, members]) => ({ id, text: t('dashboard.designNodes', { name: names.get(id) ?? id, count: members.size }) }))
  }, [sensors, designs.data, t])
  if (options.length === 0 && value === null) return null
  return (
    <label className="row gap4 design-filter">
      <Icon name="filter" size={14} />
      <span className="sr-only">{t('dashboard.filter')}</span>
      <select
        className="sel"
        value={value ?? ''}
        onChange={(event) => onChoose(event.currentTarget.value === '' ? null : event.currentTarget.value)}
      >
        <option value="">{t('dashboard.allDesigns')}</option>
        {options.map(({ id, text }) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
        {value !== null && !options.some((o) => o.id === value) && <option value={value}>{value}</option>}
      </select>
    </label>
  )
}
