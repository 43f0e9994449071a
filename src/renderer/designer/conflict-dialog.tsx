// Two windows changed the same design: both versions are offered, nothing is overwritten until the person has chosen.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { designFromDocument } from '../api/document.ts'
import { describeError } from '../api/failure.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useFormats } from '../ui/format.ts'
import { DesignFacts } from './design-facts.tsx'
import { useAutosaveState, useDesigner, useEditorState } from './designer-context.tsx'

/** Open while the autosave is in conflict; "Decide later" folds it into the banner of the title bar. */
export function ConflictDialog() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { autosave } = useDesigner()
  const save = useAutosaveState((s) => s.save)
  const name = useAutosaveState((s) => s.name)
  const mine = useEditorState((s) => s.committed)
  const [putOff, setPutOff] = useState(0)
  const [error, setError] = useState<string | null>(null)
  if (save.kind !== 'conflict') return null
  const { theirs } = save
  if (putOff === theirs.revision) {
    return (
      <div className="banner conflict-banner" role="status">
        <span className="grow">{t('conflict.waiting')}</span>
        <button type="button" className="btn sm" onClick={() => setPutOff(0)}>
          {t('conflict.decide')}
        </button>
      </div>
    )
  }
  const choose = (choice: 'mine' | 'theirs' | 'copy') =>
    autosave.resolve(choice).catch((reason: unknown) => setError(describeError(reason)))
  return (
    <Dialog title={t('conflict.title')} onClose={() => setPutOff(theirs.revision)} size={720}>
      <p>{t('conflict.lead')}</p>
      <div className="versions">
        <section>
          <h3 className="t13">{t('conflict.mine')}</h3>
          <p className="q t12">{t('conflict.mineHelp')}</p>
          <DesignFacts name={name} design={mine} />
          <button type="button" className="btn p" onClick={() => void choose('mine')}>
            {t('conflict.keepMine')}
          </button>
        </section>
        <section>
          <h3 className="t13">{t('conflict.theirs')}</h3>
          <p className="q t12">{t('conflict.theirsHelp', { time: formats.dateTime(theirs.updatedAt), n: theirs.revision })}</p>
          <DesignFacts name={theirs.name} design={designFromDocument(theirs.document)} />
          <button type="button" className="btn" onClick={() => void choose('theirs')}>
            {t('conflict.takeTheirs')}
          </button>
        </section>
      </div>
      {error && (
        <p className="err" role="alert">
          {error}
        </p>
      )}
      <div className="actions">
        <button type="button" className="btn" onClick={() => setPutOff(theirs.revision)}>
          {t('conflict.later')}
        </button>
        <button type="button" className="btn" onClick={() => void choose('copy')}>
          {t('conflict.copy')}
        </button>
      </div>
    </Dialog>
  )
}
