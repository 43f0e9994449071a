// The ceiling document and the records around it.
import Type, { type Static } from 'typebox'
import { fixtureKinds, limits, panelStrategies } from '../../domain/design.ts'
import { closed, HealingSchema, Id, Instant, Mm, Name, NoteText, PointSchema, PositiveMm } from './common.ts'

const Vertex = Type.Array(Type.Number({ minimum: -1e7, maximum: 1e7 }), {
  minItems: 2,
  maxItems: 3,
  description: '[x, y] or [x, y, bulge], mm',
})
const RingSchema = Type.Array(Vertex, { minItems: 1, description: `At most ${limits.vertices} vertices in all` })
export const Room = Type.Object(
  { outer: RingSchema, holes: Type.Optional(Type.Array(RingSchema)) },
  { ...closed, $id: 'Room', description: 'Any turn, open or closed rings; a third number is the bulge of the edge that starts there' },
)

const CatalogueId = Type.String({ minLength: 1, maxLength: 64 })
export const GridSystemSchema = Type.Object(
  {
    kind: Type.Literal('grid'),
    module: Type.Tuple([PositiveMm, PositiveMm], { description: '[along x, along y] mm, never turned' }),
    rotationDeg: Type.Optional(Type.Number({ minimum: -360, maximum: 360 })),
    origin: Type.Optional(Type.Union([Type.Literal('best'), PointSchema])),
    firstMainLimitMm: Type.Optional(PositiveMm),
    catalogue: Type.Optional(CatalogueId),
    finish: Type.Optional(CatalogueId),
  },
  closed,
)

export const PanelSystemSchema = Type.Object(
  {
    kind: Type.Literal('panels'),
    perimeterGapMm: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
    panelGapMm: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
    minMm: Type.Optional(PositiveMm),
    maxMm: Type.Optional(PositiveMm),
    sheetMm: Type.Optional(Type.Tuple([PositiveMm, PositiveMm])),
    aspect: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100 })),
    wholeMm: Type.Optional(Type.Boolean()),
    strategy: Type.Optional(Type.Enum([...panelStrategies])),
    grid: Type.Optional(Type.Tuple([Type.Integer({ minimum: 1 }), Type.Integer({ minimum: 1 })])),
    catalogue: Type.Optional(CatalogueId),
    finish: Type.Optional(CatalogueId),
  },
  closed,
)

export const SystemSchema = Type.Union([GridSystemSchema, PanelSystemSchema], { description: 'Told apart by kind' })

export const FixtureSchema = Type.Object(
  {
    kind: Type.Enum([...fixtureKinds]),
    xMm: Mm,
    yMm: Mm,
    widthMm: Type.Optional(PositiveMm),
    heightMm: Type.Optional(PositiveMm),
    rotationDeg: Type.Optional(Type.Number({ minimum: -360, maximum: 360 })),
    label: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)

export const DimensionSchema = Type.Object({ from: PointSchema, to: PointSchema, offsetMm: Mm }, closed)

const Line = Type.String({ maxLength: 200 })
export const TitleBlockSchema = Type.Object(
  {
    project: Line,
    drawing: Line,
    drawingNumber: Line,
    revision: Line,
    date: Line,
    drawnBy: Line,
    checkedBy: Line,
    level: Line,
    notes: NoteText,
  },
  closed,
)

export const DesignDocument = Type.Object(
  {
    format: Type.Literal('plenum.design'),
    version: Type.Literal(1),
    room: Type.Union([Room, Type.Null()]),
    system: SystemSchema,
    fixtures: Type.Record(Id, FixtureSchema),
    dimensions: Type.Record(Id, DimensionSchema),
    titleBlock: TitleBlockSchema,
  },
  { ...closed, description: 'The ceiling document' },
)

/** What a list shows of a design; the thumbnail is drawn by the client from `outline`. */
export const DesignSummary = Type.Object(
  {
    id: Id,
    projectId: Id,
    projectName: Type.String(),
    name: Type.String(),
    revision: Type.Integer(),
    createdAt: Instant,
    updatedAt: Instant,
    systemKind: Type.Enum(['grid', 'panels']),
    systemLabel: Type.String({ description: 'For people: "Grid 600 × 600"' }),
    outline: Type.Union([Room, Type.Null()]),
  },
  closed,
)

export const DesignRecord = Type.Object(
  {
    id: Id,
    projectId: Id,
    projectName: Type.String(),
    name: Type.String(),
    revision: Type.Integer({ description: 'Also the ETag' }),
    createdAt: Instant,
    updatedAt: Instant,
    document: DesignDocument,
  },
  closed,
)

export const CreateDesign = Type.Object(
  {
    name: Name,
    room: Type.Optional(Type.Union([Room, Type.Null()])),
    system: SystemSchema,
    fixtures: Type.Optional(Type.Union([Type.Array(FixtureSchema, { maxItems: limits.fixtures }), Type.Record(Id, FixtureSchema)])),
  },
  closed,
)

export const ChangeDesign = Type.Object(
  { name: Type.Optional(Name), document: Type.Optional(DesignDocument) },
  { ...closed, description: 'Needs If-Match. Each accepted change is one revision.' },
)

export const RevisionSummary = Type.Object(
  {
    number: Type.Integer(),
    savedAt: Instant,
    name: Type.String(),
    cause: Type.Enum(['created', 'saved', 'renamed', 'restored', 'imported', 'duplicated']),
    bytes: Type.Integer(),
  },
  closed,
)
export const RevisionRecord = Type.Object(
  { number: Type.Integer(), savedAt: Instant, name: Type.String(), document: DesignDocument },
  closed,
)

export const ImportReport = Type.Object(
  { projectId: Id, designIds: Type.Array(Id), repaired: Type.Array(HealingSchema), dropped: Type.Array(HealingSchema) },
  closed,
)

export type DesignRecord = Static<typeof DesignRecord>
export type DesignSummary = Static<typeof DesignSummary>
export type CreateDesign = Static<typeof CreateDesign>
export type ChangeDesign = Static<typeof ChangeDesign>
export type RevisionSummary = Static<typeof RevisionSummary>
export type RevisionRecord = Static<typeof RevisionRecord>
export type ImportReport = Static<typeof ImportReport>
