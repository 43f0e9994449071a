// What each kind of mail says: the kinds with who wrote which version, and beside them the editor of the open one.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailKind, MailTemplate } from '../../contract/schemas/mail.ts'
import { useFormats } from '../ui/format.ts'
import { useAdminSearch } from './admin-search.ts'
import { type TemplateText, useTemplates } from './mail-queries.ts'
import { SectionBody } from './section-body.tsx'
import { TemplateDrawer } from './templates-drawer.tsx'
import './system.css'
import './templates.css'

/** What is written and not saved outlives the section, as long as the window. */
let kept: ReadonlyMap<MailKind, TemplateText> = new Map()

/** Section `templates`. */
export function TemplatesPage() {
  const { t } = useTranslation()
  const [search, change] = useAdminSearch()
  const templates = useTemplates()
  const [drafts, setDrafts] = useState(kept)
  const rows = templates.data ?? []
  const open = rows.find((one) => one.kind === search.id)
  const setDraft = (kind: MailKind, text: TemplateText | null) =>
    setDrafts((held) => {
      const next = new Map(held)
      if (text === null) next.delete(kind)
      else next.set(kind, text)
      kept = next
      return next
    })
  return (
    <SectionBody
      title={t('templates.title')}
      error={templates.error}
      bar={!open && <p className="q t12">{t('templates.lead')}</p>}
      drawer={
        open && (
          <TemplateDrawer
            key={open.kind}
            template={open}
            draft={drafts.get(open.kind) ?? null}
            onDraft={(text) => setDraft(open.kind, text)}
            onClose={() => change({ id: undefined })}
          />
        )
      }
    >
      {rows.length > 0 && <TemplateTable rows={rows} drafts={drafts} openId={open?.kind ?? null} onOpen={(kind) => change({ id: kind })} />}
    </SectionBody>
  )
}

interface TableProps {
  readonly rows: readonly MailTemplate[]
  readonly drafts: ReadonlyMap<MailKind, TemplateText>
  readonly openId: MailKind | null
  readonly onOpen: (kind: MailKind) => void
}

function TemplateTable({ rows, drafts, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={openId === null ? 'list-scroll' : 'list-scroll template-beside'} tabIndex={0} aria-label={t('templates.title')}>
      <table className="t admin-table template-list">
        <thead>
          <tr>
            <th>{t('templates.columns.kind')}</th>
            <th>{t('templates.columns.version')}</th>
            <th className="c-by">{t('templates.columns.by')}</th>
            <th className="c-by">{t('templates.columns.at')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.kind} data-opens className={row.kind === openId ? 'sel' : undefined} onClick={() => onOpen(row.kind)}>
              <td>
                <button type="button" className="row-open el" aria-current={row.kind === openId || undefined}>
                  {t(`mailKinds.${row.kind}`)}
                </button>
              </td>
              <td>
                {drafts.has(row.kind) ? (
                  <span className="warn">{t('templates.draft')}</span>
                ) : row.isDefault ? (
                  <span className="q">{t('templates.builtIn')}</span>
                ) : (
                  t('templates.version', { n: row.version })
                )}
              </td>
              <td className="c-by el">{row.writtenBy}</td>
              <td className="c-by">{row.at !== null && formats.dateTime(row.at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
