// What the drawing's title block says, as fields.
import { useTranslation } from 'react-i18next'
import type { TitleBlock } from '../../domain/design.ts'
import { Icon } from '../ui/icon.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useEditorState } from './designer-context.tsx'
import { useCommit } from './use-commit.ts'

const lines = [
  'project',
  'drawing',
  'drawingNumber',
  'revision',
  'date',
  'level',
  'drawnBy',
  'checkedBy',
] as const satisfies readonly (keyof TitleBlock)[]

/** Section four of the panel, folded until asked for. */
export function TitleBlockPanel() {
  const { t } = useTranslation()
  const commit = useCommit()
  const block = useEditorState((s) => s.design.titleBlock)
  const change = (field: keyof TitleBlock, text: string) => commit('titleBlock', { kind: 'changeTitleBlock', patch: { [field]: text } })
  return (
    <details className="panel title-block">
      <summary className="ph">
        <Icon name="chevronDown" size={14} />
        <h2>{t('titleBlock.title')}</h2>
        <span className="q el grow">{block.drawingNumber || t('titleBlock.help')}</span>
      </summary>
      <div className="pad col gap4">
        {lines.map((field) => (
          <TextField
            key={field}
            label={t(`titleBlock.${field}`)}
            labelWidth={96}
            value={block[field]}
            onCommit={(text) => change(field, text)}
          />
        ))}
        <TextField
          label={t('titleBlock.notes')}
          labelWidth={96}
          multiline
          maxLength={5000}
          value={block.notes}
          onCommit={(text) => change('notes', text)}
        />
      </div>
    </details>
  )
}
