// One provider: its test step by step, what is entered, on or off, and its end.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProviderRecord, RoleRecord } from '../../contract/schemas/account.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { DrawerHead } from './drawer-head.tsx'
import { peopleKeys, useDeed } from './people-queries.ts'
import { ProviderFields } from './providers-fields.tsx'
import { bodyOf, formOf } from './providers-kinds.ts'

interface Props {
  readonly record: ProviderRecord
  readonly roles: readonly RoleRecord[]
  /** Just made: tested at once. */
  readonly isFresh: boolean
  readonly onClose: () => void
}

const touched = [peopleKeys.providers, peopleKeys.ways]

/** The pane at the right. */
export function ProviderDrawer({ record, roles, isFresh, onClose }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const deed = useDeed()
  const [isAsking, setIsAsking] = useState(false)
  const params = { id: record.id }
  const mayWrite = may('sign-in-providers:write')
  const turn = async (active: boolean) => {
    const done = await deed(touched, () => client.changeProvider({ params, body: { active } }))
    const back = { label: t('common.undo'), run: () => void turn(!active) }
    if (done) toast({ text: t(active ? 'providers.turnedOn' : 'providers.turnedOff', { name: record.name }), action: back })
  }
  return (
    <aside className="details key-details" data-pane="drawer" aria-label={record.name}>
      <DrawerHead title={record.name} sub={record.issuer} onClose={onClose} />
      <TestSection record={record} isFresh={isFresh && mayWrite} />
      <section>
        <CopyLine label={t('providers.redirect')} text={record.redirectUri} />
      </section>
      {mayWrite && <EditForm key={record.revision} record={record} roles={roles} />}
      <div className="details-foot">
        {mayWrite && (
          <button type="button" className="btn" onClick={() => void turn(!record.active)}>
            {t(record.active ? 'providers.turnOff' : 'providers.turnOn')}
          </button>
        )}
        {may('sign-in-providers:delete') && (
          <button type="button" className="btn d" onClick={() => setIsAsking(true)}>
            {t('providers.delete')}
          </button>
        )}
      </div>
      {isAsking && (
        <AskDialog
          title={t('providers.deleteTitle', { name: record.name })}
          text={t('providers.deleteText')}
          deed={t('common.delete')}
          onYes={async () => {
            const says = t('providers.deleted', { name: record.name })
            const done = await deed(touched, async () => (await client.deleteProvider({ params })) ?? true, says)
            if (done) onClose()
            else setIsAsking(false)
          }}
          onClose={() => setIsAsking(false)}
        />
      )}
    </aside>
  )
}

type Result = { readonly ok: boolean; readonly steps: readonly { readonly what: string; readonly ok: boolean; readonly detail: string }[] }
const stepNames = ['metadata', 'endpoints', 'pkce', 'keys'] as const

/** What a sign-in would ask of it, step by step. */
function TestSection({ record, isFresh }: { record: ProviderRecord; isFresh: boolean }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const formats = useFormats()
  const deed = useDeed()
  const [result, setResult] = useState<Result | null>(null)
  const [busy, setBusy] = useState(false)
  const wasRun = useRef(false)
  const run = async () => {
    setBusy(true)
    setResult(null)
    setResult(await deed(touched, () => client.testProvider({ params: { id: record.id }, body: {} })))
    setBusy(false)
  }
  useEffect(() => {
    if (!isFresh || wasRun.current) return
    wasRun.current = true
    void run()
  })
  const nameOf = (what: string) => {
    const known = stepNames.find((n) => n === what)
    return known === undefined ? what : t(`providers.steps.${known}`)
  }
  const { lastTest } = record
  return (
    <section className="col gap8">
      <div className="row">
        <h3 className="t13 grow" style={{ margin: 0 }}>
          {t('providers.test')}
        </h3>
        {may('sign-in-providers:write') && (
          <button type="button" className="btn sm" disabled={busy} onClick={() => void run()}>
            {t('providers.testNow')}
          </button>
        )}
      </div>
      <div role="status" className="col gap8">
        {busy && <p className="q">{t('providers.testing')}</p>}
        {result && (
          <>
            <p className={`st ${result.ok ? 'ok' : 'alarm'}`}>
              <Icon name={result.ok ? 'circleCheck' : 'circleX'} size={14} />
              {t(result.ok ? 'providers.testGood' : 'providers.testBad')}
            </p>
            <ol className="steps">
              {result.steps.map((step) => (
                <li key={step.what}>
                  <span className={`st ${step.ok ? 'ok' : 'alarm'}`}>
                    <Icon name={step.ok ? 'circleCheck' : 'circleX'} size={14} />
                    <span className="sr-only">{t(step.ok ? 'providers.stepGood' : 'providers.stepBad')}</span>
                  </span>
                  <span>
                    <b>{nameOf(step.what)}</b> {step.detail}
                  </span>
                </li>
              ))}
            </ol>
            <p className="q t12">{t(result.ok ? 'providers.testRest' : 'providers.testMend')}</p>
          </>
        )}
        {!busy && !result && (
          <p className="q t12">
            {lastTest === null
              ? t('providers.testLead')
              : t('providers.testedAt', { when: formats.dateTime(lastTest.at), detail: lastTest.detail })}
          </p>
        )}
      </div>
    </section>
  )
}

function EditForm({ record, roles }: Pick<Props, 'record' | 'roles'>) {
  const { t } = useTranslation()
  const { client } = useApi()
  const deed = useDeed()
  const [form, setForm] = useState(() => formOf('', record))
  const { errors, says, clear, take } = useRefusal()
  const isSame = JSON.stringify(form) === JSON.stringify(formOf('', record))
  const save = async () => {
    clear()
    try {
      await client.changeProvider({ params: { id: record.id }, body: bodyOf(record.kind, form), ifMatch: record.revision })
      toast({ text: t('providers.saved', { name: form.name.trim() }) })
    } catch (error) {
      take(error)
    }
    await deed(touched, async () => null)
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <section className="form-fields">
        <h3 className="t13">{t('providers.entered')}</h3>
        <ProviderFields
          kind={record.kind}
          form={form}
          errors={errors}
          roles={roles}
          hasSecret={record.hasSecret}
          onChange={(patch) => setForm((now) => ({ ...now, ...patch }))}
        />
        <div className="row">
          <button type="submit" className="btn" disabled={isSame || form.name.trim() === '' || form.clientId.trim() === ''}>
            {t('common.save')}
          </button>
          <span className="err grow" role="alert">
            {says}
          </span>
        </div>
      </section>
    </form>
  )
}
