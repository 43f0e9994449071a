// A new endpoint: where it is, what it hears of.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreatedWebhook } from '../../contract/schemas/webhook.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { FormDrawer } from './form-drawer.tsx'
import { ConsentBoxes } from './webhooks-consent.tsx'
import { WebhookFields } from './webhooks-fields.tsx'
import { bodyOf, emptyForm, headerFaults, refusedFields } from './webhooks-form.ts'
import { useWebhookActions } from './webhooks-queries.ts'

interface Props {
  readonly onClose: () => void
  readonly onMade: (made: CreatedWebhook) => void
}

/** The pane at the right. */
export function NewWebhookDrawer({ onClose, onMade }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const { refresh } = useWebhookActions()
  const [form, setForm] = useState(emptyForm)
  const [consent, setConsent] = useState({ allowLoopback: false, allowPrivateNetwork: false })
  const [refused, setRefused] = useState<{ errors: ReadonlyMap<string, string>; says: string | null }>({ errors: new Map(), says: null })
  const [isTried, setIsTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setIsTried(true)
    if (form.events.length === 0 || headerFaults(form.headers).size > 0) return
    setBusy(true)
    try {
      const made = await client.createWebhook({ body: { ...bodyOf(form), ...(may('webhooks:consent') ? consent : {}) } })
      await refresh()
      onMade(made)
    } catch (error) {
      const { errors, isWhole } = refusedFields(error)
      setRefused({ errors, says: isWhole ? describeError(error) : null })
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormDrawer
      title={t('webhooks.add')}
      className="hook-details"
      send={t('webhooks.create')}
      canSend={!busy && form.name.trim() !== '' && form.url.trim() !== ''}
      says={refused.says}
      onSend={submit}
      onClose={onClose}
    >
      <section className="form-fields">
        <WebhookFields form={form} errors={refused.errors} isTried={isTried} onChange={(patch) => setForm({ ...form, ...patch })} />
      </section>
      <section>
        <h3 className="t13">{t('webhooks.consent.title')}</h3>
        <ConsentBoxes given={consent} onChange={(which, isGiven) => setConsent({ ...consent, [which]: isGiven })} />
      </section>
    </FormDrawer>
  )
}
