// What the range cost in energy, and what of it was used while nobody was there.
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tile } from '../../../contract/schemas/dashboard.ts'
import { describeError } from '../../api/failure.ts'
import { useVisible } from '../../ui/use-visible.ts'
import { AreaLink } from '../area-link.tsx'
import { useScope } from '../dashboard-context.ts'
import { EnergyBars } from '../energy-bars.tsx'
import { EnergyFigures } from '../energy-figures.tsx'
import { bucketOf, useEnergy } from '../energy-queries.ts'
import { TileFrame } from '../tile-frame.tsx'

/** Figures and bars that fill the panel. */
export function EnergyTile({ tile, title }: { tile: Extract<Tile, { kind: 'energy' }>; title: string }) {
  const { t } = useTranslation()
  const { page, designId } = useScope()
  const ref = useRef<HTMLDivElement>(null)
  const isVisible = useVisible(ref)
  const energy = useEnergy({ range: page.range, designId, isVisible, isLive: page.isLive })
  return (
    <TileFrame
      tile={tile}
      title={title}
      link={
        <AreaLink to="/energy" route="/energy" search={{ from: page.typed.from, to: page.typed.to }} className="tile-link">
          {t('dashboard.openEnergy')}
        </AreaLink>
      }
    >
      <div ref={ref} className="fill energy-tile">
        {energy.data ? (
          energy.data.sensors.length === 0 ? (
            <p className="tile-none">{t('energy.noSensors')}</p>
          ) : (
            <>
              <EnergyFigures energy={energy.data} />
              <EnergyBars energy={energy.data} bucket={bucketOf(page.range)} range={page.range} />
            </>
          )
        ) : (
          <p className={energy.error ? 'tile-none alarm' : 'tile-none'}>{energy.error ? describeError(energy.error) : t('app.loading')}</p>
        )}
      </div>
    </TileFrame>
  )
}
