// Every migration in order. The number of the last one is the version this program writes into the database (`user_version`).
import { projectsAndDesigns } from './migrations/0001-projects-and-designs.ts'
import { exportsAndSettings } from './migrations/0002-exports-and-settings.ts'
import { sampleAndDeleted } from './migrations/0003-sample-and-deleted.ts'
import { nodesAndKeys } from './migrations/0004-nodes.ts'
import { alarmRules } from './migrations/0005-alarm-rules.ts'
import { accounts } from './migrations/0006-accounts.ts'
import { sessions } from './migrations/0007-sessions.ts'
import { ownRoles } from './migrations/0008-roles.ts'
import { limitsAndRepeats } from './migrations/0009-limits-and-repeats.ts'
import { keysAndSecrets } from './migrations/0010-keys-and-secrets.ts'
import { audit } from './migrations/0011-audit.ts'
import { signInProviders } from './migrations/0012-sign-in-providers.ts'
import { keyHours } from './migrations/0013-key-hours.ts'
import { eventsAndJobs } from './migrations/0014-events-and-jobs.ts'
import { webhooks } from './migrations/0015-webhooks.ts'
import { mail } from './migrations/0016-mail.ts'
import { incoming } from './migrations/0017-incoming.ts'
import { noticeEvents } from './migrations/0018-notice-events.ts'
import { mailBatches } from './migrations/0019-mail-batches.ts'
import { inboxSize } from './migrations/0020-inbox-size.ts'

export interface Migration {
  /** `user_version` after it ran. */
  readonly version: number
  readonly what: string
  readonly sql: string
}

export const migrations: readonly Migration[] = [
  projectsAndDesigns,
  exportsAndSettings,
  sampleAndDeleted,
  nodesAndKeys,
  alarmRules,
  accounts,
  sessions,
  ownRoles,
  limitsAndRepeats,
  keysAndSecrets,
  audit,
  signInProviders,
  keyHours,
  eventsAndJobs,
  webhooks,
  mail,
  incoming,
  noticeEvents,
  mailBatches,
  inboxSize,
]
