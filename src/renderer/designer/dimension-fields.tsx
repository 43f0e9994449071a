// A dimension placed by hand: its points, its length, the offset of its line.
import { useTranslation } from 'react-i18next'
import type { Dimension } from '../../domain/design.ts'
import { formatLength } from '../../domain/units.ts'
import { LengthField } from '../ui/quantity-fields.tsx'
import { useDesigner, useEditorState, useUnits } from './designer-context.tsx'
import { useCommit } from './use-commit.ts'

/** The fields of one dimension. */
export function DimensionFields({ id }: { id: string }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const units = useUnits()
  const commit = useCommit()
  const dimension = useEditorState((s) => s.design.dimensions[id])
  if (!dimension) return null
  const { from, to, offsetMm } = dimension
  const patch = (change: Partial<Dimension>) => commit('dimension', { kind: 'changeDimension', id, patch: change })
  return (
    <div className="two">
      <LengthField label={t('dimensions.fromX')} units={units} value={from[0]} onCommit={(mm) => patch({ from: [mm, from[1]] })} />
      <LengthField label={t('dimensions.fromY')} units={units} value={from[1]} onCommit={(mm) => patch({ from: [from[0], mm] })} />
      <LengthField label={t('dimensions.toX')} units={units} value={to[0]} onCommit={(mm) => patch({ to: [mm, to[1]] })} />
      <LengthField label={t('dimensions.toY')} units={units} value={to[1]} onCommit={(mm) => patch({ to: [to[0], mm] })} />
      <LengthField label={t('dimensions.offset')} units={units} value={offsetMm} onCommit={(mm) => patch({ offsetMm: mm })} />
      <p className="lab" style={{ alignSelf: 'center' }}>
        {t('dimensions.length', { length: formatLength(Math.hypot(to[0] - from[0], to[1] - from[1]), { ...units, withUnit: true }) })}
      </p>
      <div className="row wide">
        <button type="button" className="btn d sm" onClick={() => editor.deleteSelection()}>
          {t('common.delete')}
        </button>
      </div>
    </div>
  )
}
