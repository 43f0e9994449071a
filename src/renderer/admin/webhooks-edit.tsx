// What of an endpoint can be changed, saved as a whole. What somebody else saves meanwhile is taken over by itself unless something is typed
// here; then it is said, and nothing is overwritten unseen.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WebhookRecord } from '../../contract/schemas/webhook.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { toast } from '../ui/toast.tsx'
import { WebhookFields } from './webhooks-fields.tsx'
import { bodyOf, formOf, headerFaults, refusedFields } from './webhooks-form.ts'
import { useWebhookActions } from './webhooks-queries.ts'

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const nothing: { readonly errors: ReadonlyMap<string, string>; readonly says: string | null } = { errors: new Map(), says: null }

export function WebhookEdit({ record }: { record: WebhookRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const { put } = useWebhookActions()
  const [start, setStart] = useState({ form: formOf(record), revision: record.revision })
  const [form, setForm] = useState(start.form)
  const [refused, setRefused] = useState(nothing)
  const [isTried, setIsTried] = useState(false)
  const saved = formOf(record)
  const isDirty = !isSame(form, start.form)
  const isChangedElsewhere = !isSame(saved, start.form)
  const takeOver = (from: WebhookRecord) => {
    setStart({ form: formOf(from), revision: from.revision })
    setForm(formOf(from))
    setRefused(nothing)
    setIsTried(false)
  }
  if (isChangedElsewhere && !isDirty) takeOver(record)
  const save = async () => {
    setIsTried(true)
    if (form.events.length === 0 || headerFaults(form.headers).size > 0) return
    try {
      // A pause or a new secret changes nothing that stands here.
      const ifMatch = isChangedElsewhere ? start.revision : record.revision
      const changed = put(await client.changeWebhook({ params: { id: record.id }, body: bodyOf(form), ifMatch }))
      toast({ text: t('webhooks.saved', { name: changed.name }) })
      takeOver(changed)
    } catch (error) {
      const { errors, isWhole } = refusedFields(error)
      setRefused({ errors, says: isWhole ? describeError(error) : null })
    }
  }
  const mayWrite = may('webhooks:write')
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <section>
        <h3 className="t13">{t('webhooks.form.settings')}</h3>
        <fieldset className="bare form-fields" disabled={!mayWrite}>
          <WebhookFields
            form={form}
            errors={refused.errors}
            isTried={isTried}
            disabled={!mayWrite}
            onChange={(patch) => setForm({ ...form, ...patch })}
          />
          {isDirty && isChangedElsewhere && (
            <p className="warn t12" role="alert">
              {t('webhooks.form.elsewhere')}
            </p>
          )}
          {isDirty && (
            <div className="row">
              <button type="submit" className="btn p" disabled={isChangedElsewhere || form.name.trim() === '' || form.url.trim() === ''}>
                {t('common.save')}
              </button>
              <button type="button" className="btn" onClick={() => takeOver(record)}>
                {t(isChangedElsewhere ? 'webhooks.form.takeTheirs' : 'common.cancel')}
              </button>
              {refused.says !== null && (
                <p className="err grow" role="alert">
                  {refused.says}
                </p>
              )}
            </div>
          )}
        </fieldset>
      </section>
    </form>
  )
}
