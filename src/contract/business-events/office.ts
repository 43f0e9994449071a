// Business events of what people do at a desk: designs, exports, reports, accounts, keys.
import Type, { type TProperties } from 'typebox'
import { closed, Id, Instant } from '../schemas/common.ts'
import { exportFormats } from '../schemas/export.ts'
import { event, orNull, sampleIds } from './event.ts'

const { design: designId, project: projectId, account: accountId, report: reportId, other, at } = sampleIds

const design = { designId: Id, projectId: Id, name: Type.String(), revision: Type.Integer() }
const designSample = { designId, projectId, name: 'Office, 2nd floor', revision: 4 }

const report = <P extends TProperties>(more: P) =>
  Type.Object(
    {
      reportId: Id,
      projectId: Id,
      designId: orNull(Id),
      kind: Type.Enum(['ceiling', 'acceptance', 'maintenance', 'energy']),
      title: Type.String(),
      version: Type.Integer(),
      ...more,
    },
    closed,
  )
const reportSample = { reportId, projectId, designId, kind: 'ceiling' as const, title: 'Office, 2nd floor: ceiling', version: 2 }

const account = { accountId: Id, name: Type.String(), email: Type.String(), role: Type.String() }
const accountSample = { accountId, name: 'Ada Example', email: 'ada@example.org', role: 'engineer' }

export const officeEvents = {
  'report.submitted': event({
    version: 1,
    summary: 'A report was sent to its approver',
    isLater: true,
    data: report({ stage: Type.String(), approver: Type.String(), submittedBy: Type.String() }),
    sample: { ...reportSample, stage: 'technical', approver: 'Grace Example', submittedBy: 'Ada Example' },
  }),
  'report.approved': event({
    version: 1,
    summary: 'The approver of a stage approved a report',
    isLater: true,
    data: report({ stage: Type.String(), approvedBy: Type.String(), comment: orNull(Type.String()) }),
    sample: { ...reportSample, stage: 'technical', approvedBy: 'Grace Example', comment: null },
  }),
  'report.rejected': event({
    version: 1,
    summary: 'The approver of a stage sent a report back, with a reason',
    isLater: true,
    data: report({ stage: Type.String(), rejectedBy: Type.String(), reason: Type.String() }),
    sample: { ...reportSample, stage: 'technical', rejectedBy: 'Grace Example', reason: 'The border tiles are too narrow' },
  }),
  'report.completed': event({
    version: 1,
    summary: 'Every stage approved a report',
    isLater: true,
    data: report({ approvedBy: Type.Array(Type.String()) }),
    sample: { ...reportSample, approvedBy: ['Grace Example', 'Max Example'] },
  }),
  'design.saved': event({
    version: 1,
    summary: 'A revision of a design was stored, its first one included',
    data: Type.Object(design, closed),
    sample: designSample,
  }),
  'design.exported': event({
    version: 1,
    summary: 'A drawing or table was made of a design, or could not be made',
    data: Type.Object(
      {
        ...design,
        exportId: Id,
        format: Type.Enum([...exportFormats]),
        status: Type.Enum(['done', 'failed']),
        fileName: Type.String(),
        bytes: Type.Integer(),
        sha256: Type.String({ description: 'Of the file; empty when it failed' }),
        reason: orNull(Type.String()),
      },
      closed,
    ),
    sample: {
      ...designSample,
      ...{ exportId: other, format: 'pdf', status: 'done', fileName: 'Office, 2nd floor.pdf', bytes: 48_213, reason: null },
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
  }),
  'account.created': event({
    version: 1,
    summary: 'An account was made or somebody was invited',
    data: Type.Object({ ...account, state: Type.Enum(['active', 'invited']) }, closed),
    sample: { ...accountSample, state: 'invited' },
  }),
  'account.disabled': event({
    version: 1,
    summary: 'An account was switched off or deleted',
    data: Type.Object({ ...account, isDeleted: Type.Boolean() }, closed),
    sample: { ...accountSample, isDeleted: false },
  }),
  'account.locked': event({
    version: 1,
    summary: 'Too many wrong passwords in a row: an account waits as long as it can',
    data: Type.Object({ ...account, failures: Type.Integer(), until: Instant }, closed),
    sample: { ...accountSample, failures: 13, until: at + 900_000 },
  }),
  'key.expiring': event({
    version: 1,
    summary: 'An API key ends soon: 30, 14, 7 and 1 day before',
    data: Type.Object({ keyId: Id, name: Type.String(), ownerId: orNull(Id), expiresAt: Instant, days: Type.Integer() }, closed),
    sample: { keyId: other, name: 'Building management', ownerId: accountId, expiresAt: at + 7 * 86_400_000, days: 7 },
  }),
} as const
