// Exports: a drawing or table made of a design, kept as a record with a file.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant } from './common.ts'

export const exportFormats = ['dxf', 'svg', 'pdf', 'png', 'csv', 'json', 'txt'] as const
export type ExportFormat = (typeof exportFormats)[number]
export const dxfFlavours = ['blocks', 'lines', 'polylines'] as const
export const layerSetIds = ['aia', 'iso13567', 'bs1192'] as const
export const dxfVersions = ['AC1021', 'R12'] as const
export const paperSizes = ['A4', 'A3', 'A2', 'A1', 'A0'] as const

export const CreateExport = Type.Object(
  {
    format: Type.Enum([...exportFormats]),
    flavour: Type.Optional(Type.Enum([...dxfFlavours], { description: 'DXF only; default blocks' })),
    layers: Type.Optional(Type.Enum([...layerSetIds], { description: 'DXF only; default aia' })),
    dxfVersion: Type.Optional(Type.Enum([...dxfVersions], { description: 'DXF only; default AC1021' })),
    paper: Type.Optional(Type.Enum([...paperSizes], { description: 'Drawings only; default the smallest that fits' })),
    scale: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 5000,
        description: 'Drawings only: 50 means 1:50; default the largest standard scale that fits',
      }),
    ),
    widthPx: Type.Optional(Type.Integer({ minimum: 64, maximum: 8192, description: 'PNG only; default 1600' })),
  },
  closed,
)

export const ExportRecord = Type.Object(
  {
    id: Id,
    designId: Id,
    designRevision: Type.Integer(),
    format: Type.Enum([...exportFormats]),
    status: Type.Enum(['running', 'done', 'failed']),
    fileName: Type.String(),
    bytes: Type.Integer(),
    sha256: Type.String(),
    warnings: Type.Array(Type.String()),
    reason: Type.Optional(Type.String()),
    savedTo: Type.Optional(Type.String({ description: 'Copy in the output folder of the settings' })),
    createdAt: Instant,
  },
  closed,
)

export const ExportTicket = Type.Object({ url: Type.String({ description: 'One use, 60 s' }), expiresAt: Instant }, closed)

export type CreateExport = Static<typeof CreateExport>
export type ExportRecord = Static<typeof ExportRecord>
