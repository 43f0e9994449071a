// One cell of the table twin: a field where the value may be typed, text where it follows from the drawing.
import { useTranslation } from 'react-i18next'
import { type FixtureKind, fixtureKinds } from '../../domain/design.ts'
import { formatArea, formatLength } from '../../domain/units.ts'
import { LengthField } from '../ui/quantity-fields.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useUnits } from './designer-context.tsx'
import type { TwinColumn, TwinRow } from './table-rows.ts'
import { useCommit } from './use-commit.ts'

/** `name` says which row in labels and sentences. */
export function TwinCell({ row, column, name }: { row: TwinRow; column: TwinColumn; name: string }) {
  const { t } = useTranslation()
  const units = useUnits()
  const commit = useCommit()
  const value = row.values[column.id] ?? null
  const label = `${name} ${t(`columns.${column.id as 'x'}`)}`
  const change = (next: string | number) => (column.edit ? commit(stepOf(row), column.edit(row, next)) : null)

  if (!column.edit) {
    if (column.kind === 'length') return <>{typeof value === 'number' ? formatLength(value, units) : '–'}</>
    if (column.kind === 'area') return <>{typeof value === 'number' ? formatArea(value, { ...units, decimals: 4 }) : '–'}</>
    if (column.kind === 'kind') return <>{t(`tileKinds.${value as 'full'}`)}</>
    if (column.id === 'ring') return <>{value === '0' ? t('room.outline') : t('room.hole', { n: String(value) })}</>
    return <>{value}</>
  }
  if (column.kind === 'fixtureKind') {
    return (
      <select
        className="sel"
        aria-label={label}
        value={String(value)}
        onChange={(event) => change(event.currentTarget.value as FixtureKind)}
      >
        {fixtureKinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`fixtureKinds.${kind}`)}
          </option>
        ))}
      </select>
    )
  }
  if (column.kind === 'text') return <TextField label={label} hideLabel value={String(value ?? '')} onCommit={change} />
  return <LengthField label={label} hideLabel units={units} value={typeof value === 'number' ? value : null} onCommit={change} />
}

function stepOf(row: TwinRow): 'vertex' | 'dimension' | 'fixture' {
  return row.id.startsWith('room:') ? 'vertex' : 'fromX' in row.values ? 'dimension' : 'fixture'
}
