// What of a key can be changed: name, scopes, limits, expiry, projects. Saved as a whole.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { ApiKeyRecord } from '../../contract/schemas/api-key.ts'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { useProjects } from '../api/queries.ts'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { toast } from '../ui/toast.tsx'
import { readKeyForm, spans, useMayNever } from './keys-new.tsx'
import { useKeyActions } from './keys-queries.ts'
import { allScopes, ScopeGrid } from './keys-scopes.tsx'

/** Two parts of the drawer with one Save. */
export function KeyForm({ record }: { record: ApiKeyRecord }) {
  const { t } = useTranslation()
  const may = useMay()
  const mayNever = useMayNever()
  const { change } = useKeyActions()
  const projects = useProjects().data?.items ?? []
  const start = {
    name: record.name,
    perMinute: String(record.perMinute),
    perHour: String(record.perHour),
    perDay: record.perDay === null ? '' : String(record.perDay),
    days: 'keep',
    project: record.projectIds === null ? '' : record.projectIds.join(','),
  }
  const [form, setForm] = useState(start)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(record.scopes))
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const isDirty = JSON.stringify(form) !== JSON.stringify(start) || [...chosen].sort().join() !== [...record.scopes].sort().join()
  const set = (patch: Partial<typeof form>) => setForm({ ...form, ...patch })
  const save = async () => {
    const { found, limits } = readKeyForm(form, chosen, t)
    setErrors(found)
    if (limits === null) return
    try {
      const saved = await change(record.id, {
        ...limits,
        name: form.name.trim(),
        scopes: [...chosen],
        ...(form.project === start.project ? {} : { projectIds: form.project === '' ? null : form.project.split(',') }),
        ...(form.days === 'keep' ? {} : { expiresInDays: form.days === '' ? null : Number(form.days) }),
      })
      setForm({ ...form, days: 'keep' })
      toast({ text: t('adminSystem.keys.saved', { name: saved.name }) })
    } catch (error) {
      const fields = error instanceof AppError ? error.errors : []
      setErrors(new Map(fields.map((e) => [e.pointer.replace(/^(\/\w+).*/, '$1'), e.detail])))
      if (fields.length === 0) toast({ text: describeError(error), tone: 'alarm' })
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <fieldset className="bare" disabled={!may('api-keys:write')}>
        <div className="key-form">
          <section>
            <h3 className="t13">
              {t('adminSystem.keys.scopes')}{' '}
              <span className="q t12">{t('adminSystem.keys.scopesCount', { n: chosen.size, all: allScopes.length })}</span>
            </h3>
            <ScopeGrid label={t('adminSystem.keys.scopes')} chosen={chosen} onChange={setChosen} />
            {errors.has('/scopes') && (
              <p className="err" role="alert">
                {errors.get('/scopes')}
              </p>
            )}
          </section>
          <section className="form-fields">
            <h3 className="t13" style={{ margin: 0 }}>
              {t('adminSystem.keys.limits')}
            </h3>
            {(['name', 'perMinute', 'perHour', 'perDay'] as const).map((name) => (
              <FormText
                key={name}
                label={t(`adminSystem.keys.${name}`)}
                value={form[name]}
                error={errors.get(`/${name}`)}
                onChange={(text) => set({ [name]: text })}
              />
            ))}
            <FormSelect
              label={t('adminSystem.keys.expires')}
              value={form.days}
              error={errors.get('/expiresInDays')}
              options={[
                { value: 'keep', label: t('adminSystem.keys.keep') },
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
            {isDirty && (
              <div className="row">
                <button type="submit" className="btn p">
                  {t('common.save')}
                </button>
                <button
                  type="button"
                  className="btn"
                  onClick={() => {
                    setForm(start)
                    setChosen(new Set(record.scopes))
                    setErrors(new Map())
                  }}
                >
                  {t('common.cancel')}
                </button>
              </div>
            )}
          </section>
        </div>
      </fieldset>
    </form>
  )
}
