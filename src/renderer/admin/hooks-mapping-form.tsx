// What a source's bodies mean here: where each value stands, tried on a body before it goes live.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { HookSourceRecord, TriedMapping } from '../../contract/schemas/hook.ts'
import { starterMappings } from '../../domain/hook-mapping.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { toast } from '../ui/toast.tsx'
import { type FieldName, fieldsOf, formOf, type MappingForm, mappingOf, tableFields } from './hooks-mapping.ts'
import { useInbox, useSourceActions } from './hooks-queries.ts'

/** Form, trial, Save. */
export function MappingPart({ record }: { record: HookSourceRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const { put } = useSourceActions()
  const [form, setForm] = useState<MappingForm>(() => formOf(record.mapping))
  const [types, setTypes] = useState(record.eventTypes.join(', '))
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [refusal, setRefusal] = useState<string | null>(null)
  const set = (part: Partial<MappingForm>) => setForm({ ...form, ...part })
  const setField = (name: FieldName, part: Partial<{ pointer: string; constant: string }>) => {
    const held = form.fields[name] ?? { pointer: '', constant: '' }
    set({ fields: { ...form.fields, [name]: { ...held, ...part } } })
  }
  const failed = (error: unknown) => {
    const fields = error instanceof AppError ? error.errors : []
    setErrors(new Map(fields.map((e) => [/^\/mapping\/(\w+)/.exec(e.pointer)?.[1] ?? e.pointer, e.detail])))
    setRefusal(describeError(error))
  }
  const save = async () => {
    try {
      const eventTypes = types.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]))
      put(
        await client.changeHookSource({
          params: { id: record.id },
          body: { mapping: mappingOf(form), eventTypes },
          ifMatch: record.revision,
        }),
      )
      setErrors(new Map())
      setRefusal(null)
      toast({ text: t('incoming.saved', { name: record.name }) })
    } catch (error) {
      failed(error)
    }
  }
  const mayWrite = may('hook-sources:write')
  const hasTable = fieldsOf[form.target].some((name) => tableFields.has(name))
  const starter = Object.values(starterMappings).find((one) => one.target === form.target)
  return (
    <>
      <section>
        <h3 className="t13">{t('incoming.mapping')}</h3>
        <fieldset className="bare" disabled={!mayWrite}>
          <div className="form-fields">
            <FormSelect
              label={t('incoming.target')}
              value={form.target}
              options={(['readings', 'ticket', 'tariff'] as const).map((value) => ({ value, label: t(`incoming.targets.${value}`) }))}
              onChange={(target) =>
                setForm(formOf(Object.values(starterMappings).find((one) => one.target === target) ?? starterMappings.own))
              }
            />
            <FormText
              label={t('incoming.items')}
              value={form.items}
              mono
              hint={t('incoming.itemsHint')}
              placeholder={starter?.items ?? ''}
              error={errors.get('items')}
              onChange={(items) => set({ items, hasItems: items !== '' })}
            />
          </div>
          {fieldsOf[form.target].map((name) => (
            <div key={name}>
              <div className="mapping-field">
                <span className="lab">{t(`incoming.fields.${name}`)}</span>
                <span className={errors.has(name) ? 'f bad' : 'f'}>
                  <input
                    type="text"
                    className="mono"
                    aria-label={`${t(`incoming.fields.${name}`)}: ${t('incoming.place')}`}
                    placeholder={t('incoming.place')}
                    value={form.fields[name]?.pointer ?? ''}
                    onChange={(event) => setField(name, { pointer: event.currentTarget.value })}
                  />
                </span>
                <span className="f">
                  <input
                    type="text"
                    aria-label={`${t(`incoming.fields.${name}`)}: ${t('incoming.constant')}`}
                    placeholder={t('incoming.constant')}
                    value={form.fields[name]?.constant ?? ''}
                    onChange={(event) => setField(name, { constant: event.currentTarget.value })}
                  />
                </span>
              </div>
              {errors.has(name) && <p className="err t12">{errors.get(name)}</p>}
            </div>
          ))}
          <div className="form-fields" style={{ marginTop: 8 }}>
            {form.target !== 'ticket' && <FormText label={t('incoming.scale')} value={form.scale} onChange={(scale) => set({ scale })} />}
            {form.target === 'readings' && (
              <FormText label={t('incoming.offset')} value={form.offset} onChange={(offset) => set({ offset })} />
            )}
            {hasTable && (
              <FormText
                label={t('incoming.table')}
                value={form.table}
                hint={t('incoming.tableHint')}
                multiline
                mono
                maxLength={100_000}
                onChange={(table) => set({ table })}
              />
            )}
            <FormText label={t('incoming.eventTypes')} value={types} hint={t('incoming.eventTypesHint')} mono onChange={setTypes} />
          </div>
        </fieldset>
        {mayWrite && (
          <div className="row wrap" style={{ marginTop: 8 }}>
            <button type="button" className="btn p" onClick={() => void save()}>
              {t('incoming.save')}
            </button>
            {refusal !== null && (
              <p className="err grow" role="alert">
                {refusal}
              </p>
            )}
          </div>
        )}
      </section>
      {mayWrite && <TryPart record={record} form={form} onRefused={failed} />}
    </>
  )
}

function TryPart({ record, form, onRefused }: { record: HookSourceRecord; form: MappingForm; onRefused: (error: unknown) => void }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const last = useInbox({ sourceId: record.id }).data?.pages[0]?.items[0]
  const [body, setBody] = useState('')
  const [tried, setTried] = useState<TriedMapping | null>(null)
  const run = async () => {
    try {
      setTried(await client.tryHookMapping({ params: { id: record.id }, body: { mapping: mappingOf(form), body } }))
    } catch (error) {
      onRefused(error)
    }
  }
  const takeLast = async () => {
    if (last === undefined) return
    const item = await client.getInboxItem({ params: { id: last.id } })
    setBody(item.body)
  }
  return (
    <section>
      <h3 className="t13">{t('incoming.tryTitle')}</h3>
      <p className="q t12">{t('incoming.tryLead')}</p>
      <FormText label={t('incoming.tryBody')} value={body} multiline mono maxLength={262_144} onChange={setBody} />
      <div className="row wrap" style={{ marginTop: 8 }}>
        <button type="button" className="btn" disabled={body.trim() === ''} onClick={() => void run()}>
          <Icon name="playerPlay" size={14} />
          {t('incoming.tryRun')}
        </button>
        {last === undefined ? (
          <span className="q t12">{t('incoming.tryNone')}</span>
        ) : (
          <button type="button" className="btn" onClick={() => void takeLast()}>
            {t('incoming.tryLast')}
          </button>
        )}
      </div>
      {tried && <Tried tried={tried} />}
    </section>
  )
}

function Tried({ tried }: { tried: TriedMapping }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const says = (effect: TriedMapping['effects'][number]): string => {
    if (effect.kind === 'reading')
      return t('incoming.effects.reading', { sensor: effect.sensorId, value: String(effect.value), time: formats.dateTime(effect.at) })
    if (effect.kind === 'ticket')
      return t('incoming.effects.ticket', { title: effect.title, state: t(`tickets.states.${effect.state as 'open'}`) })
    const standard = effect.standardPrice === null ? [] : [`${effect.standardPrice} ${effect.currency ?? ''}`.trim()]
    return t('incoming.effects.tariff', { prices: [...standard, ...effect.bands.map((b) => `${b.name} ${b.pricePerKWh}`)].join(', ') })
  }
  return (
    <div role="status" style={{ marginTop: 8 }}>
      <p className={tried.problems.length === 0 ? 'st ok' : 'st warn'}>
        <Icon name={tried.problems.length === 0 ? 'circleCheck' : 'alertTriangle'} size={14} />
        {t('incoming.tryTotal', { count: tried.total })}
      </p>
      {tried.problems.map((problem) => (
        <p key={problem} className="err t12">
          {problem}
        </p>
      ))}
      <ul className="effects">
        {tried.effects.slice(0, 20).map((effect, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order is all they have
          <li key={i} className="mono">
            {says(effect)}
          </li>
        ))}
      </ul>
    </div>
  )
}
