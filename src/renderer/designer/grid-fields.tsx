// The grid's system as typed fields: origin, module, rotation, finish.
import { useTranslation } from 'react-i18next'
import { defaultGrid, type GridSystem } from '../../domain/design.ts'
import { AngleField, LengthField } from '../ui/quantity-fields.tsx'
import { useEditorState, useUnits } from './designer-context.tsx'
import { FinishSelect } from './finish-select.tsx'
import { useCommit } from './use-commit.ts'

/** Typing an origin pins it; "best" hands it back to the optimiser. */
export function GridFields() {
  const { t } = useTranslation()
  const units = useUnits()
  const commit = useCommit()
  const system = useEditorState((s) => s.design.system)
  const layout = useEditorState((s) => s.layout)
  const live = useEditorState((s) => s.live !== null)
  if (system.kind !== 'grid') return null
  const origin = layout?.kind === 'grid' ? layout.origin : typeof system.origin === 'object' ? system.origin : null
  const isPinned = typeof system.origin === 'object'
  const patch = (change: Partial<GridSystem>) => commit('system', { kind: 'changeSystem', patch: { ...change } })
  const [x, y] = system.module
  return (
    <div className="two">
      <LengthField
        label={t('grid.originX')}
        units={units}
        value={origin?.[0] ?? null}
        live={live}
        disabled={!origin}
        onCommit={(mm) => commit('origin', { kind: 'pinOrigin', origin: [mm, origin?.[1] ?? 0] })}
      />
      <LengthField
        label={t('grid.originY')}
        units={units}
        value={origin?.[1] ?? null}
        live={live}
        disabled={!origin}
        onCommit={(mm) => commit('origin', { kind: 'pinOrigin', origin: [origin?.[0] ?? 0, mm] })}
      />
      <div data-field="moduleX">
        <LengthField
          label={t('grid.moduleX')}
          units={units}
          value={x}
          min={0}
          above
          max={1e5}
          onCommit={(mm) => patch({ module: [mm, y] })}
        />
      </div>
      <LengthField
        label={t('grid.moduleY')}
        units={units}
        value={y}
        min={0}
        above
        max={1e5}
        onCommit={(mm) => patch({ module: [x, mm] })}
      />
      <AngleField
        label={t('grid.rotation')}
        units={units}
        value={system.rotationDeg ?? defaultGrid.rotationDeg}
        onCommit={(deg) => patch({ rotationDeg: deg })}
      />
      <div className="row field">
        <label className="lab" htmlFor="grid-pin" style={{ width: 60, flex: 'none' }}>
          {t('grid.origin')}
        </label>
        <select
          id="grid-pin"
          className="sel"
          value={isPinned ? 'pinned' : 'best'}
          onChange={(event) => {
            if (event.currentTarget.value === 'best') commit('origin', { kind: 'unpinOrigin' })
            else if (origin) commit('origin', { kind: 'pinOrigin', origin })
          }}
        >
          <option value="best">{t('grid.best')}</option>
          <option value="pinned" disabled={!origin}>
            {t('grid.pinned')}
          </option>
        </select>
      </div>
      <FinishSelect />
      {x !== y && (
        <button type="button" className="btn sm" onClick={() => patch({ module: [y, x] })}>
          {t('grid.swap')}
        </button>
      )}
    </div>
  )
}
