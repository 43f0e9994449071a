// Every field of a rule; which ones are there follows the kind.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRuleRecord } from '../../contract/schemas/alarm.ts'
import { alarmKinds } from '../../domain/alarm.ts'
import { factsOfType, sensorTypes } from '../../domain/sensor.ts'
import { useDesigns } from '../api/queries.ts'
import { useNodes, useSensors } from '../api/sensor-queries.ts'
import { FormField, FormSelect, FormText } from '../ui/form-field.tsx'
import { EscalationFields } from './escalation-fields.tsx'
import { fieldsOfKind, type RuleForm, type TargetKind } from './rule-form.ts'
import { ScheduleFields } from './schedule-fields.tsx'

export interface RuleFieldsProps {
  readonly form: RuleForm
  readonly rules: readonly AlarmRuleRecord[]
  readonly ruleId: string | null
  /** By pointer. */
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (patch: Partial<RuleForm>) => void
}

const targetKinds: readonly TargetKind[] = ['sensor', 'type', 'node', 'zone', 'all']

/** The sections of the form. */
export function RuleFields(props: RuleFieldsProps) {
  const { form, errors, onChange } = props
  const { t } = useTranslation()
  const has = fieldsOfKind[form.kind]
  const unit = useUnit(form)
  return (
    <>
      <section aria-label={t('rules.sections.what')}>
        <div className="form-fields">
          <FormText label={t('rules.fields.name')} value={form.name} error={errors.get('/name')} onChange={(name) => onChange({ name })} />
          <TargetFields {...props} />
          <label className="row">
            <input type="checkbox" checked={form.enabled} onChange={(event) => onChange({ enabled: event.currentTarget.checked })} />
            {t('rules.fields.enabled')}
          </label>
        </div>
      </section>
      <section aria-label={t('rules.sections.when')}>
        <h3 className="t13">{t('rules.sections.when')}</h3>
        <div className="form-fields">
          <FormSelect
            label={t('rules.fields.kind')}
            value={form.kind}
            options={alarmKinds.map((kind) => ({ value: kind, label: t(`alarmKinds.${kind}`) }))}
            onChange={(kind) => onChange({ kind })}
          />
          {has.includes('setPoint') && (
            <FormText
              label={t(`rules.fields.setPoint.${form.kind}`)}
              value={form.setPoint}
              unit={unit}
              error={errors.get('/setPoint')}
              onChange={(setPoint) => onChange({ setPoint })}
            />
          )}
          {has.includes('reference') && <ReferenceField {...props} unit={unit} />}
          {has.includes('window') && (
            <FormText
              label={t(form.kind === 'noData' ? 'rules.fields.windowNoData' : 'rules.fields.window')}
              {...(form.kind === 'noData' ? { hint: t('rules.fields.windowNoDataHint') } : {})}
              placeholder="5 min"
              value={form.window}
              error={errors.get('/windowMs')}
              onChange={(window) => onChange({ window })}
            />
          )}
          {has.includes('states') && (
            <FormText
              label={t('rules.fields.states')}
              hint={t('rules.fields.statesHint')}
              value={form.states}
              error={errors.get('/states')}
              onChange={(states) => onChange({ states })}
            />
          )}
          {has.includes('deadband') && (
            <FormText
              label={t('rules.fields.deadband')}
              hint={t('rules.fields.deadbandHint')}
              value={form.deadband}
              unit={unit}
              error={errors.get('/deadband')}
              onChange={(deadband) => onChange({ deadband })}
            />
          )}
          <FormText
            label={t('rules.fields.onDelay')}
            hint={t('rules.fields.onDelayHint')}
            value={form.onDelay}
            error={errors.get('/onDelayMs')}
            onChange={(onDelay) => onChange({ onDelay })}
          />
          <FormText
            label={t('rules.fields.offDelay')}
            hint={t('rules.fields.offDelayHint')}
            value={form.offDelay}
            error={errors.get('/offDelayMs')}
            onChange={(offDelay) => onChange({ offDelay })}
          />
        </div>
      </section>
      <section aria-label={t('rules.sections.schedule')}>
        <h3 className="t13">{t('rules.sections.schedule')}</h3>
        <div className="form-fields">
          <ScheduleFields windows={form.schedule} errors={errors} onChange={(schedule) => onChange({ schedule })} />
          <FormText
            label={t('rules.fields.expression')}
            hint={t('rules.fields.expressionHint')}
            value={form.enableExpression}
            maxLength={500}
            multiline
            mono
            error={errors.get('/enableExpression')}
            onChange={(enableExpression) => onChange({ enableExpression })}
          />
        </div>
      </section>
      <section aria-label={t('rules.sections.people')}>
        <h3 className="t13">{t('rules.sections.people')}</h3>
        <div className="form-fields">
          <FormField label={t('rules.fields.priority')}>
            {({ id }) => (
              <fieldset id={id} className="seg" aria-label={t('rules.fields.priority')}>
                {[1, 2, 3, 4].map((n) => (
                  <button key={n} type="button" aria-pressed={form.priority === n} onClick={() => onChange({ priority: n })}>
                    {n}
                  </button>
                ))}
              </fieldset>
            )}
          </FormField>
          <label className="row">
            <input type="checkbox" checked={form.latch} onChange={(event) => onChange({ latch: event.currentTarget.checked })} />
            {t('rules.fields.latch')}
          </label>
          <FormText
            label={t('rules.fields.advice')}
            hint={t('rules.fields.adviceHint')}
            value={form.advice}
            maxLength={2000}
            multiline
            error={errors.get('/advice')}
            onChange={(advice) => onChange({ advice })}
          />
          <EscalationFields
            steps={form.escalation}
            deEscalate={form.deEscalate}
            errors={errors}
            onChange={(escalation) => onChange({ escalation })}
            onDeEscalate={(deEscalate) => onChange({ deEscalate })}
          />
        </div>
      </section>
    </>
  )
}

function useUnit(form: RuleForm): string {
  const { data = [] } = useSensors()
  if (form.targetKind === 'sensor') return data.find((s) => s.id === form.sensorId)?.unit ?? ''
  return factsOfType(form.type).unit
}

function TargetFields({ form, rules, ruleId, errors, onChange }: RuleFieldsProps) {
  const { t } = useTranslation()
  const { data: sensors = [] } = useSensors()
  const { data: nodes = [] } = useNodes()
  const designs = useDesigns({ search: '', projectId: null }).data?.pages.flatMap((p) => p.items) ?? []
  const types = useMemo(() => [...new Set([...Object.keys(sensorTypes), ...sensors.map((s) => s.type)])].sort(), [sensors])
  const templates = rules.filter((r) => r.id !== ruleId && r.target.kind !== 'sensor')
  return (
    <>
      <FormSelect
        label={t('rules.fields.target')}
        value={form.targetKind}
        options={targetKinds.map((kind) => ({ value: kind, label: t(`rules.targets.${kind}`) }))}
        onChange={(targetKind) => onChange({ targetKind, ...(targetKind === 'type' && form.type === '' ? { type: 'temperature' } : {}) })}
      />
      {form.targetKind === 'sensor' && (
        <FormText
          label={t('rules.fields.sensor')}
          value={form.sensorId}
          mono
          maxLength={160}
          suggestions={sensors.map((s) => s.id)}
          error={errors.get('/target/sensorId') ?? errors.get('/target')}
          onChange={(sensorId) => onChange({ sensorId })}
        />
      )}
      {form.targetKind === 'node' && (
        <FormSelect
          label={t('rules.fields.node')}
          value={form.nodeId}
          options={nodes.map((n) => ({ value: n.id, label: n.name }))}
          error={errors.get('/target/nodeId') ?? errors.get('/target')}
          onChange={(nodeId) => onChange({ nodeId })}
        />
      )}
      {form.targetKind === 'zone' && (
        <FormSelect
          label={t('rules.fields.design')}
          value={form.designId}
          options={designs.map((d) => ({ value: d.id, label: d.name }))}
          error={errors.get('/target/designId') ?? errors.get('/target')}
          onChange={(designId) => onChange({ designId })}
        />
      )}
      {(form.targetKind === 'type' || form.targetKind === 'node' || form.targetKind === 'zone') && (
        <FormSelect
          label={t('rules.fields.type')}
          value={form.type}
          options={[
            ...(form.targetKind === 'type' ? [] : [{ value: '', label: t('alarms.filter.anyType') }]),
            ...types.map((type) => ({ value: type, label: type })),
          ]}
          error={errors.get('/target/type')}
          onChange={(type) => onChange({ type })}
        />
      )}
      {form.targetKind !== 'all' && templates.length > 0 && (
        <FormSelect
          label={t('rules.fields.overrides')}
          value={form.overrides ?? ''}
          options={[{ value: '', label: t('rules.fields.overridesNone') }, ...templates.map((r) => ({ value: r.id, label: r.name }))]}
          error={errors.get('/overrides')}
          onChange={(id) => onChange({ overrides: id === '' ? null : id })}
        />
      )}
    </>
  )
}

function ReferenceField({ form, errors, onChange, unit }: RuleFieldsProps & { unit: string }) {
  const { t } = useTranslation()
  const { data: sensors = [] } = useSensors()
  const kinds = [
    { value: 'number' as const, label: t('rules.fields.referenceNumber') },
    { value: 'sensor' as const, label: t('rules.fields.referenceSensor') },
  ]
  return (
    <>
      <FormSelect
        label={t('rules.fields.reference')}
        value={form.referenceKind}
        options={kinds}
        onChange={(referenceKind) => onChange({ referenceKind })}
      />
      {form.referenceKind === 'number' ? (
        <FormText
          label=""
          value={form.referenceNumber}
          unit={unit}
          error={errors.get('/reference')}
          onChange={(referenceNumber) => onChange({ referenceNumber })}
        />
      ) : (
        <FormText
          label=""
          value={form.referenceSensor}
          mono
          suggestions={sensors.map((s) => s.id)}
          error={errors.get('/reference')}
          onChange={(referenceSensor) => onChange({ referenceSensor })}
        />
      )}
    </>
  )
}
