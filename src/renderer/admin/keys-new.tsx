// Making a key, and the one time it is shown.
import { useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreatedApiKey } from '../../contract/schemas/api-key.ts'
import { useApi } from '../api/api.tsx'
import { useMe } from '../api/me.ts'
import { useProjects } from '../api/queries.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { CopyLine } from '../ui/copy-line.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormField, FormSelect, FormText } from '../ui/form-field.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { FormDrawer } from './form-drawer.tsx'
import { exampleOf, exampleRoute } from './keys-examples.ts'
import { ScopeGrid } from './keys-scopes.tsx'
import { TestNow } from './keys-test.tsx'

export const spans = ['30', '90', '180', '366'] as const

/** Whether this person may make keys that never expire. */
export function useMayNever(): boolean {
  const me = useMe().data
  return me?.kind === 'owner' || me?.account?.role === 'administrator'
}

/** Reads a limit: null where it is no whole number. */
function readLimit(text: string): number | null {
  const n = Number(text.trim())
  return text.trim() !== '' && Number.isInteger(n) && n >= 1 ? n : null
}

/** What a form of a key has wrong, by field, and its limits; a limit of a day may be empty. */
export function readKeyForm(form: Readonly<Record<'perMinute' | 'perHour' | 'perDay', string>>, scopes: ReadonlySet<string>, t: TFunction) {
  const found = new Map<string, string>()
  const [perMinute, perHour, perDay] = [readLimit(form.perMinute), readLimit(form.perHour), readLimit(form.perDay)]
  if (perMinute === null) found.set('/perMinute', t('adminSystem.keys.number'))
  if (perHour === null) found.set('/perHour', t('adminSystem.keys.number'))
  if (perDay === null && form.perDay.trim() !== '') found.set('/perDay', t('adminSystem.keys.number'))
  if (scopes.size === 0) found.set('/scopes', t('adminSystem.keys.scopeNeeded'))
  const limits = found.size > 0 || perMinute === null || perHour === null ? null : { perMinute, perHour, perDay }
  return { found, limits }
}

interface NewProps {
  readonly onClose: () => void
  readonly onMade: (key: CreatedApiKey) => void
}

/** The pane at the right. */
export function NewKeyDrawer({ onClose, onMade }: NewProps) {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const mayNever = useMayNever()
  const projects = useProjects().data?.items ?? []
  const [form, setForm] = useState({ name: '', description: '', days: '90', project: '', perMinute: '100', perHour: '1000', perDay: '' })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['sensors:read']))
  const { errors, says, show, take } = useRefusal()
  const [busy, setBusy] = useState(false)
  const set = (patch: Partial<typeof form>) => setForm({ ...form, ...patch })
  const submit = async () => {
    const { found, limits } = readKeyForm(form, chosen, t)
    show(found)
    if (limits === null) return
    const { perDay, ...window } = limits
    setBusy(true)
    try {
      const key = await client.createApiKey({
        body: {
          name: form.name.trim(),
          scopes: [...chosen],
          ...window,
          expiresInDays: form.days === '' ? null : Number(form.days),
          ...(form.description.trim() === '' ? {} : { description: form.description.trim() }),
          ...(form.project === '' ? {} : { projectIds: [form.project] }),
          ...(perDay === null ? {} : { perDay }),
        },
      })
      await queries.invalidateQueries({ queryKey: sensorKeys.apiKeys })
      onMade(key)
    } catch (error) {
      take(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormDrawer
      title={t('adminSystem.keys.add')}
      className="key-details"
      send={t('adminSystem.keys.create')}
      canSend={!busy && form.name.trim() !== ''}
      says={says}
      onSend={submit}
      onClose={onClose}
    >
      <section className="form-fields">
        <FormText label={t('adminSystem.keys.name')} value={form.name} error={errors.get('/name')} onChange={(name) => set({ name })} />
        <FormText
          label={t('adminSystem.keys.description')}
          value={form.description}
          maxLength={5000}
          error={errors.get('/description')}
          onChange={(description) => set({ description })}
        />
      </section>
      <section>
        <h3 className="t13">{t('adminSystem.keys.scopes')}</h3>
        <ScopeGrid label={t('adminSystem.keys.scopes')} chosen={chosen} onChange={setChosen} />
        {errors.has('/scopes') && (
          <p className="err" role="alert">
            {errors.get('/scopes')}
          </p>
        )}
      </section>
      <section className="form-fields">
        <h3 className="t13">{t('adminSystem.keys.limits')}</h3>
        {(['perMinute', 'perHour', 'perDay'] as const).map((name) => (
          <FormText
            key={name}
            label={t(`adminSystem.keys.${name}`)}
            value={form[name]}
            {...(name === 'perDay' ? { hint: t('adminSystem.keys.perDayHint') } : {})}
            error={errors.get(`/${name}`)}
            onChange={(text) => set({ [name]: text })}
          />
        ))}
        <FormSelect
          label={t('adminSystem.keys.expires')}
          value={form.days}
          error={errors.get('/expiresInDays')}
          {...(mayNever ? {} : { hint: t('adminSystem.keys.neverHint') })}
          options={[
            ...spans.map((n) => ({ value: n as string, label: t('adminSystem.keys.inDays', { count: Number(n) }) })),
            ...(mayNever ? [{ value: '', label: t('adminSystem.keys.never') }] : []),
          ]}
          onChange={(days) => set({ days })}
        />
        <FormSelect
          label={t('adminSystem.keys.project')}
          value={form.project}
          error={errors.get('/projectIds')}
          options={[{ value: '', label: t('adminSystem.keys.allProjects') }, ...projects.map((p) => ({ value: p.id, label: p.name }))]}
          onChange={(project) => set({ project })}
        />
      </section>
    </FormDrawer>
  )
}

/** The key itself, this once. */
export function ShownKey({ made, onClose }: { made: CreatedApiKey; onClose: () => void }) {
  const { t } = useTranslation()
  const { session } = useApi()
  const route = exampleRoute(made.effectiveScopes)
  const example = exampleOf({ language: 'curl', scopes: made.effectiveScopes, baseUrl: session.baseUrl })
  return (
    <Dialog title={t('adminSystem.keys.shownTitle', { name: made.name })} onClose={onClose} size={680} firm>
      <div className="col gap12">
        <p className="warn">{t('adminSystem.keys.shownLead')}</p>
        <CopyLine label={t('adminSystem.keys.key')} text={made.key} />
        {example === null ? <p className="q t12">{t('adminSystem.keys.noExample')}</p> : <FormExample text={example} />}
        {route && <TestNow secret={made.key} route={route} />}
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn p" data-autofocus onClick={onClose}>
            {t('adminSystem.keys.done')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

function FormExample({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <FormField label={t('adminSystem.keys.example')} hint={t('adminSystem.keys.exampleLead')}>
      {({ id }) => (
        <pre id={id} className="code-block mono">
          {text}
        </pre>
      )}
    </FormField>
  )
}
