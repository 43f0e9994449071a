// A new source: what it is, how it signs.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import { type HookSourceRecord, hookAdapters, hookKinds } from '../../contract/schemas/hook.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { Icon } from '../ui/icon.tsx'
import { useSourceActions } from './hooks-queries.ts'

interface Props {
  readonly onClose: () => void
  readonly onMade: (made: { source: HookSourceRecord; secret: string | null }) => void
}

interface Form {
  readonly source: string
  readonly name: string
  readonly kind: HookSourceRecord['kind']
  readonly adapter: HookSourceRecord['adapter']
  readonly secret: string
  readonly header: string
}

/** The pane at the right. */
export function NewSourceDrawer({ onClose, onMade }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const { refresh } = useSourceActions()
  const [form, setForm] = useState<Form>({ source: '', name: '', kind: 'bms', adapter: 'standard', secret: '', header: 'X-Signature' })
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const set = (part: Partial<Form>) => setForm({ ...form, ...part })
  const submit = async () => {
    setBusy(true)
    try {
      const made = await client.createHookSource({
        body: {
          ...{ source: form.source.trim(), kind: form.kind, adapter: form.adapter },
          ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
          ...(form.secret === '' || form.adapter === 'key' ? {} : { secret: form.secret }),
          ...(form.adapter === 'hmac' ? { hmac: { header: form.header.trim() } } : {}),
        },
      })
      await refresh()
      onMade(made)
    } catch (error) {
      const fields = error instanceof AppError ? error.errors : []
      setErrors(new Map(fields.map((e) => [e.pointer, e.detail])))
      setRefusal(fields.length === 0 ? describeError(error) : null)
    } finally {
      setBusy(false)
    }
  }
  return (
    <aside className="details hook-details" data-pane="details" aria-label={t('incoming.add')}>
      <form
        className="col grow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className="details-head">
          <h2 className="t15 grow">{t('incoming.add')}</h2>
          <button type="button" className="btn g x" aria-label={t('common.close')} onClick={onClose}>
            <Icon name="x" />
          </button>
        </div>
        <section className="form-fields">
          <FormSelect
            label={t('incoming.kind')}
            value={form.kind}
            options={hookKinds.map((kind) => ({ value: kind, label: t(`incoming.kinds.${kind}`) }))}
            onChange={(kind) => set({ kind })}
          />
          <FormText
            label={t('incoming.source')}
            value={form.source}
            hint={t('incoming.sourceHint')}
            mono
            maxLength={40}
            error={errors.get('/source')}
            onChange={(source) => set({ source })}
          />
          <FormText label={t('incoming.name')} value={form.name} error={errors.get('/name')} onChange={(name) => set({ name })} />
          <FormSelect
            label={t('incoming.adapter')}
            value={form.adapter}
            hint={t(`incoming.adapterHints.${form.adapter}`)}
            error={errors.get('/adapter')}
            options={hookAdapters.map((adapter) => ({ value: adapter, label: t(`incoming.adapters.${adapter}`) }))}
            onChange={(adapter) => set({ adapter })}
          />
          {form.adapter === 'hmac' && (
            <FormText
              label={t('incoming.header')}
              value={form.header}
              mono
              error={errors.get('/hmac/header')}
              onChange={(header) => set({ header })}
            />
          )}
          {form.adapter !== 'key' && (
            <FormText
              label={t('incoming.ownSecret')}
              value={form.secret}
              hint={t('incoming.ownSecretHint')}
              mono
              error={errors.get('/secret')}
              onChange={(secret) => set({ secret })}
            />
          )}
        </section>
        <div className="details-foot">
          <button type="submit" className="btn p" disabled={busy || form.source.trim() === ''}>
            {t('incoming.create')}
          </button>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          {refusal !== null && (
            <p className="err grow" role="alert">
              {refusal}
            </p>
          )}
        </div>
      </form>
    </aside>
  )
}
