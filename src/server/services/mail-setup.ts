// The SMTP account that is in use, its secrets, what it still lacks, and its changes.
import { domainToASCII } from 'node:url'
import type { ChangeMailSettings, MailSettings } from '../../contract/schemas/mail.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/open.ts'
import { beforeLab } from './lab-mail.ts'
import { accountFromUrl, dkimRecord, type MailAccount, mailPresets, noMail, requireMailAccount } from './mail-account.ts'
import type { SmtpAccount } from './mail-sender.ts'
import { requireCurrent } from './refusal.ts'

export interface MailSetup {
  /** All that is shown of it but how it is. */
  shown(): Omit<MailSettings, 'health'>
  inUse(): MailAccount
  /** What keeps mails from being sent at all, or null. off: nothing is set up. */
  missing(): { readonly state: 'off' | 'degraded'; readonly reason: string } | null
  smtp(): SmtpAccount
  /** Of a new mail. */
  messageId(id: string): string
  change(body: ChangeMailSettings, ifMatch: number | null): void
}

const passwordName = 'mail/password'
const dkimName = 'mail/dkimKey'

export function createMailSetup(parts: {
  store: Pick<Store, 'mail' | 'transaction'>
  secrets: SecretBox
  clock: Clock
  ownPorts: () => readonly number[]
  smtpUrl: string | null
}): MailSetup {
  const { store, secrets, clock, ownPorts, smtpUrl } = parts
  const given = smtpUrl === null ? null : accountFromUrl(smtpUrl)
  const own = (): { fields: MailAccount; revision: number } => {
    const row = store.mail.settings()
    const { lab: _, ...fields } = (row?.fields ?? {}) as Partial<MailAccount> & { lab?: unknown }
    return { fields: { ...noMail, ...fields }, revision: row?.revision ?? 0 }
  }
  const inUse = (): MailAccount => given?.account ?? own().fields
  const secret = (name: string) => {
    const bytes = secrets.get(name)
    return bytes === null ? null : Buffer.from(bytes).toString()
  }
  const password = () => (given === null ? secret(passwordName) : given.password)
  return {
    inUse,
    shown: () => {
      const { fields, revision } = own()
      return {
        ...(given === null ? fields : given.account),
        ...{ hasPassword: password() !== null, hasDkimKey: secret(dkimName) !== null },
        dkimRecord: fields.dkim === null ? null : dkimRecord(fields.dkim, secret(dkimName)),
        ...{ isFromOptions: given !== null, isToLab: given === null && beforeLab(store) !== null, presets: [...mailPresets], revision },
      }
    },
    missing: () => {
      const { host, from, user, dkim } = inUse()
      if (host === null) return { state: 'off', reason: 'No mail server is set up' }
      if (from === null) return { state: 'off', reason: 'No sender address is set up' }
      // A folder opened on another computer doesn't open its secrets there.
      if (user !== null && password() === null) return { state: 'degraded', reason: 'The password of the mail account has to be entered' }
      return dkim !== null && secret(dkimName) === null ? { state: 'degraded', reason: 'The private key of DKIM has to be entered' } : null
    },
    smtp: () => {
      const { host, from, dkim, ratePerMinute: _, ...rest } = inUse()
      const privateKey = dkim === null ? null : secret(dkimName)
      return {
        ...rest,
        ...{ host: host ?? '', from: from ?? '', password: password() },
        dkim: dkim === null || privateKey === null ? null : { ...dkim, privateKey },
      }
    },
    messageId: (id) => {
      const domain = inUse().from?.split('@')[1] ?? 'plenum.invalid'
      return `<${id}@${domainToASCII(domain) || 'plenum.invalid'}>`
    },
    change: ({ password: newPassword, dkimPrivateKey, ...body }, ifMatch) => {
      store.transaction(() => {
        const { fields, revision } = own()
        requireCurrent({ noun: 'setting', sent: ifMatch, current: revision, at: clock.now() })
        const next: MailAccount = { ...fields, ...body }
        const has = (sent: string | null | undefined, name: string) => (sent === undefined ? secret(name) !== null : sent !== null)
        const hasPassword = has(newPassword, passwordName)
        const hasDkimKey = has(dkimPrivateKey, dkimName)
        requireMailAccount(next, {
          hasPassword,
          hasDkimKey,
          body: { ...body, ...(dkimPrivateKey === undefined ? {} : { dkimPrivateKey }) },
          ownPorts: ownPorts(),
        })
        const keep = (name: string, value: string | null | undefined) => {
          if (value === null) secrets.remove(name)
          else if (value !== undefined) secrets.put(name, Buffer.from(value))
        }
        keep(passwordName, newPassword)
        keep(dkimName, dkimPrivateKey)
        store.mail.saveSettings({ ...store.mail.settings()?.fields, ...next }, revision + 1)
      })
    },
  }
}
