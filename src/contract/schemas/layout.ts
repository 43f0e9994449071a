// POST /layouts: pure computation; nothing is stored.
import Type, { type Static } from 'typebox'
import { limits, panelStrategies } from '../../domain/design.ts'
import { closed, HealingSchema, PointSchema } from './common.ts'
import { FixtureSchema, Room, SystemSchema } from './design.ts'

export const LayoutRequest = Type.Object(
  {
    room: Room,
    system: SystemSchema,
    fixtures: Type.Optional(Type.Array(FixtureSchema, { maxItems: limits.fixtures })),
    options: Type.Optional(
      Type.Object(
        {
          geometry: Type.Optional(Type.Boolean({ description: 'false leaves tiles and panels out; default true' })),
          alternatives: Type.Optional(Type.Integer({ minimum: 0, maximum: 20, description: 'How many; default 5' })),
          wasteRate: Type.Optional(Type.Number({ minimum: 0, maximum: 5 })),
          labourRate: Type.Optional(Type.Number({ minimum: 0, maximum: 20 })),
          taxRate: Type.Optional(Type.Number({ minimum: 0, maximum: 5 })),
        },
        closed,
      ),
    ),
  },
  closed,
)

const n = Type.Number()
const int = Type.Integer()
const RingOut = Type.Array(PointSchema)
const RoomFacts = Type.Object({ areaMm2: n, perimeterMm: n }, closed)

const Price = Type.Object(
  { currency: Type.String(), material: n, wasteRate: n, waste: n, labourRate: n, labour: n, taxRate: n, tax: n, total: n },
  closed,
)
const Item = Type.Object(
  {
    code: Type.String(),
    name: Type.String(),
    unit: Type.Enum(['piece', 'm2', 'm']),
    need: n,
    packSize: n,
    packs: n,
    unitPrice: n,
    cost: n,
  },
  closed,
)
export const QuantitiesSchema = Type.Object(
  {
    areaM2: n,
    perimeterM: n,
    coverageM2: n,
    coverageRatio: n,
    tilesFull: int,
    tilesCut: int,
    tilesOrdered: int,
    panels: int,
    wasteRatio: n,
    items: Type.Array(Item),
    price: Price,
  },
  closed,
)

const border = Type.Union([n, Type.Null()])
const GridCounts = Type.Object({ full: int, cut: int, dropped: int, total: int }, closed)
const Borders = Type.Object({ left: border, right: border, bottom: border, top: border }, closed)
const GridMerit = Type.Object(
  { shortBorderMm: n, borderDifferenceMm: n, shortHoleBorderMm: n, cutPieces: int, fixturesOffModule: int, orderedTiles: int },
  closed,
)
const gridSummary = {
  origin: PointSchema,
  counts: GridCounts,
  borders: Borders,
  worstBorder: border,
  merit: GridMerit,
  wasteRatio: n,
  why: Type.String(),
}
export const GridSummarySchema = Type.Object(gridSummary, closed)

export const GridLayoutSchema = Type.Object(
  {
    kind: Type.Literal('grid'),
    room: RoomFacts,
    ...gridSummary,
    module: PointSchema,
    rotationDeg: n,
    tiles: Type.Array(
      Type.Object(
        { id: Type.String(), kind: Type.Enum(['full', 'cut']), polygon: RingOut, holes: Type.Optional(Type.Array(RingOut)), areaMm2: n },
        closed,
      ),
    ),
    droppedAreaMm2: n,
    proven: Type.Boolean(),
    coverageM2: n,
    coverageRatio: n,
    quantities: QuantitiesSchema,
    alternatives: Type.Array(GridSummarySchema),
    healed: Type.Array(HealingSchema),
  },
  closed,
)

const PanelCounts = Type.Object({ columns: int, rows: int, total: int, dropped: int }, closed)
const PanelMerit = Type.Object({ score: n, panels: int, sawCuts: n, coverageRatio: n, aspectCloseness: n, wholeMm: Type.Boolean() }, closed)
const panelSummary = {
  counts: PanelCounts,
  panelMm: PointSchema,
  perimeterMm: PointSchema,
  coverageM2: n,
  gapM2: n,
  coverageRatio: n,
  merit: PanelMerit,
  why: Type.String(),
}
export const PanelSummarySchema = Type.Object(panelSummary, closed)

export const PanelLayoutSchema = Type.Object(
  {
    kind: Type.Literal('panels'),
    room: RoomFacts,
    ...panelSummary,
    strategy: Type.Enum([...panelStrategies]),
    panels: Type.Array(Type.Object({ id: Type.String(), xMm: n, yMm: n, widthMm: n, heightMm: n }, closed)),
    proven: Type.Boolean(),
    quantities: QuantitiesSchema,
    alternatives: Type.Array(PanelSummarySchema),
    healed: Type.Array(HealingSchema),
  },
  closed,
)

export const LayoutReply = Type.Union([GridLayoutSchema, PanelLayoutSchema], { description: 'Told apart by kind' })
export type LayoutRequest = Static<typeof LayoutRequest>
export type LayoutReply = Static<typeof LayoutReply>
