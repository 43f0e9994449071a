// Subject, HTML and text of a template, and what can be filled in: a click writes it where the cursor was.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RenderedMail } from '../../contract/schemas/mail.ts'
import { FormField } from '../ui/form-field.tsx'
import type { TemplateText } from './mail-queries.ts'
import { insertionOf, lineOf, rangeOfLine, type TemplateField, unknownNames } from './templates-insert.ts'

interface Props {
  readonly text: TemplateText
  readonly isReadOnly: boolean
  /** By pointer. */
  readonly errors: ReadonlyMap<string, string>
  readonly variables: RenderedMail['variables']
  readonly onChange: (text: TemplateText) => void
}

const fields = ['subject', 'html', 'text'] as const satisfies readonly TemplateField[]
const rows: Record<TemplateField, number> = { subject: 2, html: 15, text: 9 }

export function TemplateFields({ text, isReadOnly, errors, variables, onChange }: Props) {
  const { t } = useTranslation()
  const inputs = useRef(new Map<TemplateField, HTMLTextAreaElement>())
  const [last, setLast] = useState<TemplateField>('html')
  const insert = (variable: RenderedMail['variables'][number]) => {
    const input = inputs.current.get(last)
    if (!input) return
    input.focus()
    // As if it were typed, so that Ctrl+Z takes it back.
    document.execCommand('insertText', false, insertionOf(variable, last))
  }
  const goTo = (field: TemplateField, line: number) => {
    const input = inputs.current.get(field)
    const range = rangeOfLine(text[field], line)
    if (!input || range === null) return
    input.focus()
    input.setSelectionRange(...range)
    input.scrollTop = (input.scrollHeight / text[field].split('\n').length) * (line - 3)
  }
  return (
    <>
      <section className="form-fields">
        {fields.map((field) => {
          const error = errors.get(`/${field}`)
          const line = error === undefined ? null : lineOf(error)
          const unknown = unknownNames(text[field], variables)
          const shared = { ...(error === undefined ? {} : { error }), ...(field === 'text' ? { hint: t('templates.textHint') } : {}) }
          return (
            <div key={field} className="template-field">
              <FormField label={t(`templates.${field}`)} {...shared}>
                {({ id, describedBy, invalid }) => (
                  <textarea
                    id={id}
                    ref={(input) => {
                      if (input) inputs.current.set(field, input)
                      else inputs.current.delete(field)
                    }}
                    className="txt mono"
                    rows={rows[field]}
                    maxLength={field === 'subject' ? 1000 : 100_000}
                    spellCheck={false}
                    readOnly={isReadOnly}
                    value={text[field]}
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    onFocus={() => setLast(field)}
                    onChange={(event) => {
                      const value = event.currentTarget.value
                      onChange({ ...text, [field]: field === 'subject' ? value.replace(/[\r\n]+/g, ' ') : value })
                    }}
                  />
                )}
              </FormField>
              {unknown.length > 0 && (
                <p className="warn t12" role="status">
                  {t('templates.unknown', { names: unknown.slice(0, 5).join(', ') })}
                </p>
              )}
              {line !== null && (
                <button type="button" className="link t12" onClick={() => goTo(field, line)}>
                  {t('templates.goToLine', { line })}
                </button>
              )}
            </div>
          )
        })}
      </section>
      {!isReadOnly && variables.length > 0 && (
        <section aria-label={t('templates.variables')}>
          <h3 className="t13">{t('templates.variables')}</h3>
          <p className="q t12">{t('templates.variablesHint', { example: '{{ event.value | round: 1 }}' })}</p>
          <ul className="template-variables">
            {variables.map((variable) => (
              <li key={variable.name}>
                <button
                  type="button"
                  className="mono"
                  title={variable.example}
                  // The field keeps its cursor.
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => insert(variable)}
                >
                  {variable.name}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
