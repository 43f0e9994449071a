// Product catalogues as JSON files.
import Type, { type Static } from 'typebox'
import { closed } from './common.ts'

export const ProductSchema = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 64 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    kind: Type.Enum(['finish', 'main', 'tee', 'angle', 'hanger', 'fixture']),
    unit: Type.Enum(['m2', 'piece', 'm']),
    price: Type.Number({ minimum: 0 }),
    packSize: Type.Number({ exclusiveMinimum: 0 }),
    moduleMm: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    lengthMm: Type.Optional(Type.Number()),
    thicknessMm: Type.Optional(Type.Number()),
    massKgM2: Type.Optional(Type.Number()),
    nrc: Type.Optional(Type.Number()),
    lightReflectance: Type.Optional(Type.Number()),
    fireClass: Type.Optional(Type.String()),
    maxPointLoadG: Type.Optional(Type.Number()),
  },
  closed,
)
export const CatalogueSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    name: Type.String(),
    version: Type.Integer(),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    defaultFinish: Type.String(),
    products: Type.Array(ProductSchema),
  },
  closed,
)
export type CatalogueRecord = Static<typeof CatalogueSchema>
