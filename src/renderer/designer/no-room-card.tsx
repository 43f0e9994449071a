// The empty drawing teaches the next step: draw it, or type its sides.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd } from '../ui/kbd.tsx'
import { LengthField } from '../ui/quantity-fields.tsx'
import { useDesigner, useUnits } from './designer-context.tsx'

/** A card over the empty canvas; it makes a rectangle from two typed lengths. */
export function NoRoomCard() {
  const { t } = useTranslation()
  const { editor } = useDesigner()
  const units = useUnits()
  const [width, setWidth] = useState<number | null>(6000)
  const [depth, setDepth] = useState<number | null>(4200)
  const draw = (tool: 'outline' | 'rectangle') => {
    editor.setTool(tool)
    document.getElementById('main')?.focus()
  }
  const create = () => {
    if (width === null || depth === null) return
    const outer = [
      [0, 0],
      [width, 0],
      [width, depth],
      [0, depth],
    ] as const
    if (editor.commit(t('steps.room'), { kind: 'setRoom', room: { outer } }).length > 0) return
    editor.zoomTo('all')
    document.getElementById('main')?.focus()
  }
  return (
    <section className="no-room" aria-label={t('noRoom.title')}>
      <h2 className="t15">{t('noRoom.title')}</h2>
      <p className="m">{t('noRoom.text')}</p>
      <div className="row wrap">
        <button type="button" className="btn p" onClick={() => draw('outline')}>
          {t('tools.outline')} <Kbd keys="W" />
        </button>
        <button type="button" className="btn" onClick={() => draw('rectangle')}>
          {t('tools.rectangle')} <Kbd keys="R" />
        </button>
      </div>
      <p className="m">{t('noRoom.type')}</p>
      <form
        className="no-room-form"
        onSubmit={(event) => {
          event.preventDefault()
          create()
        }}
      >
        <LengthField
          label={t('noRoom.width')}
          labelWidth={52}
          units={units}
          value={width}
          min={0}
          above
          max={1e6}
          onCommit={(mm) => void setWidth(mm)}
        />
        <LengthField
          label={t('noRoom.depth')}
          labelWidth={52}
          units={units}
          value={depth}
          min={0}
          above
          max={1e6}
          onCommit={(mm) => void setDepth(mm)}
        />
        <button type="submit" className="btn">
          {t('noRoom.create')}
        </button>
      </form>
    </section>
  )
}
