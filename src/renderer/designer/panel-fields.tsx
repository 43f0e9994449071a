// Free-hanging panels as typed fields: gaps, sizes, strategy.
import { useTranslation } from 'react-i18next'
import { defaultPanels, limits, type PanelStrategy, type PanelSystem, panelStrategies } from '../../domain/design.ts'
import { LengthField, PlainField } from '../ui/quantity-fields.tsx'
import { useEditorState, useUnits } from './designer-context.tsx'
import { FinishSelect } from './finish-select.tsx'
import { useCommit } from './use-commit.ts'

/** Every choice of a panel ceiling. */
export function PanelFields() {
  const { t } = useTranslation()
  const units = useUnits()
  const commit = useCommit()
  const system = useEditorState((s) => s.design.system)
  const layout = useEditorState((s) => s.layout)
  if (system.kind !== 'panels') return null
  const now = { ...defaultPanels, ...system }
  const patch = (change: { [K in keyof PanelSystem]?: PanelSystem[K] | undefined }) =>
    commit('system', { kind: 'changeSystem', patch: change })
  const counts = layout?.kind === 'panels' ? layout.counts : null
  const [sheetX, sheetY] = now.sheetMm
  const count = { units, whole: true, min: 1, max: limits.panelsPerAxis }
  return (
    <div className="two">
      <LengthField
        label={t('panels.perimeter')}
        name={t('panels.perimeterName')}
        units={units}
        value={now.perimeterGapMm}
        min={0}
        max={1e6}
        onCommit={(mm) => patch({ perimeterGapMm: mm })}
      />
      <LengthField
        label={t('panels.gap')}
        name={t('panels.gapName')}
        units={units}
        value={now.panelGapMm}
        min={0}
        max={1e6}
        onCommit={(mm) => patch({ panelGapMm: mm })}
      />
      <LengthField
        label={t('panels.min')}
        name={t('panels.minName')}
        units={units}
        value={now.minMm}
        min={0}
        above
        max={1e6}
        onCommit={(mm) => patch({ minMm: mm })}
      />
      <LengthField
        label={t('panels.max')}
        name={t('panels.maxName')}
        units={units}
        value={now.maxMm}
        min={0}
        above
        max={1e6}
        onCommit={(mm) => patch({ maxMm: mm })}
      />
      <LengthField
        label={t('panels.sheetX')}
        units={units}
        value={sheetX}
        min={0}
        above
        max={1e6}
        onCommit={(mm) => patch({ sheetMm: [mm, sheetY] })}
      />
      <LengthField
        label={t('panels.sheetY')}
        units={units}
        value={sheetY}
        min={0}
        above
        max={1e6}
        onCommit={(mm) => patch({ sheetMm: [sheetX, mm] })}
      />
      <PlainField
        label={t('panels.columns')}
        {...count}
        value={system.grid?.[0] ?? null}
        placeholder={counts ? t('panels.auto', { n: counts.columns }) : ''}
        onClear={() => void patch({ grid: undefined })}
        onCommit={(n) => patch({ grid: [n, system.grid?.[1] ?? counts?.rows ?? 1] })}
      />
      <PlainField
        label={t('panels.rows')}
        {...count}
        value={system.grid?.[1] ?? null}
        placeholder={counts ? t('panels.auto', { n: counts.rows }) : ''}
        onClear={() => void patch({ grid: undefined })}
        onCommit={(n) => patch({ grid: [system.grid?.[0] ?? counts?.columns ?? 1, n] })}
      />
      <PlainField
        label={t('panels.aspect')}
        units={units}
        value={now.aspect}
        min={0}
        above
        max={100}
        onCommit={(n) => patch({ aspect: n })}
      />
      <label className="row field">
        <input type="checkbox" checked={now.wholeMm} onChange={(event) => patch({ wholeMm: event.currentTarget.checked })} />
        <span className="lab">{t('panels.whole')}</span>
      </label>
      <div className="row field wide">
        <label className="lab" htmlFor="strategy" style={{ width: 60, flex: 'none' }}>
          {t('panels.strategy')}
        </label>
        <select
          id="strategy"
          className="sel"
          value={now.strategy}
          onChange={(event) => patch({ strategy: event.currentTarget.value as PanelStrategy })}
        >
          {panelStrategies.map((s) => (
            <option key={s} value={s}>
              {t(`strategies.${s}`)}
            </option>
          ))}
        </select>
      </div>
      <FinishSelect />
    </div>
  )
}
