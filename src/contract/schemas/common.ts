// Schemas shared by several nouns.
import Type, { type Static } from 'typebox'

/** Closed object: unknown fields are refused by name in bodies and stripped from replies. */
export const closed = { additionalProperties: false } as const

export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$', description: 'Opaque id' })
export const Instant = Type.Integer({ minimum: 0, description: 'UTC epoch milliseconds' })
export const Name = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '\\S',
  trimmed: true,
  description: '1 to 200 characters after trimming; control characters become a space',
})
export const NoteText = Type.String({ maxLength: 5000, description: 'Up to 5,000 characters' })
export const Mm = Type.Number({ minimum: -1e7, maximum: 1e7, description: 'Millimetres' })
export const PositiveMm = Type.Number({ exclusiveMinimum: 0, maximum: 1e6, description: 'Millimetres, more than 0' })
export const PointSchema = Type.Tuple([Mm, Mm], { description: '[x, y] in millimetres' })
export const IdParams = Type.Object({ id: Id }, closed)
export const Page = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 400, description: 'From the last reply’s next' })),
  },
  closed,
)
export const Empty = Type.Object({}, closed)

export const HealingSchema = Type.Object({ pointer: Type.String(), detail: Type.String() }, closed)

export const ProblemDetails = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    hint: Type.Optional(Type.String()),
    requestId: Type.String(),
    errors: Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }, closed)),
  },
  { ...closed, $id: 'ProblemDetails', description: 'RFC 9457 application/problem+json' },
)
export type ProblemDetails = Static<typeof ProblemDetails>
