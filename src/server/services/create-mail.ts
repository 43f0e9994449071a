// Mail, its templates and rules, notices, and the lab's SMTP sink, wired.
import type { MailPart } from '../../contract/schemas/mail.ts'
import type { Bus } from '../bus.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Events, Outbox } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import type { WorkerPool } from '../worker-pool.ts'
import { createLabMail } from './lab-mail.ts'
import { createLabSmtp, type LabSmtpService } from './lab-smtp.ts'
import { createMailService, type MailService } from './mail.ts'
import { createMailBatches } from './mail-batch.ts'
import type { MailFiles } from './mail-file.ts'
import { keepMails } from './mail-keeping.ts'
import { createMailQueue } from './mail-queue.ts'
import { createMailRules, type MailRuleService } from './mail-rule.ts'
import { createMailRun } from './mail-run.ts'
import { createMailSenders, type OpenMailSender } from './mail-sender.ts'
import { createMailSetup } from './mail-setup.ts'
import { createMailTemplates, type MailTemplateService } from './mail-template.ts'
import type { DeliverLink } from './sign-in.ts'

export interface Mail {
  readonly mail: MailService
  readonly mailTemplate: MailTemplateService
  readonly mailRule: MailRuleService
  readonly labSmtp: LabSmtpService
  /** Sends an invitation; false where no mail is set up. */
  readonly mailInvitation: (account: { readonly id: string; readonly email: string; readonly name: string }, link: string) => boolean
}

/** Panels hear of mail so often at most. */
const tellMs = 1000

/** Handles the jobs of kinds mail, digest and notice. */
export function createMail(parts: {
  store: Store
  bus: Bus
  clock: Clock
  log: Log
  randomId: () => string
  secrets: SecretBox
  events: Events
  outbox: Outbox
  workers: Pick<WorkerPool, 'run'>
  /** Ports this server listens on. */
  ownPorts: () => readonly number[]
  smtpUrl: string | null
  baseUrl: string
  files: MailFiles
  /** Tests send without sockets. */
  openSender?: OpenMailSender | undefined
  makeCertificate: Parameters<typeof createLabSmtp>[0]['makeCertificate']
}): Mail & { deliver: DeliverLink; hasMail(): boolean; stop(): void } {
  const { store, bus, clock, log, randomId, secrets, events, outbox, workers, ownPorts, smtpUrl, files, makeCertificate } = parts
  const changed = new Set<MailPart>()
  let stopTelling: (() => void) | undefined
  const tell = (what: MailPart) => {
    changed.add(what)
    stopTelling ??= clock.after(tellMs, () => {
      stopTelling = undefined
      bus.publish({ name: 'mail.changed', payload: { at: clock.now(), what: [...changed] } })
      changed.clear()
    })
  }
  const told = <T>(what: MailPart, done: T): T => {
    tell(what)
    return done
  }
  const mailTemplate = createMailTemplates({ store, workers, clock, log, baseUrl: parts.baseUrl })
  const setup = createMailSetup({ store, secrets, clock, ownPorts, smtpUrl })
  const openSender = parts.openSender ?? createMailSenders({ ownPorts })
  const shared = { store, secrets, outbox, clock, randomId, setup, templates: mailTemplate, files, openSender, onChange: tell }
  const queue = createMailQueue({ ...shared, messageId: setup.messageId })
  const batches = createMailBatches({ ...shared, queue })
  const run = createMailRun({ ...shared, queue, batches })
  const mail = createMailService({ ...shared, queue, batches, run })
  outbox.handle('mail', run.handler)
  const mailRule = createMailRules({ store, events, outbox, bus, clock, randomId, mail })
  const labMail = createLabMail({ store, mail })
  // A sink ends with its server: what was lent to it comes back.
  try {
    labMail.giveBack()
  } catch (err) {
    log.warn({ err }, 'the mail settings from before the lab could not be given back; they wait in the mail settings')
  }
  const labSmtp = createLabSmtp({ clock, makeCertificate, mail: labMail })
  const stopKeeping = keepMails({ store, clock, log, keepDays: () => setup.inUse().keepDays })
  return {
    ...{ mail, labSmtp },
    mailTemplate: {
      ...mailTemplate,
      put: async (...args) => told('templates', await mailTemplate.put(...args)),
      reset: (...args) => told('templates', mailTemplate.reset(...args)),
    },
    mailRule: {
      ...mailRule,
      create: (...args) => told('rules', mailRule.create(...args)),
      change: (...args) => told('rules', mailRule.change(...args)),
      remove: (...args) => told('rules', mailRule.remove(...args)),
    },
    mailInvitation: ({ id, email, name }, link) => {
      if (!mail.isSetUp()) return false
      const subject = `account/${id}`
      store.transaction(() => mail.add({ kind: 'welcome', email, accountId: id, subject, data: { email, name }, link }))
      return true
    },
    hasMail: mail.isSetUp,
    deliver: ({ kind, account, link }) => {
      if (!mail.isSetUp()) return false
      const { email, name, id: accountId } = account
      const subject = `account/${accountId}`
      store.transaction(() =>
        mail.add({ kind: kind === 'magic' ? 'magicLink' : 'passwordReset', email, accountId, subject, data: { email, name }, link }),
      )
      return true
    },
    stop: () => {
      stopTelling?.()
      stopKeeping()
      run.close()
      labSmtp.close()
    },
  }
}
