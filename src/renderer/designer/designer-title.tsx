// What is open and whether it is saved: project, design name (rename in place), and the autosave's state in words.
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { TitleBar } from '../ui/title-bar.tsx'
import { useAutosaveState, useDesigner } from './designer-context.tsx'

/** The title bar of the designer. */
export function DesignerTitle() {
  const { t } = useTranslation()
  const { project, autosave } = useDesigner()
  const name = useAutosaveState((s) => s.name)
  const [text, setText] = useState<string | null>(null)
  const commit = () => {
    if (text !== null) autosave.rename(text)
    setText(null)
  }
  useEffect(() => {
    document.title = `${name} · ${t('app.name')}`
    return () => {
      document.title = t('app.name')
    }
  }, [name, t])
  return (
    <TitleBar skipTo="canvas">
      <Link to="/" search={{ project: project.id }} className="el crumb">
        {project.name}
      </Link>
      <span className="q" aria-hidden>
        /
      </span>
      <h1 className="sr-only">{name}</h1>
      <input
        className="name-field"
        aria-label={t('designer.name')}
        maxLength={200}
        size={Math.max(6, Math.min(40, (text ?? name).length))}
        value={text ?? name}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') setText(null)
        }}
      />
      <SaveBadge />
    </TitleBar>
  )
}

/** Always visible: saved when, saving, not saved and why. */
function SaveBadge() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { autosave } = useDesigner()
  const save = useAutosaveState((s) => s.save)
  const retry = (
    <button type="button" className="btn sm" onClick={() => void autosave.flush()}>
      {t('common.retry')}
    </button>
  )
  const look = {
    saved: { tone: '', text: save.kind === 'saved' ? t('save.saved', { time: formats.time(save.at) }) : '' },
    dirty: { tone: '', text: t('save.dirty') },
    saving: { tone: '', text: t('save.saving') },
    failed: { tone: 'alarm', text: save.kind === 'failed' ? t('save.failed', { reason: save.reason }) : '' },
    conflict: { tone: 'warn', text: t('save.conflict') },
  }[save.kind]
  return (
    <>
      <span className={`tag ${look.tone} save-badge`} role="status" title={look.text}>
        {(save.kind === 'failed' || save.kind === 'conflict') && <Icon name="alertTriangle" size={14} />}
        <span className="el">{look.text}</span>
      </span>
      {save.kind === 'failed' && retry}
    </>
  )
}
