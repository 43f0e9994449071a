// Making a key for a program; the key is shown this once.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { CreatedApiKey } from '../../contract/schemas/api-key.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { CopyLine } from '../ui/copy-line.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormField, FormSelect, FormText } from '../ui/form-field.tsx'

const scopes = [
  'sensors:read',
  'sensors:write',
  'nodes:read',
  'nodes:write',
  'alarms:read',
  'alarms:acknowledge',
  'commands:write',
  'designs:read',
  'health:read',
] as const
type Scope = (typeof scopes)[number]
type Word<S> = S extends `${infer Noun}:${infer Deed}` ? `${Noun}_${Deed}` : never
/** A colon would name a namespace of texts. */
const wordOf = (scope: Scope) => scope.replace(':', '_') as Word<Scope>
const spans = ['', '30', '90', '365'] as const

/** Form, then the key. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { client, session } = useApi()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['sensors:read']))
  const [days, setDays] = useState<(typeof spans)[number]>('365')
  const [perMinute, setPerMinute] = useState('')
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [refusal, setRefusal] = useState<string | null>(null)
  const [made, setMade] = useState<CreatedApiKey | null>(null)
  const submit = async () => {
    const limit = perMinute.trim() === '' ? null : Number(perMinute)
    if (limit !== null && !Number.isInteger(limit)) return setErrors(new Map([['/perMinute', t('rules.errors.number')]]))
    if (chosen.size === 0) return setErrors(new Map([['/scopes', t('programs.scopeNeeded')]]))
    try {
      const key = await client.createApiKey({
        body: {
          name: name.trim(),
          scopes: [...chosen],
          ...(description.trim() === '' ? {} : { description: description.trim() }),
          ...(days === '' ? {} : { expiresInDays: Number(days) }),
          ...(limit === null ? {} : { perMinute: limit }),
        },
      })
      void queries.invalidateQueries({ queryKey: sensorKeys.apiKeys })
      setMade(key)
    } catch (error) {
      const fields = error instanceof AppError ? error.errors : []
      setErrors(new Map(fields.map((e) => [e.pointer, e.detail])))
      setRefusal(fields.length === 0 ? describeError(error) : null)
    }
  }
  if (made)
    return (
      <Dialog title={t('programs.shownTitle', { name: made.name })} onClose={onClose} size={640} firm>
        <div className="col gap12">
          <p className="warn">{t('programs.shownLead')}</p>
          <CopyLine label={t('programs.key')} text={made.key} />
          <CopyLine label={t('programs.example')} text={`curl -H "Authorization: Bearer ${made.key}" ${session.baseUrl}/api/v1/sensors`} />
          <div className="actions" style={{ marginTop: 0 }}>
            <button type="button" className="btn p" data-autofocus onClick={onClose}>
              {t('nodes.credentialsDone')}
            </button>
          </div>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={t('programs.add')} onClose={onClose} size={560}>
      <form
        className="col gap12"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className="form-fields">
          <FormText label={t('programs.name')} value={name} autoFocus error={errors.get('/name')} onChange={setName} />
          <FormText
            label={t('programs.description')}
            value={description}
            maxLength={5000}
            error={errors.get('/description')}
            onChange={setDescription}
          />
          <FormField label={t('programs.scopes')} error={errors.get('/scopes')}>
            {({ id }) => (
              <fieldset id={id} className="scopes" aria-label={t('programs.scopes')}>
                {scopes.map((scope) => (
                  <label key={scope} className="row">
                    <input
                      type="checkbox"
                      checked={chosen.has(scope)}
                      onChange={(event) => {
                        const next = new Set(chosen)
                        if (event.currentTarget.checked) next.add(scope)
                        else next.delete(scope)
                        setChosen(next)
                      }}
                    />
                    <span className="mono">{scope}</span>
                    <span className="q t12 el">{t(`programs.scopeNames.${wordOf(scope)}`)}</span>
                  </label>
                ))}
              </fieldset>
            )}
          </FormField>
          <FormSelect
            label={t('programs.expires')}
            value={days}
            options={spans.map((n) => ({
              value: n,
              label: n === '' ? t('programs.expiresNever') : t('programs.days', { count: Number(n) }),
            }))}
            onChange={setDays}
          />
          <FormText
            label={t('programs.perMinute')}
            hint={t('programs.perMinuteHint')}
            value={perMinute}
            error={errors.get('/perMinute')}
            onChange={setPerMinute}
          />
        </div>
        {refusal !== null && (
          <p className="err" role="alert">
            {refusal}
          </p>
        )}
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p" disabled={name.trim() === ''}>
            {t('programs.create')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
