// A design in a small picture and a few facts, for comparing versions.
import { useTranslation } from 'react-i18next'
import type { Design } from '../../domain/design.ts'
import { formatLength } from '../../domain/units.ts'
import { outlineBox, ringPath } from '../ui/outline-path.ts'
import { useUnits } from './designer-context.tsx'

/** Outline, fixtures, system and counts. */
export function DesignFacts({ name, design }: { name: string; design: Design }) {
  const { t } = useTranslation()
  const units = useUnits()
  const rings = design.room ? [design.room.outer, ...(design.room.holes ?? [])] : []
  const box = outlineBox(rings)
  const sizeMm = Math.max(box.width, box.height)
  const { system } = design
  const path = rings.map(ringPath).join('')
  const text =
    system.kind === 'grid'
      ? t('system.grid', { module: system.module.map((mm) => formatLength(mm, units)).join(' × ') })
      : t('system.panels')
  const origin =
    system.kind !== 'grid'
      ? ''
      : typeof system.origin === 'object'
        ? system.origin.map((mm) => formatLength(mm, units)).join(', ')
        : t('grid.best')
  return (
    <figure className="facts">
      {rings.length > 0 ? (
        <svg
          viewBox={`${box.x - sizeMm * 0.03} ${box.y - sizeMm * 0.03} ${box.width + sizeMm * 0.06} ${box.height + sizeMm * 0.06}`}
          aria-hidden
        >
          <path d={path} fillRule="evenodd" fill="var(--tile)" stroke="var(--wall)" strokeWidth={sizeMm / 100} />
          {Object.entries(design.fixtures).map(([id, f]) => (
            <rect
              key={id}
              x={f.xMm - (f.widthMm ?? 300) / 2}
              y={-f.yMm - (f.heightMm ?? 300) / 2}
              width={f.widthMm ?? 300}
              height={f.heightMm ?? 300}
              fill="var(--lite-fill)"
              stroke="var(--lite)"
              strokeWidth={sizeMm / 300}
            />
          ))}
        </svg>
      ) : (
        <div className="facts-empty q">{t('start.noRoom')}</div>
      )}
      <figcaption className="t12">
        <b>{name}</b>
        <br />
        {text}
        {origin !== '' && ` · ${t('grid.origin')} ${origin}`}
        <br />
        <span className="m">
          {t('facts.counts', {
            corners: rings.flat().length,
            fixtures: Object.keys(design.fixtures).length,
            dimensions: Object.keys(design.dimensions).length,
          })}
        </span>
      </figcaption>
    </figure>
  )
}
