// Where something hangs, in words, with a link to its drawing.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Location } from '../../contract/schemas/sensor.ts'
import { useDesignChoices } from './bind-dialog.tsx'

/** A symbol of a design, a point, or nothing. */
export function PlaceText({ location }: { location: Location | null }) {
  const { t } = useTranslation()
  const designs = useDesignChoices()
  if (location === null) return <span className="q">{t('node.locationNone')}</span>
  if (location.kind === 'point') {
    const mm = (value: number) => String(Math.round(value))
    const [x, y, z] = [mm(location.xMm), mm(location.yMm), mm(location.zMm)] as const
    return <span>{t('node.locationPoint', { x, y, z })}</span>
  }
  const design = designs.find((d) => d.value === location.designId)?.label ?? location.designId
  return (
    <Link to="/designs/$designId" params={{ designId: location.designId }} className="a">
      {t('node.locationSymbol', { design })}
    </Link>
  )
}
