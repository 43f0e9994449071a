// The form of one rule. Refusals of the form and of the server stand at their fields; a rule changed elsewhere meanwhile is shown as such.
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { AlarmRuleRecord } from '../../contract/schemas/alarm.ts'
import { describeError, failureOf } from '../api/failure.ts'
import { useSensorsById } from '../api/sensor-queries.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { sensorTitle } from '../ui/sensor-name.ts'
import { toast } from '../ui/toast.tsx'
import { RuleFields } from './rule-fields.tsx'
import { bodyOfForm, formOfRule, newRuleForm, overrideForm, type RuleForm } from './rule-form.ts'
import { useRuleActions } from './rule-queries.ts'

interface Props {
  /** null: a new one. */
  readonly rule: AlarmRuleRecord | null
  readonly rules: readonly AlarmRuleRecord[]
  readonly sensorId: string | null
  readonly overrides: string | null
  readonly onOpen: (next: { readonly id?: string; readonly sensor?: string; readonly overrides?: string }) => void
}

function firstForm({ rule, rules, sensorId, overrides }: Omit<Props, 'onOpen'>, name: (sensorId: string) => string): RuleForm {
  if (rule) return formOfRule(rule)
  const over = rules.find((r) => r.id === overrides)
  if (over && sensorId !== null) return { ...overrideForm(over, sensorId), name: `${over.name}, ${name(sensorId)}`.slice(0, 200) }
  if (sensorId !== null) return { ...newRuleForm, targetKind: 'sensor', sensorId, type: '' }
  return newRuleForm
}

/** Whether a rule may be about sensors of a type. */
const watchesType = ({ target }: AlarmRuleRecord, type: string) => !('type' in target) || target.type === undefined || target.type === type

/** The pane at the right. */
export function RuleDrawer(props: Props) {
  const { rule, rules, onOpen } = props
  const { t } = useTranslation()
  const sensors = useSensorsById()
  const nameOf = (id: string) => {
    const sensor = sensors.get(id)
    return sensor ? sensorTitle(sensor) : id
  }
  const actions = useRuleActions()
  const [start, setStart] = useState(() => firstForm(props, nameOf))
  const [form, setForm] = useState(start)
  const [revision, setRevision] = useState(rule?.revision ?? null)
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [refusal, setRefusal] = useState<string | null>(null)
  const [isStale, setIsStale] = useState(false)
  const [busy, setBusy] = useState(false)
  const root = useRef<HTMLFormElement>(null)
  const isDirty = useMemo(() => JSON.stringify(form) !== JSON.stringify(start), [form, start])

  const showErrors = (found: ReadonlyMap<string, string>) => {
    setErrors(found)
    setRefusal(t('rules.refused', { count: found.size }))
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }
  const take = (saved: AlarmRuleRecord) => {
    const next = formOfRule(saved)
    setStart(next)
    setForm(next)
    setRevision(saved.revision)
    setErrors(new Map())
    setRefusal(null)
    setIsStale(false)
  }
  const save = async (onRevision: number | null) => {
    const read = bodyOfForm(form)
    if (read.kind === 'refused') {
      const words = read.errors.map(({ pointer, key, detail, at }) => {
        const text =
          key === 'expression' ? t('rules.fields.expressionAt', { at: (at ?? 0) + 1, detail: detail ?? '' }) : t(`rules.errors.${key}`)
        return [pointer, text] as const
      })
      return showErrors(new Map(words))
    }
    setBusy(true)
    try {
      if (rule) {
        const saved = await actions.change(rule.id, read.body, onRevision)
        take(saved)
        toast({ text: t('rules.saved', { name: saved.name }) })
      } else {
        const made = await actions.create(read.body)
        toast({ text: t('rules.created', { name: made.name }) })
        onOpen({ id: made.id })
      }
    } catch (error) {
      if (failureOf(error) === 'stale') setIsStale(true)
      else if (error instanceof AppError && error.errors.length > 0)
        showErrors(new Map(error.errors.map((e) => [e.pointer.replace(/^\/?body/, ''), e.detail])))
      else setRefusal(describeError(error))
    } finally {
      setBusy(false)
    }
  }
  const title = rule ? rule.name : props.sensorId ? t('rules.newOverride', { sensor: nameOf(props.sensorId) }) : t('rules.new')
  return (
    <aside className="details rule-details" data-pane="rule" aria-label={rule ? t('rules.edit', { name: rule.name }) : t('rules.new')}>
      <form
        ref={root}
        className="col grow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save(revision)
        }}
      >
        <div className="details-head">
          <div className="grow">
            <h2 className="t15">{title}</h2>
            {rule?.isDefault && <span className="q t12">{t('rules.default')}</span>}
          </div>
          <button type="button" className="btn g x" aria-label={t('common.close')} onClick={() => onOpen({})}>
            <Icon name="x" />
          </button>
        </div>
        {isStale && rule && (
          <div className="banner stale-banner" role="alert">
            <Icon name="alertTriangle" />
            <span className="grow">{t('rules.stale')}</span>
            <button type="button" className="btn sm" onClick={() => take(rule)}>
              {t('rules.takeTheirs')}
            </button>
            <button type="button" className="btn sm" onClick={() => void save(null)}>
              {t('rules.saveMine')}
            </button>
          </div>
        )}
        <RuleFields
          form={form}
          rules={rules}
          ruleId={rule?.id ?? null}
          errors={errors}
          onChange={(patch) => setForm({ ...form, ...patch })}
        />
        {rule && rule.target.kind !== 'sensor' && (
          <section>
            <h3 className="t13">{t('rules.ownRuleFor')}</h3>
            <p className="q t12">{t('rules.ownRuleLead')}</p>
            <PickFilter
              label={t('rules.ownRuleFor')}
              any={t('rules.choose')}
              value=""
              options={[...sensors.values()].filter((s) => watchesType(rule, s.type)).map((s) => ({ value: s.id, label: sensorTitle(s) }))}
              onPick={(sensor) => sensor !== '' && onOpen({ id: 'new', sensor, overrides: rule.id })}
            />
          </section>
        )}
        <div className="details-foot">
          <button type="submit" className="btn p" disabled={busy || (rule !== null && !isDirty)}>
            {t('common.save')}
          </button>
          {isDirty && (
            <button type="button" className="btn" onClick={() => (rule ? setForm(start) : onOpen({}))}>
              {t('common.cancel')}
            </button>
          )}
          <span className="grow t12" role="status">
            {refusal !== null ? <span className="err">{refusal}</span> : isDirty && <span className="q">{t('rules.unsaved')}</span>}
          </span>
          {rule && (
            <button
              type="button"
              className="btn d x"
              aria-label={t('common.delete')}
              title={t('common.delete')}
              onClick={() => void actions.remove(rule).then((done) => done && onOpen({}))}
            >
              <Icon name="trash" />
            </button>
          )}
        </div>
      </form>
    </aside>
  )
}
