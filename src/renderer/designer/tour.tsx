// The first steps, three of them, on the sample project: shown once, skippable, never again once done.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChangeSettings, useSettings } from '../api/queries.ts'
import { useAppState } from '../ui/app-state.ts'
import { useDesigner } from './designer-context.tsx'

const steps = [
  { id: 'drag', anchor: 'tour-canvas' },
  { id: 'compare', anchor: 'tour-panel' },
  { id: 'export', anchor: 'tour-export' },
] as const

/** A card beside the thing it speaks of; it never blocks the drawing. */
export function Tour() {
  const { t } = useTranslation()
  const settings = useSettings()
  const change = useChangeSettings()
  const { designId } = useDesigner()
  const isSample = useAppState((s) => s.sampleDesignId === designId)
  const [at, setAt] = useState(0)
  const [ended, setEnded] = useState(false)
  const step = steps[at]
  if (!step || ended || !isSample || settings.data?.values.tourDone !== false) return null
  const end = () => {
    setEnded(true)
    change.mutate({ tourDone: true })
  }
  return (
    <section className={`tour ${step.anchor}`} aria-label={t('tour.title')} data-pane="tour">
      <p className="q t12">{t('tour.step', { n: at + 1, all: steps.length })}</p>
      <h2 className="t15" aria-live="polite">
        {t(`tour.${step.id}`)}
      </h2>
      <p className="m">{t(`tour.${step.id}Text`)}</p>
      <div className="row">
        <button type="button" className="link" onClick={end}>
          {t('tour.skip')}
        </button>
        <span className="grow" />
        {at > 0 && (
          <button type="button" className="btn" onClick={() => setAt(at - 1)}>
            {t('tour.back')}
          </button>
        )}
        <button type="button" className="btn p" onClick={() => (at === steps.length - 1 ? end() : setAt(at + 1))}>
          {t(at === steps.length - 1 ? 'tour.done' : 'tour.next')}
        </button>
      </div>
    </section>
  )
}
