// A project: a job on a site; holds designs.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant, Name, NoteText } from './common.ts'

export const unitSystems = ['metric', 'imperial'] as const
const Rate = Type.Number({ minimum: 0, maximum: 20, description: 'A ratio: 0.15 is 15 %' })

export const ProjectRecord = Type.Object(
  {
    id: Id,
    name: Type.String(),
    notes: Type.String(),
    units: Type.Enum([...unitSystems]),
    catalogue: Type.String(),
    wasteRate: Type.Number(),
    labourRate: Type.Number(),
    taxRate: Type.Number(),
    revision: Type.Integer({ description: 'Also the ETag' }),
    designCount: Type.Integer(),
    createdAt: Instant,
    updatedAt: Instant,
  },
  closed,
)

const changeable = {
  name: Name,
  notes: NoteText,
  units: Type.Enum([...unitSystems]),
  catalogue: Type.String({ minLength: 1, maxLength: 64 }),
  wasteRate: Rate,
  labourRate: Rate,
  taxRate: Rate,
}
export const ChangeProject = Type.Partial(Type.Object(changeable, closed), closed)
export const CreateProject = Type.Object(
  {
    name: Name,
    notes: Type.Optional(NoteText),
    units: Type.Optional(Type.Enum([...unitSystems])),
    catalogue: Type.Optional(changeable.catalogue),
    wasteRate: Type.Optional(Rate),
    labourRate: Type.Optional(Rate),
    taxRate: Type.Optional(Rate),
  },
  closed,
)

export type ProjectRecord = Static<typeof ProjectRecord>
export type CreateProject = Static<typeof CreateProject>
export type ChangeProject = Static<typeof ChangeProject>
