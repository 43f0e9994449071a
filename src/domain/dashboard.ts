// A first dashboard made from the sensors there are: values on top, charts, the heat map, alarms, nodes, a table. Pure.

export interface SensorForTiles {
  readonly id: string
  readonly type: string
  readonly valueKind: 'number' | 'boolean' | 'state'
}

interface Place {
  readonly id: string
  readonly column: number
  readonly row: number
  readonly width: number
  readonly height: number
}
export type FirstTile = Place &
  (
    | { readonly kind: 'value'; readonly sensorId: string }
    | { readonly kind: 'chart'; readonly sensorIds: string[]; readonly compareWeek: boolean }
    | { readonly kind: 'heat'; readonly designId: string; readonly type: string }
    | { readonly kind: 'table'; readonly sensorIds: string[] }
    | { readonly kind: 'alarms' | 'nodes'; readonly designId?: string }
    | { readonly kind: 'energy' }
  )

/** What people look at first. */
const preferred = ['temperature', 'humidity', 'co2', 'light_level', 'air_quality', 'occupancy', 'energy_consumption']
const mostValues = 6
const mostCharts = 4
const mostOnTile = 24
/** Fewer don't make a field. */
const leastForHeat = 3

/** Twelve columns, no overlap, no gap above a tile; empty rooms get alarms and nodes only. */
export function fillDashboard(sensors: readonly SensorForTiles[], designId: string | null): FirstTile[] {
  const types = [...new Set(sensors.map(({ type }) => type))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const idsOf = (type: string) => sensors.filter((sensor) => sensor.type === type).map(({ id }) => id)
  const kindOf = (type: string) => sensors.find((sensor) => sensor.type === type)?.valueKind
  const tiles: FirstTile[] = []
  let count = 0
  let row = 0
  const nextId = () => {
    count += 1
    return `t${count}`
  }
  const place = (column: number, width: number, height: number): Place => ({ id: nextId(), column, row, width, height })
  const inZone = designId === null ? {} : { designId }

  const values = types.slice(0, mostValues)
  for (const [i, type] of values.entries()) {
    const [sensorId] = idsOf(type)
    if (sensorId !== undefined) tiles.push({ kind: 'value', ...place(i * 2, 2, 2), sensorId })
  }
  if (values.length > 0) row += 2

  const numeric = types.filter((type) => kindOf(type) === 'number')
  const heatType = designId === null ? undefined : numeric.find((type) => idsOf(type).length >= leastForHeat)
  const charts = numeric.slice(0, mostCharts)
  const chart = (type: string) => ({ kind: 'chart', sensorIds: idsOf(type).slice(0, mostOnTile), compareWeek: false }) as const
  const first = heatType === undefined || designId === null ? undefined : charts.shift()
  if (first !== undefined && heatType !== undefined && designId !== null) {
    tiles.push({ ...chart(first), ...place(0, 8, 5) })
    tiles.push({ kind: 'heat', ...place(8, 4, 5), designId, type: heatType })
    row += 5
  }
  tiles.push({ kind: 'alarms', ...place(0, 6, 4), ...inZone })
  tiles.push({ kind: 'nodes', ...place(6, 6, 4), ...inZone })
  row += 4
  for (const [i, type] of charts.entries()) {
    const isAlone = i === charts.length - 1 && i % 2 === 0
    tiles.push({ ...chart(type), ...place(i % 2 === 0 ? 0 : 6, isAlone ? 12 : 6, 5) })
    if (isAlone || i % 2 === 1) row += 5
  }
  if (types.includes('energy_consumption')) {
    tiles.push({ kind: 'energy', ...place(0, 12, 5) })
    row += 5
  }
  if (sensors.length > 0) tiles.push({ kind: 'table', ...place(0, 12, 6), sensorIds: sensors.slice(0, mostOnTile).map(({ id }) => id) })
  return tiles
}

function rank(type: string): number {
  const index = preferred.indexOf(type)
  return index < 0 ? preferred.length : index
}
