// Worker entry: follows the chain of the audit on a read-only connection.
import { performance } from 'node:perf_hooks'
import { type VerifyJob, verifyAudit } from '../store/audit-verify.ts'
import { serveRequests } from '../worker-thread.ts'

serveRequests<VerifyJob>((job) => ({ reply: verifyAudit(job, () => performance.now()) }))
