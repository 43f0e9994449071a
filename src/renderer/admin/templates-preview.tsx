// How a mail looks to who gets it: HTML in a frame where nothing runs and nothing is fetched, or text; in a light and in a dark reader.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RenderedMail } from '../../contract/schemas/mail.ts'
import { HtmlFrame, type Scheme } from '../ui/html-frame.tsx'

interface Props {
  /** null until the first one is rendered. */
  readonly preview: RenderedMail | null
  /** What is written now can't be rendered. */
  readonly isOld: boolean
  readonly isWaiting: boolean
}

export function TemplatePreview({ preview, isOld, isWaiting }: Props) {
  const { t } = useTranslation()
  const [look, setLook] = useState<'html' | 'text'>('html')
  const [scheme, setScheme] = useState<Scheme>('light')
  return (
    <section className="template-preview" aria-label={t('templates.preview')}>
      <div className="row">
        <h3 className="t13 grow">{t('templates.preview')}</h3>
        {look === 'html' && (
          <fieldset className="seg">
            <legend className="sr-only">{t('templates.scheme')}</legend>
            {(['light', 'dark'] as const).map((one) => (
              <button key={one} type="button" aria-pressed={scheme === one} onClick={() => setScheme(one)}>
                {t(`templates.${one}`)}
              </button>
            ))}
          </fieldset>
        )}
        <fieldset className="seg">
          <legend className="sr-only">{t('templates.look')}</legend>
          {(['html', 'text'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={look === one} onClick={() => setLook(one)}>
              {t(`templates.${one}`)}
            </button>
          ))}
        </fieldset>
      </div>
      <p className={isOld ? 'warn t12' : 'q t12'} role="status">
        {preview === null
          ? isWaiting && t('templates.rendering')
          : t(isOld ? 'templates.previewOld' : preview.isSample ? 'templates.previewSample' : 'templates.previewReal')}
      </p>
      {preview && (
        <>
          <p className="mail-subject">{preview.subject}</p>
          {look === 'html' ? (
            <HtmlFrame html={preview.html} title={t('templates.preview')} scheme={scheme} />
          ) : (
            <pre className="code-block mono">{preview.text}</pre>
          )}
        </>
      )}
    </section>
  )
}
