// The editor of one kind of mail: subject, HTML and text beside a live preview on real data, what can be filled in, versions and reset.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { MailTemplate, RenderedMail } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { useFormats } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'
import { DrawerHead } from './drawer-head.tsx'
import { mailKeys, type TemplateText, usePreview, useTemplateVersions } from './mail-queries.ts'
import { TemplateFields } from './templates-fields.tsx'
import { TemplatePreview } from './templates-preview.tsx'

interface Props {
  readonly template: MailTemplate
  /** Written and not saved. */
  readonly draft: TemplateText | null
  readonly onDraft: (text: TemplateText | null) => void
  readonly onClose: () => void
}

const typingMs = 400
const textOf = ({ subject, html, text }: TemplateText): TemplateText => ({ subject, html, text })

/** The pane at the right. */
export function TemplateDrawer({ template, draft, onDraft, onClose }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const formats = useFormats()
  const may = useMay()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [saveError, setSaveError] = useState<unknown>(null)
  const { kind } = template
  const name = t(`mailKinds.${kind}`)
  const shown = draft ?? textOf(template)
  const settled = useSettled(shown, typingMs)
  const mayPreview = may('mail:test')
  const preview = usePreview(kind, settled, mayPreview && settled.subject !== '')
  // What can't be rendered leaves the last one that could on the screen.
  const [good, setGood] = useState<RenderedMail | null>(null)
  if (preview.data && preview.data !== good) setGood(preview.data)
  const mayWrite = may('mail:write')
  const change = (text: TemplateText) => {
    setSaveError(null)
    const isSame = (['subject', 'html', 'text'] as const).every((field) => text[field] === template[field])
    onDraft(isSame ? null : text)
  }
  const put = async (run: () => Promise<MailTemplate>, says: (made: MailTemplate) => string, isUndo = false) => {
    const before = template
    setBusy(true)
    try {
      const made = await run()
      queries.setQueryData<MailTemplate[]>(mailKeys.templates, (held) => held?.map((one) => (one.kind === kind ? made : one)))
      onDraft(null)
      setSaveError(null)
      const back = () =>
        put(
          () =>
            before.isDefault
              ? client.resetMailTemplate({ params: { kind }, body: {} })
              : client.putMailTemplate({ params: { kind }, body: textOf(before), ifMatch: made.version }),
          () => t('templates.undone', { kind: name }),
          true,
        )
      toast({ text: says(made), ...(isUndo ? {} : { action: { label: t('common.undo'), run: () => void back() } }) })
    } catch (error) {
      setSaveError(error)
    } finally {
      setBusy(false)
      void queries.invalidateQueries({ queryKey: mailKeys.templates })
    }
  }
  const putText = (text: TemplateText) => client.putMailTemplate({ params: { kind }, body: textOf(text), ifMatch: template.version })
  const look = (version: MailTemplate) => {
    const before = draft
    change(textOf(version))
    if (before !== null) toast({ text: t('templates.putAside'), action: { label: t('common.undo'), run: () => onDraft(before) } })
  }
  const error = saveError ?? preview.error
  const fieldErrors = new Map(error instanceof AppError ? error.errors.map((one) => [one.pointer, one.detail] as const) : [])
  const isWhole = error !== null && ![...fieldErrors.keys()].some((pointer) => ['/subject', '/html', '/text'].includes(pointer))
  const time = template.at === null ? '' : formats.dateTime(template.at)
  const by = { n: template.version, name: template.writtenBy ?? '', time }
  const sub = template.at === null ? t('templates.builtInText') : t(template.isDefault ? 'templates.resetBy' : 'templates.by', by)
  return (
    <aside className="details template-details" data-pane="details" aria-label={name}>
      <DrawerHead title={name} sub={sub} onClose={onClose}>
        {mayWrite && !template.isDefault && (
          <button
            type="button"
            className="btn"
            disabled={busy}
            onClick={() =>
              void put(
                () => client.resetMailTemplate({ params: { kind }, body: {} }),
                () => t('templates.resetDone', { kind: name }),
              )
            }
          >
            {t('templates.reset')}
          </button>
        )}
      </DrawerHead>
      <div className="template-body">
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void put(
              () => putText(shown),
              (made) => t('templates.saved', { kind: name, n: made.version }),
            )
          }}
        >
          <TemplateFields text={shown} isReadOnly={!mayWrite} errors={fieldErrors} variables={good?.variables ?? []} onChange={change} />
          {isWhole && (
            <p className="err inset" role="alert">
              {describeError(error)}
            </p>
          )}
          {draft !== null && mayWrite && (
            <div className="details-foot">
              <button type="submit" className="btn p" disabled={busy || shown.subject.trim() === ''}>
                {t('templates.save')}
              </button>
              <button
                type="button"
                className="btn"
                onClick={() => {
                  setSaveError(null)
                  onDraft(null)
                }}
              >
                {t('templates.discard')}
              </button>
              <span className="q t12" role="status">
                {t('templates.draft')}
              </span>
            </div>
          )}
        </form>
        <div className="template-side">
          {mayPreview && <TemplatePreview preview={good} isOld={preview.error !== null} isWaiting={preview.isFetching} />}
          <Versions
            template={template}
            mayWrite={mayWrite}
            busy={busy}
            onLook={look}
            onUse={(version) =>
              void put(
                () => (version.isDefault ? client.resetMailTemplate({ params: { kind }, body: {} }) : putText(version)),
                () =>
                  version.version === 0
                    ? t('templates.resetDone', { kind: name })
                    : t('templates.usedAgain', { kind: name, n: version.version }),
              )
            }
          />
        </div>
      </div>
    </aside>
  )
}

/** What was written, once nothing was typed for a while. */
function useSettled(value: TemplateText, ms: number): TemplateText {
  const { subject, html, text } = value
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ subject, html, text }), ms)
    return () => clearTimeout(timer)
  }, [subject, html, text, ms])
  return settled
}

interface VersionsProps {
  readonly template: MailTemplate
  readonly mayWrite: boolean
  readonly busy: boolean
  readonly onLook: (version: MailTemplate) => void
  readonly onUse: (version: MailTemplate) => void
}

function Versions({ template, mayWrite, busy, onLook, onUse }: VersionsProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const versions = useTemplateVersions(template.kind)
  const items = versions.data ?? []
  return (
    <section aria-label={t('templates.versions')}>
      <h3 className="t13">{t('templates.versions')}</h3>
      {versions.error && <p className="err">{describeError(versions.error)}</p>}
      <ul className="template-versions">
        {items.map((one) => {
          const isCurrent = one.version === template.version
          const called = one.version === 0 ? t('templates.builtInText') : t('templates.version', { n: one.version })
          return (
            <li key={one.version} className="row">
              <div className="grow">
                {called}
                {isCurrent && <span className="ok t12"> · {t('templates.current')}</span>}
                <span className="q t12 template-when">
                  {one.isDefault && one.version > 0 && `${t('templates.builtInText')} · `}
                  {one.at !== null && `${one.writtenBy ?? ''}, ${formats.dateTime(one.at)}`}
                </span>
              </div>
              {!isCurrent && (
                <>
                  <button type="button" className="btn sm" aria-label={`${t('templates.lookAt')}: ${called}`} onClick={() => onLook(one)}>
                    {t('templates.lookAt')}
                  </button>
                  {mayWrite && (
                    <button
                      type="button"
                      className="btn sm"
                      disabled={busy}
                      aria-label={`${t('templates.useAgain')}: ${called}`}
                      onClick={() => onUse(one)}
                    >
                      {t('templates.useAgain')}
                    </button>
                  )}
                </>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
