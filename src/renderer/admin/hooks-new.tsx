// A new source: what it is, how it signs.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type HookSourceRecord, hookAdapters, hookKinds } from '../../contract/schemas/hook.ts'
import { useApi } from '../api/api.tsx'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { FormDrawer } from './form-drawer.tsx'
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
  const { errors, says, take } = useRefusal()
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
      take(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormDrawer
      title={t('incoming.add')}
      className="hook-details"
      send={t('incoming.create')}
      canSend={!busy && form.source.trim() !== ''}
      says={says}
      onSend={submit}
      onClose={onClose}
    >
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
            error={errors.get('/hmac')}
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
    </FormDrawer>
  )
}
