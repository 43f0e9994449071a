// Adds a panel or changes one: what it shows, of which sensors or design, under which title.
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DashboardRecord, Tile } from '../../contract/schemas/dashboard.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { useDesigns } from '../api/queries.ts'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { sensorTitle } from '../ui/sensor-name.ts'
import { freePlace, type TileKind, usualSize } from './tile-moves.ts'
import { useTypeName } from './tile-title.ts'

const kinds: readonly { readonly kind: TileKind; readonly icon: IconName }[] = [
  { kind: 'chart', icon: 'chartLine' },
  { kind: 'value', icon: 'numbers' },
  { kind: 'heat', icon: 'heat' },
  { kind: 'table', icon: 'table' },
  { kind: 'alarms', icon: 'bell' },
  { kind: 'nodes', icon: 'stack2' },
  { kind: 'energy', icon: 'bolt' },
]
const mostSensors = 24

interface PanelDialogProps {
  readonly dashboard: Pick<DashboardRecord, 'designId'>
  readonly tiles: readonly Tile[]
  readonly sensors: ReadonlyMap<string, SensorRecord>
  /** Missing: a new one. */
  readonly tile?: Tile
  readonly onDone: (tile: Tile) => void
  readonly onClose: () => void
}

interface Draft {
  readonly kind: TileKind
  readonly title: string
  readonly sensorIds: readonly string[]
  readonly designId: string
  readonly type: string
}

function draftOf(tile: Tile | undefined, designId: string | null): Draft {
  return {
    kind: tile?.kind ?? 'chart',
    title: tile?.title ?? '',
    sensorIds: tile && 'sensorIds' in tile ? tile.sensorIds : tile?.kind === 'value' ? [tile.sensorId] : [],
    designId: (tile && 'designId' in tile ? tile.designId : designId) ?? '',
    type: tile?.kind === 'heat' ? tile.type : 'temperature',
  }
}

/** What the draft comes to, or which part is missing. */
function tileOf(draft: Draft, given: { readonly tile: Tile | undefined; readonly tiles: readonly Tile[] }): Tile | 'sensor' | 'design' {
  const { tile, tiles } = given
  const { kind, sensorIds, designId, type } = draft
  const size = usualSize[kind]
  const place =
    tile && tile.kind === kind
      ? { id: tile.id, column: tile.column, row: tile.row, width: tile.width, height: tile.height }
      : { id: crypto.randomUUID(), ...size, ...freePlace(tiles, size) }
  const title = draft.title.trim()
  const base = { ...place, ...(title === '' ? {} : { title }) }
  switch (kind) {
    case 'value':
      return sensorIds[0] === undefined ? 'sensor' : { kind, ...base, sensorId: sensorIds[0] }
    case 'chart':
      return sensorIds.length === 0
        ? 'sensor'
        : { kind, ...base, sensorIds: [...sensorIds], compareWeek: tile?.kind === 'chart' ? (tile.compareWeek ?? false) : false }
    case 'table':
      return sensorIds.length === 0 ? 'sensor' : { kind, ...base, sensorIds: [...sensorIds] }
    case 'heat':
      return designId === '' ? 'design' : { kind, ...base, designId, type }
    case 'energy':
      return { kind, ...base }
    default:
      return { kind, ...base, ...(designId === '' ? {} : { designId }) }
  }
}

/** A form; its answer is a whole panel. */
export function PanelDialog({ dashboard, tiles, sensors, tile, onDone, onClose }: PanelDialogProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(() => draftOf(tile, dashboard.designId))
  const set = (patch: Partial<Draft>) => setDraft((d) => ({ ...d, ...patch }))
  const made = tileOf(draft, { tile, tiles })
  const needsSensors = draft.kind === 'value' || draft.kind === 'chart' || draft.kind === 'table'
  const needsDesign = draft.kind === 'heat' || draft.kind === 'alarms' || draft.kind === 'nodes'
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    if (typeof made !== 'string') onDone(made)
  }
  return (
    <Dialog title={t(tile ? 'dashboard.editPanel' : 'dashboard.addPanel')} onClose={onClose} size={640}>
      <form className="col gap12" onSubmit={submit}>
        {!tile && (
          <fieldset className="panel-kinds" aria-label={t('dashboard.panelKind')}>
            {kinds.map(({ kind, icon }) => (
              <button
                key={kind}
                type="button"
                className="panel-kind"
                aria-pressed={draft.kind === kind}
                onClick={() => set({ kind, sensorIds: kind === 'value' ? draft.sensorIds.slice(0, 1) : draft.sensorIds })}
              >
                <Icon name={icon} size={20} />
                <span>
                  <span className="md">{t(`dashboard.kinds.${kind}`)}</span>
                  <span className="q t11">{t(`dashboard.kindHelp.${kind}`)}</span>
                </span>
              </button>
            ))}
          </fieldset>
        )}
        {needsSensors && (
          <SensorPicker
            sensors={sensors}
            chosen={draft.sensorIds}
            isSingle={draft.kind === 'value'}
            onChoose={(sensorIds) => set({ sensorIds })}
          />
        )}
        {needsDesign && (
          <DesignChoice value={draft.designId} isRequired={draft.kind === 'heat'} onChoose={(designId) => set({ designId })} />
        )}
        {draft.kind === 'heat' && <TypeChoice sensors={sensors} value={draft.type} onChoose={(type) => set({ type })} />}
        <label className="row field">
          <span className="lab" style={{ width: 80, flex: 'none' }}>
            {t('dashboard.title')}
          </span>
          <input
            className="txt"
            maxLength={200}
            placeholder={t('dashboard.titleAuto')}
            value={draft.title}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
        </label>
        <div className="actions" style={{ marginTop: 0, alignItems: 'center' }}>
          {typeof made === 'string' && <span className="q t12 grow">{t(`dashboard.missing.${made}`)}</span>}
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p" disabled={typeof made === 'string'}>
            {t(tile ? 'common.save' : 'dashboard.add')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

interface SensorPickerProps {
  readonly sensors: ReadonlyMap<string, SensorRecord>
  readonly chosen: readonly string[]
  readonly isSingle: boolean
  readonly onChoose: (ids: readonly string[]) => void
}

function SensorPicker({ sensors, chosen, isSingle, onChoose }: SensorPickerProps) {
  const { t } = useTranslation()
  const typeName = useTypeName()
  const [search, setSearch] = useState('')
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    const text = (s: SensorRecord) => `${s.name} ${s.id} ${s.nodeName} ${typeName(s.type)}`.toLowerCase()
    return [...sensors.values()]
      .filter((s) => words.every((w) => text(s).includes(w)))
      .sort((a, b) => a.type.localeCompare(b.type) || a.name.localeCompare(b.name))
  }, [sensors, search, typeName])
  const toggle = (id: string) => {
    if (isSingle) return onChoose([id])
    if (chosen.includes(id)) onChoose(chosen.filter((c) => c !== id))
    else if (chosen.length < mostSensors) onChoose([...chosen, id])
  }
  if (sensors.size === 0) return <p className="m">{t('dashboard.noSensorsYet')}</p>
  return (
    <fieldset className="sensor-picker" aria-label={t('dashboard.sensors')}>
      <div className="row">
        <search className="f grow">
          <Icon name="search" size={14} />
          <input
            type="search"
            aria-label={t('dashboard.searchSensors')}
            placeholder={t('dashboard.searchSensors')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        </search>
        <span className="q t12" role="status">
          {t('dashboard.chosenOf', { chosen: chosen.length, all: found.length })}
        </span>
      </div>
      <ul className="sensor-list">
        {found.slice(0, 300).map((s) => (
          <li key={s.id}>
            <label className="tog">
              <input
                type={isSingle ? 'radio' : 'checkbox'}
                name="sensor"
                checked={chosen.includes(s.id)}
                disabled={!isSingle && !chosen.includes(s.id) && chosen.length >= mostSensors}
                onChange={() => toggle(s.id)}
              />
              <span className="el">{sensorTitle(s)}</span>
              <span className="q t12 el">
                {typeName(s.type)}
                {s.unit === '' ? '' : `, ${s.unit}`}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="q t12">{t('dashboard.noSuchSensor', { search })}</p>}
    </fieldset>
  )
}

function DesignChoice({ value, isRequired, onChoose }: { value: string; isRequired: boolean; onChoose: (id: string) => void }) {
  const { t } = useTranslation()
  const designs = useDesigns({ search: '', projectId: null })
  const items = designs.data?.pages.flatMap((p) => p.items) ?? []
  const names = new Map(items.map((d) => [d.id, d.name]))
  const ids = [...new Set(['', ...items.map((d) => d.id), ...(value === '' ? [] : [value])])]
  return (
    <ChoiceField
      label={t('dashboard.design')}
      labelWidth={80}
      value={value}
      values={ids}
      nameOf={(id) => (id === '' ? t(isRequired ? 'dashboard.chooseDesign' : 'dashboard.allDesigns') : (names.get(id) ?? id))}
      onChoose={onChoose}
    />
  )
}

function TypeChoice({
  sensors,
  value,
  onChoose,
}: {
  sensors: ReadonlyMap<string, SensorRecord>
  value: string
  onChoose: (type: string) => void
}) {
  const { t } = useTranslation()
  const typeName = useTypeName()
  const types = [...new Set([value, ...[...sensors.values()].filter((s) => s.valueKind !== 'state').map((s) => s.type)])].sort()
  return <ChoiceField label={t('dashboard.quantity')} labelWidth={80} value={value} values={types} nameOf={typeName} onChoose={onChoose} />
}
