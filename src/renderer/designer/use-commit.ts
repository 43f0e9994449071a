// Commits an edit as one named step and answers the refusal as a sentence, the way number fields want it.
import { useTranslation } from 'react-i18next'
import type { Edit } from '../../domain/edits.ts'
import { useDesigner } from './designer-context.tsx'

export type StepName = 'system' | 'origin' | 'room' | 'vertex' | 'fixture' | 'dimension' | 'titleBlock' | 'delete'

/** null when the step was made; else what was wrong. */
export function useCommit(): (step: StepName, edit: Edit) => string | null {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  return (step, edit) => {
    const problems = editor.commit(t(`steps.${step}`), edit)
    return problems.length === 0 ? null : problems.map((p) => p.detail).join(' ')
  }
}
