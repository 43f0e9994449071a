// Fixtures as typed fields; a change applies to every chosen one in one step.
import { useTranslation } from 'react-i18next'
import { type Fixture, type FixtureKind, fixtureKinds } from '../../domain/design.ts'
import { AngleField, LengthField } from '../ui/quantity-fields.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useDesigner, useEditorState, useUnits } from './designer-context.tsx'
import { useCommit } from './use-commit.ts'

/** Shows a value only where all chosen fixtures share it. */
export function FixtureFields({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const units = useUnits()
  const commit = useCommit()
  const fixtures = useEditorState((s) => s.design.fixtures)
  const chosen = ids.flatMap((id) => fixtures[id] ?? [])
  const shared = <K extends keyof Fixture>(key: K): Fixture[K] | null => {
    const first = chosen[0]?.[key]
    return chosen.every((f) => f[key] === first) ? (first ?? null) : null
  }
  const patch = (change: Partial<Fixture>) =>
    commit('fixture', { kind: 'all', edits: ids.map((id) => ({ kind: 'changeFixture', id, patch: change })) })
  const several = chosen.length > 1 ? t('fixtures.several') : ''
  const size = { units, min: 0, above: true, max: 1e6, placeholder: several }
  return (
    <div className="two">
      <div className="row field wide">
        <label className="lab" htmlFor="fixture-kind" style={{ width: 60, flex: 'none' }}>
          {t('fixtures.kind')}
        </label>
        <select
          id="fixture-kind"
          className="sel"
          value={shared('kind') ?? ''}
          onChange={(event) => patch({ kind: event.currentTarget.value as FixtureKind })}
        >
          {shared('kind') === null && <option value="">{several}</option>}
          {fixtureKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`fixtureKinds.${kind}`)}
            </option>
          ))}
        </select>
      </div>
      <LengthField
        label={t('fixtures.x')}
        units={units}
        value={shared('xMm')}
        placeholder={several}
        onCommit={(mm) => patch({ xMm: mm })}
      />
      <LengthField
        label={t('fixtures.y')}
        units={units}
        value={shared('yMm')}
        placeholder={several}
        onCommit={(mm) => patch({ yMm: mm })}
      />
      <LengthField label={t('fixtures.width')} {...size} value={shared('widthMm') ?? null} onCommit={(mm) => patch({ widthMm: mm })} />
      <LengthField label={t('fixtures.height')} {...size} value={shared('heightMm') ?? null} onCommit={(mm) => patch({ heightMm: mm })} />
      <AngleField
        label={t('fixtures.rotation')}
        units={units}
        value={shared('rotationDeg') ?? 0}
        onCommit={(deg) => patch({ rotationDeg: deg })}
      />
      <TextField label={t('fixtures.label')} value={shared('label') ?? ''} onCommit={(label) => patch({ label })} />
      <div className="row wrap wide">
        <button type="button" className="btn sm" onClick={() => editor.duplicateSelection()}>
          {t('common.duplicate')}
        </button>
        <button type="button" className="btn d sm" onClick={() => editor.deleteSelection()}>
          {t('common.delete')}
        </button>
      </div>
    </div>
  )
}
