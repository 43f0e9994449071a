// One rule in a form, or a new one; with a test that goes the way real ones go.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { MailRule, TestedRule } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { DrawerHead } from './drawer-head.tsx'
import { eventName } from './event-words.ts'
import { RuleFields } from './rules-fields.tsx'
import { bodyOf, formOf, type RuleForm } from './rules-form.ts'
import { rulesKey, useRuleActions, useRuleChange } from './rules-queries.ts'

interface Props {
  /** null for a new one, which begins with `form`. */
  readonly rule: MailRule | null
  readonly form?: RuleForm
  readonly onClose: () => void
  readonly onMade?: (rule: MailRule) => void
}

/** The pane at the right. */
export function RuleDrawer({ rule, form: begun, onClose, onMade }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const queries = useQueryClient()
  const actions = useRuleActions()
  const refusal = useRefusal()
  const saved = rule === null ? null : formOf(rule)
  const [form, setForm] = useState<RuleForm | undefined>(saved ?? begun)
  const [busy, setBusy] = useState(false)
  if (form === undefined) return null
  const mayWrite = may('mail:write')
  const isDirty = saved === null || JSON.stringify(bodyOf(form)) !== JSON.stringify(bodyOf(saved))
  const save = async () => {
    const missing = new Map<string, string>()
    if (form.events.length === 0) missing.set('/events', t('mailRules.fields.eventsNeeded'))
    if (form.recipients.length === 0) missing.set('/recipients', t('mailRules.fields.recipientsNeeded'))
    if (missing.size > 0) return refusal.show(missing)
    setBusy(true)
    try {
      const body = bodyOf(form)
      const made =
        rule === null
          ? await client.createMailRule({ body })
          : await client.changeMailRule({ params: { id: rule.id }, body, ifMatch: rule.revision })
      refusal.clear()
      queries.setQueryData<MailRule[]>(rulesKey, (held) =>
        rule === null ? [...(held ?? []), made] : held?.map((one) => (one.id === made.id ? made : one)),
      )
      await actions.refresh()
      toast({ text: t('mailRules.saved', { name: made.name }) })
      onMade?.(made)
    } catch (error) {
      if (error instanceof AppError && error.code === 'stale') {
        await actions.refresh()
        toast({ text: t('mailRules.stale'), tone: 'warn' })
      } else refusal.take(error)
    } finally {
      setBusy(false)
    }
  }
  const title = rule?.name ?? t('mailRules.add')
  return (
    <aside className="details event-details rule-details" data-pane="details" aria-label={title}>
      <form
        className="col grow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <DrawerHead title={title} below={rule && <State rule={rule} />} onClose={onClose}>
          {rule && mayWrite && (
            <button type="button" className="btn" disabled={isDirty} onClick={() => void actions.turn(rule, !rule.active)}>
              <Icon name={rule.active ? 'playerPause' : 'playerPlay'} />
              {t(rule.active ? 'mailRules.pause' : 'mailRules.resume')}
            </button>
          )}
          {rule && may('mail:delete') && (
            <button type="button" className="btn d" onClick={() => void actions.remove(rule).then((done) => done && onClose())}>
              {t('mailRules.remove')}
            </button>
          )}
        </DrawerHead>
        <section>
          <fieldset className="bare form-fields" disabled={!mayWrite}>
            <RuleFields form={form} errors={refusal.errors} onChange={(patch) => setForm({ ...form, ...patch })} />
          </fieldset>
          {refusal.says !== null && (
            <p className="err" role="alert">
              {refusal.says}
            </p>
          )}
        </section>
        {rule && may('mail:test') && <TestPart rule={rule} isDirty={isDirty} />}
        {mayWrite && (
          <div className="details-foot">
            <button type="submit" className="btn p" disabled={busy || !isDirty || form.name.trim() === ''}>
              {t(rule === null ? 'mailRules.create' : 'mailRules.save')}
            </button>
            <button type="button" className="btn" onClick={onClose}>
              {t('common.cancel')}
            </button>
          </div>
        )}
      </form>
    </aside>
  )
}

function State({ rule }: { rule: MailRule }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const change = useRuleChange(rule)
  return (
    <>
      {!rule.active && <PausedMark />}
      {change && <span className="q t12 sub">{t('mailRules.changed', { time: formats.dateTime(change.at), who: change.actorName })}</span>}
    </>
  )
}

export function PausedMark() {
  const { t } = useTranslation()
  return (
    <span className="st idle">
      <Icon name="playerPause" size={14} />
      {t('mailRules.paused')}
    </span>
  )
}

function TestPart({ rule, isDirty }: { rule: MailRule; isDirty: boolean }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const refusal = useRefusal()
  const [busy, setBusy] = useState(false)
  const [tested, setTested] = useState<TestedRule | null>(null)
  const run = async () => {
    refusal.clear()
    setTested(null)
    setBusy(true)
    try {
      setTested(await client.testMailRule({ params: { id: rule.id }, body: {} }))
    } catch (error) {
      refusal.take(error)
    }
    setBusy(false)
  }
  return (
    <section>
      <div className="row">
        <h3 className="t13 grow">{t('mailRules.test.title')}</h3>
        <button type="button" className="btn" disabled={busy || isDirty} onClick={() => void run()}>
          <Icon name="send" />
          {t('mailRules.test.deed')}
        </button>
      </div>
      <p className="q t12">{t(isDirty ? 'mailRules.test.dirty' : 'mailRules.test.lead')}</p>
      {refusal.says !== null && (
        <p className="err" role="alert">
          {refusal.says}
        </p>
      )}
      {tested && (
        <div role="status" className="col gap4">
          <p>{t(tested.isSample ? 'mailRules.test.ofSample' : 'mailRules.test.ofEvent', { name: eventName(tested.eventType, t) })}</p>
          <ul className="job-list">
            {tested.mails.map(({ id, email }) => (
              <li key={id}>
                <Icon name="mail" size={14} />
                <span className="grow">{t('mailRules.test.mail', { to: email })}</span>
                {may('mail:read') && (
                  <PlaceLink place={{ to: '/admin/$section', params: { section: 'messages' }, search: { id } }} className="a">
                    {t('mailRules.test.open')}
                  </PlaceLink>
                )}
              </li>
            ))}
            {tested.notices > 0 && (
              <li>
                <Icon name="bell" size={14} />
                <span className="grow">{t('mailRules.test.notices', { count: tested.notices })}</span>
                <span className="q">{t('mailRules.test.noticeSent')}</span>
              </li>
            )}
          </ul>
        </div>
      )}
    </section>
  )
}
