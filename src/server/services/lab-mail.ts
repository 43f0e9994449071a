// Lends this server's mail to the lab's sink. What it was before is kept with the settings, in the same transaction, so that it comes back
// when the sink ends or, after a crash, when the server starts. Whoever sets another server meanwhile has ended the loan.
import { AppError } from '../../contract/errors.ts'
import type { ChangeMailSettings, MailSettings } from '../../contract/schemas/mail.ts'
import type { Store } from '../store/open.ts'

export interface LabMail {
  isLent(): boolean
  lend(sink: { readonly port: number; readonly ca: string }): void
  giveBack(): void
}
type Account = Pick<MailSettings, 'host' | 'port' | 'user' | 'tls' | 'ca' | 'from'>
type Stored = Partial<Account> & { readonly lab?: { readonly port: number; readonly before: Account } }

const sinkHost = '127.0.0.1'
/** Nobody's: mail of a server without an address of its own still has a sender. */
const labSender = 'plenum@lab.invalid'

/** What mail was set to before it was lent; null while it isn't. */
export function beforeLab(store: Pick<Store, 'mail'>): Account | null {
  const { lab, host, port } = (store.mail.settings()?.fields ?? {}) as Stored
  return lab !== undefined && host === sinkHost && port === lab.port ? lab.before : null
}

/** `mail` writes the settings, with all that comes with a change of them. */
export function createLabMail(parts: {
  readonly store: Pick<Store, 'mail' | 'transaction'>
  readonly mail: { settings(): MailSettings; change(body: ChangeMailSettings, ifMatch: number | null): unknown }
}): LabMail {
  const { store, mail } = parts
  const note = (lab: Stored['lab']) => {
    const row = store.mail.settings()
    if (row === undefined) return
    const { lab: _, ...fields } = row.fields as Stored
    store.mail.saveSettings(lab === undefined ? fields : { ...fields, lab }, row.revision)
  }
  return {
    isLent: () => beforeLab(store) !== null,
    lend: ({ port, ca }) => {
      const { isFromOptions, host, port: oldPort, user, tls, ca: oldCa, from } = mail.settings()
      if (isFromOptions)
        throw new AppError('conflict', 'The mail account is given by --smtp-url', {
          hint: 'Start Plenum without --smtp-url to choose it here.',
        })
      store.transaction(() => {
        const before = beforeLab(store) ?? { host, port: oldPort, user, tls, ca: oldCa, from }
        mail.change({ host: sinkHost, port, user: null, tls: 'required', ca, from: from ?? labSender }, null)
        note({ port, before })
      })
    },
    giveBack: () => {
      const before = beforeLab(store)
      if (before === null) return
      store.transaction(() => {
        mail.change(before, null)
        note(undefined)
      })
    },
  }
}
