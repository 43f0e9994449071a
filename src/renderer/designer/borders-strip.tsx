// The border at each side, against half a module.
import { useTranslation } from 'react-i18next'
import { formatLength } from '../../domain/units.ts'
import { useEditorState, useUnits } from './designer-context.tsx'

const sides = ['left', 'right', 'bottom', 'top'] as const

/** Four figures; one under half a module is marked by sign and word, not by colour alone. */
export function BordersStrip() {
  const { t } = useTranslation()
  const units = useUnits()
  const layout = useEditorState((s) => s.layout)
  const module = useEditorState((s) => (s.design.system.kind === 'grid' ? s.design.system.module : null))
  if (layout?.kind !== 'grid' || !module) return null
  const half = [...new Set([module[0] / 2, module[1] / 2])].map((mm) => formatLength(mm, units)).join(' × ')
  return (
    <div>
      <p className="pad-x t12 m">
        {t('borders.title')} <span className="q">· {t('borders.half', { half })}</span>
      </p>
      <dl className="bd">
        {sides.map((side) => {
          const mm = layout.borders[side]
          const least = side === 'left' || side === 'right' ? module[0] / 2 : module[1] / 2
          const isShort = mm !== null && mm > 0 && mm < least - 0.01
          return (
            <div key={side}>
              <dt>{t(`borders.${side}`)}</dt>
              <dd className={isShort ? 'warn b' : mm ? 'a b' : ''} title={isShort ? t('borders.short') : undefined}>
                {mm === null ? '–' : mm === 0 ? t('borders.full') : formatLength(mm, { ...units, decimals: 0 })}
                {isShort && (
                  <>
                    <span aria-hidden> ▾</span>
                    <span className="sr-only">{t('borders.short')}</span>
                  </>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}
