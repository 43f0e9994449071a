// The finish that is priced: products of kind "finish" in the catalogue.
import { useTranslation } from 'react-i18next'
import { useFormats } from '../ui/format.ts'
import { useDesigner, useEditorState } from './designer-context.tsx'
import { useCommit } from './use-commit.ts'

/** Spans both columns of the inspector. */
export function FinishSelect() {
  const { t } = useTranslation()
  const formats = useFormats()
  const commit = useCommit()
  const { catalogue } = useDesigner()
  const finish = useEditorState((s) => s.design.system.finish) ?? catalogue.defaultFinish
  const finishes = catalogue.products.filter((p) => p.kind === 'finish')
  return (
    <div className="row field wide">
      <label className="lab" htmlFor="finish" style={{ width: 60, flex: 'none' }}>
        {t('grid.finish')}
      </label>
      <select
        id="finish"
        className="sel"
        value={finish}
        onChange={(event) => commit('system', { kind: 'changeSystem', patch: { finish: event.currentTarget.value } })}
      >
        {finishes.every((p) => p.code !== finish) && <option value={finish}>{finish}</option>}
        {finishes.map((p) => (
          <option key={p.code} value={p.code}>
            {`${p.name}, ${formats.money(p.price, catalogue.currency)} / m²`}
          </option>
        ))}
      </select>
    </div>
  )
}
