// Rows of the audit, the log and the secrets.

import Type from 'typebox'
import {
  ArchiveAudit,
  ArchivedAudit,
  AuditEntry,
  AuditParams,
  AuditQuery,
  AuditVerdict,
  LogLine,
  LogsQuery,
  SecretState,
} from '../schemas/audit.ts'
import { closed, Empty } from '../schemas/common.ts'
import { list, route } from './route.ts'

export const auditRoutes = {
  listAudit: route({
    method: 'GET',
    path: '/audit',
    summary: 'Who did what, newest first',
    query: AuditQuery,
    reply: list(AuditEntry),
    permission: 'audit:read',
  }),
  getAuditEntry: route({
    method: 'GET',
    path: '/audit/{id}',
    summary: 'One entry',
    params: AuditParams,
    reply: AuditEntry,
    permission: 'audit:read',
  }),
  verifyAudit: route({
    method: 'POST',
    path: '/audit/verify',
    summary: 'Follow the whole chain and say what was done to it',
    body: Empty,
    reply: AuditVerdict,
    permission: 'audit:read',
    limit: 'heavy',
  }),
  getAuditFile: route({
    method: 'GET',
    path: '/audit.csv',
    summary: 'The audit as CSV, streamed',
    query: AuditQuery,
    reply: 'file',
    permission: 'audit:read',
  }),
  archiveAudit: route({
    method: 'POST',
    path: '/audit/archive',
    summary: 'Move old entries to a file and anchor it',
    body: ArchiveAudit,
    reply: ArchivedAudit,
    permission: 'audit:write',
  }),
  listLogs: route({
    method: 'GET',
    path: '/logs',
    summary: 'The newest lines of the program’s log, secrets masked; `since` is the `next` of the last reply',
    query: LogsQuery,
    reply: Type.Object({ items: Type.Array(LogLine), next: Type.Integer() }, closed),
    permission: 'logs:read',
  }),
  getSecrets: route({
    method: 'GET',
    path: '/secrets',
    summary: 'How secrets are kept, and which have to be entered again',
    reply: SecretState,
    permission: 'secrets:read',
  }),
} as const
