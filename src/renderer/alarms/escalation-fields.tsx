// Steps an alarm climbs while nobody acknowledges it.
import { useTranslation } from 'react-i18next'
import { FormText } from '../ui/form-field.tsx'
import { Icon } from '../ui/icon.tsx'
import type { StepForm } from './rule-form.ts'
import { StepReach } from './step-reach.tsx'

interface Props {
  readonly steps: readonly StepForm[]
  readonly deEscalate: boolean
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (steps: readonly StepForm[]) => void
  readonly onDeEscalate: (on: boolean) => void
}

/** At most five. */
export function EscalationFields({ steps, deEscalate, errors, onChange, onDeEscalate }: Props) {
  const { t } = useTranslation()
  const put = (at: number, patch: Partial<StepForm>) => onChange(steps.map((s, n) => (n === at ? { ...s, ...patch } : s)))
  return (
    <div className="col gap8">
      <h4 className="t12 md">{t('rules.sections.escalation')}</h4>
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name, and a row keeps its fields while others go
        <div key={at} className="col gap4">
          <div className="row">
            <div className="grow">
              <FormText
                label={t('rules.fields.after')}
                value={step.after}
                error={errors.get(`/escalation/${at}/afterMs`)}
                onChange={(after) => put(at, { after })}
              />
            </div>
            <span className="lab">{t('rules.fields.to_priority')}</span>
            <select
              className="sel"
              style={{ width: 56 }}
              aria-label={t('rules.fields.to_priority')}
              value={step.priority}
              onChange={(e) => put(at, { priority: Number(e.currentTarget.value) })}
            >
              {[1, 2, 3, 4].map((n) => (
                <option key={n}>{n}</option>
              ))}
            </select>
            <button
              type="button"
              className="btn g sm x"
              aria-label={t('rules.fields.removeStep')}
              onClick={() => onChange(steps.filter((_, n) => n !== at))}
            >
              <Icon name="x" size={14} />
            </button>
          </div>
          <FormText label={t('rules.fields.note')} value={step.note} maxLength={500} onChange={(note) => put(at, { note })} />
          <StepReach step={at + 1} priority={step.priority} />
        </div>
      ))}
      <div>
        <button
          type="button"
          className="btn sm"
          disabled={steps.length >= 5}
          onClick={() => onChange([...steps, { after: '30 min', priority: 2, note: '' }])}
        >
          <Icon name="plus" size={14} />
          {t('rules.fields.addStep')}
        </button>
      </div>
      {steps.length > 0 && (
        <label className="row">
          <input type="checkbox" checked={deEscalate} onChange={(event) => onDeEscalate(event.currentTarget.checked)} />
          {t('rules.fields.deEscalate')}
        </label>
      )}
    </div>
  )
}
