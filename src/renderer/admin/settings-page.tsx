// The settings as one form, drawn from the schema: title, description, unit, restart and kind of every field come from there.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import { type ChangeSettings, type SettingsValues, SettingsValues as schema } from '../../contract/schemas/settings.ts'
import { describeError, failureOf } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { useChangeSettings, useSettings } from '../api/queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { FormField, FormSelect, FormText } from '../ui/form-field.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { toast } from '../ui/toast.tsx'
import { useAdminSearch } from './admin-search.ts'
import { SectionBody } from './section-body.tsx'
import { type FieldSchema, fieldKind, groupOf, readField, type SettingGroup, settingGroups, textOfField } from './settings-fields.ts'
import { RetentionField } from './settings-retention.tsx'
import './system.css'

type Draft = Readonly<Record<string, string>>
const groups: readonly SettingGroup[] = [...settingGroups.map(([id]) => id), 'other']
const fields = Object.entries(schema.properties as unknown as Readonly<Record<string, FieldSchema>>)

/** Section `settings`. */
export function SettingsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const settings = useSettings()
  const save = useChangeSettings()
  const [draft, setDraft] = useState<Draft>({})
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const values = settings.data?.values as Readonly<Record<string, unknown>> | undefined
  const dirty = fields.filter(([name, field]) => draft[name] !== undefined && draft[name] !== textOfField(field, values?.[name]))
  const words = (search.q ?? '').toLowerCase().split(/\s+/)
  const shown = fields.filter(([name, f]) =>
    words.every((w) => `${name} ${f.title ?? ''} ${f.description ?? ''}`.toLowerCase().includes(w)),
  )
  const submit = async () => {
    if (!values) return
    const read = dirty.map(([name, field]) => ({ name, field, got: readField(field, draft[name] ?? '') }))
    const refused = read.flatMap(({ name, got }) => (got.kind === 'refused' ? [[name, t('adminSystem.settings.number')] as const] : []))
    setErrors(new Map(refused))
    if (refused.length > 0) return
    const patch = Object.fromEntries(read.flatMap(({ name, got }) => (got.kind === 'ok' ? [[name, got.value]] : []))) as ChangeSettings
    const back = Object.fromEntries(Object.keys(patch).map((name) => [name, values[name]])) as ChangeSettings
    try {
      await save.mutateAsync(patch)
      setDraft({})
      toast({
        text: t(read.some((r) => r.field.restart) ? 'adminSystem.settings.savedRestart' : 'adminSystem.settings.saved'),
        action: {
          label: t('common.undo'),
          run: () => save.mutate(back, { onSuccess: () => toast({ text: t('adminSystem.settings.back') }) }),
        },
      })
    } catch (error) {
      if (failureOf(error) === 'refused' && error instanceof AppError)
        setErrors(new Map(error.errors.map((e) => [e.pointer.replace(/^\/(?:body\/)?(\w+).*/, '$1'), e.detail])))
    }
  }
  return (
    <SectionBody
      title={t('adminSystem.settings.title')}
      error={settings.error}
      bar={<SearchBox label={t('adminSystem.settings.search')} value={search.q ?? ''} onChange={(q) => change({ q })} width={240} />}
    >
      {settings.data && (
        <form
          className="admin-page col"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <fieldset className="bare admin-form grow" disabled={!may('settings:write')}>
            {groups.map((group) => {
              const rows = shown.filter(([name]) => groupOf(name) === group)
              if (rows.length === 0) return null
              return (
                <section key={group} aria-label={t(`adminSystem.settings.groups.${group}`)}>
                  <h2 className="t13">{t(`adminSystem.settings.groups.${group}`)}</h2>
                  {rows.map(([name, field]) => (
                    <SettingField
                      key={name}
                      name={name}
                      field={field}
                      text={draft[name] ?? textOfField(field, values?.[name as keyof SettingsValues])}
                      error={errors.get(name)}
                      onChange={(text) => setDraft({ ...draft, [name]: text })}
                    />
                  ))}
                </section>
              )
            })}
            {shown.length === 0 && (
              <div className="inset">
                <EmptyState title={t('adminSystem.settings.none')}>{t('adminSystem.settings.noneText')}</EmptyState>
              </div>
            )}
          </fieldset>
          {dirty.length > 0 && (
            <div className="details-foot">
              <button type="submit" className="btn p" disabled={save.isPending}>
                {t('common.save')}
              </button>
              <button
                type="button"
                className="btn"
                onClick={() => {
                  setDraft({})
                  setErrors(new Map())
                }}
              >
                {t('common.cancel')}
              </button>
              <span className="q t12" role="status">
                {save.isError ? describeError(save.error) : t('adminSystem.settings.unsaved', { count: dirty.length })}
              </span>
            </div>
          )}
        </form>
      )}
    </SectionBody>
  )
}

interface FieldProps {
  readonly name: string
  readonly field: FieldSchema
  readonly text: string
  readonly error: string | undefined
  readonly onChange: (text: string) => void
}

function SettingField({ name, field, text, error, onChange }: FieldProps) {
  const { t, i18n } = useTranslation()
  const label = field.title ?? name
  const says = [field.description, field.restart ? t('adminSystem.settings.restart') : undefined].filter((s) => s !== undefined).join(' · ')
  const shared = { label, error, ...(says === '' ? {} : { hint: says }) }
  const kind = fieldKind(field)
  if (kind === 'switch')
    return (
      <FormField {...shared}>
        {({ id, describedBy }) => (
          <label className="row" htmlFor={id}>
            <input
              id={id}
              type="checkbox"
              checked={text === 'true'}
              aria-describedby={describedBy}
              onChange={(event) => onChange(String(event.currentTarget.checked))}
            />
            <span className="q t12">{t('adminSystem.settings.on')}</span>
          </label>
        )}
      </FormField>
    )
  if (kind === 'choice') {
    const labelOf = (value: string) => {
      const key = `adminSystem.settings.choices.${name}.${value}`
      return i18n.exists(key) ? t(key as 'adminSystem.settings.choices.units.metric') : value
    }
    return (
      <FormSelect {...shared} value={text} options={(field.enum ?? []).map((v) => ({ value: v, label: labelOf(v) }))} onChange={onChange} />
    )
  }
  if (kind === 'record') return <RetentionField {...shared} text={text} onChange={onChange} />
  return (
    <FormText
      {...shared}
      value={text}
      maxLength={field.maxLength ?? 1000}
      onChange={onChange}
      {...(field.unit === undefined ? {} : { unit: field.unit })}
    />
  )
}
