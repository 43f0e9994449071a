// One panel by its kind.
import type { Tile } from '../../contract/schemas/dashboard.ts'
import { AlarmsTile } from './tiles/alarms-tile.tsx'
import { ChartTile } from './tiles/chart-tile.tsx'
import { EnergyTile } from './tiles/energy-tile.tsx'
import { HeatTile } from './tiles/heat-tile.tsx'
import { NodesTile } from './tiles/nodes-tile.tsx'
import { TableTile } from './tiles/table-tile.tsx'
import { ValueTile } from './tiles/value-tile.tsx'

/** Every kind has its component. */
export function TileView({ tile, title }: { tile: Tile; title: string }) {
  switch (tile.kind) {
    case 'value':
      return <ValueTile tile={tile} title={title} />
    case 'chart':
      return <ChartTile tile={tile} title={title} />
    case 'heat':
      return <HeatTile tile={tile} title={title} />
    case 'table':
      return <TableTile tile={tile} title={title} />
    case 'alarms':
      return <AlarmsTile tile={tile} title={title} />
    case 'nodes':
      return <NodesTile tile={tile} title={title} />
    case 'energy':
      return <EnergyTile tile={tile} title={title} />
  }
}
