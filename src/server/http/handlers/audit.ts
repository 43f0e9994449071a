// The audit and the log over HTTP.
import type { LogLines } from '../../log-lines.ts'
import type { AuditService } from '../../services/audit.ts'
import type { Handlers } from '../handler.ts'

export function createAuditHandlers({
  audit,
  logLines,
}: {
  audit: AuditService
  logLines: LogLines
}): Pick<Handlers, 'listAudit' | 'getAuditEntry' | 'verifyAudit' | 'getAuditFile' | 'archiveAudit' | 'listLogs'> {
  return {
    listAudit: ({ query }) => audit.list(query),
    getAuditEntry: ({ params }) => audit.get(params.id),
    verifyAudit: () => audit.verify(),
    getAuditFile: ({ query }) => ({ contentType: 'text/csv; charset=utf-8', disposition: 'attachment', ...audit.streamCsv(query) }),
    archiveAudit: ({ body }) => audit.archive(body.before),
    listLogs: ({ query }) => logLines.list(query),
  }
}
