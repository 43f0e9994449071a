// Group chips with live counts, and the filters of the list; all of it stands in the address.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAlarmCounts } from '../api/live-alarms.ts'
import { useDesigns } from '../api/queries.ts'
import { useNodes, useSensors } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { PickFilter } from '../ui/pick-filter.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { type AlarmSearch, alarmGroups, isFiltered, type ListGroup } from './alarm-search.ts'

interface Props {
  readonly search: AlarmSearch
  readonly onChange: (patch: { readonly [K in keyof AlarmSearch]?: AlarmSearch[K] | undefined }) => void
}

/** Active 3, Unacknowledged 1, ... */
export function GroupChips({ search, onChange }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const counts = useAlarmCounts()
  const numberOf: Record<ListGroup, number> = { ...counts, cleared: counts.clearedToday }
  return (
    <fieldset className="group-chips" aria-label={t('alarms.group')}>
      {alarmGroups.map((group) => (
        <button
          key={group}
          type="button"
          className="group-chip"
          aria-pressed={(search.group ?? 'active') === group}
          onClick={() => onChange({ group: group === 'active' ? undefined : group })}
        >
          {t(`alarms.groups.${group}`)}
          <span>{formats.number(numberOf[group])}</span>
        </button>
      ))}
    </fieldset>
  )
}

/** Text, priority, node, design, type. */
export function AlarmFilters({ search, onChange }: Props) {
  const { t } = useTranslation()
  const nodes = useNodes()
  const sensors = useSensors()
  const designs = useDesigns({ search: '', projectId: null })
  const types = useMemo(() => [...new Set(sensors.data?.map((s) => s.type) ?? [])].sort(), [sensors.data])
  const designsHere = useMemo(() => {
    const used = new Set(sensors.data?.map((s) => s.position?.designId) ?? [])
    return (designs.data?.pages.flatMap((p) => p.items) ?? []).filter((d) => used.has(d.id)).map((d) => ({ value: d.id, label: d.name }))
  }, [designs.data, sensors.data])
  return (
    <search className="row wrap filters grow" aria-label={t('alarms.filter.label')}>
      <SearchBox label={t('alarms.filter.search')} value={search.q ?? ''} onChange={(q) => onChange({ q: q || undefined })} width={190} />
      <PickFilter
        label={t('alarms.filter.priority')}
        any={t('alarms.filter.anyPriority')}
        value={search.priority === undefined ? '' : String(search.priority)}
        options={['1', '2', '3', '4'].map((n) => ({ value: n, label: t('alarms.priorityN', { n }) }))}
        onPick={(n) => onChange({ priority: n === '' ? undefined : Number(n) })}
      />
      <PickFilter
        label={t('alarms.filter.node')}
        any={t('alarms.filter.anyNode')}
        value={search.node ?? ''}
        options={(nodes.data ?? []).map((n) => ({ value: n.id, label: n.name }))}
        onPick={(node) => onChange({ node: node || undefined })}
      />
      {(designsHere.length > 0 || search.design !== undefined) && (
        <PickFilter
          label={t('alarms.filter.design')}
          any={t('alarms.filter.anyDesign')}
          value={search.design ?? ''}
          options={designsHere}
          onPick={(design) => onChange({ design: design || undefined })}
        />
      )}
      <PickFilter
        label={t('alarms.filter.type')}
        any={t('alarms.filter.anyType')}
        value={search.type ?? ''}
        options={types.map((type) => ({ value: type, label: type }))}
        onPick={(type) => onChange({ type: type || undefined })}
      />
      {isFiltered(search) && (
        <button
          type="button"
          className="btn g sm"
          onClick={() => onChange({ q: undefined, priority: undefined, node: undefined, design: undefined, type: undefined })}
        >
          {t('alarms.filter.clear')}
        </button>
      )}
    </search>
  )
}
