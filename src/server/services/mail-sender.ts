// One SMTP account: connections are pooled, every wait has an end, TLS is as the policy says, the address is checked where it is connected.
// `sendMail` resolves although recipients were refused, so each message has one recipient and what was rejected is read all the same.
import { domainToASCII } from 'node:url'
import type { Transporter } from 'nodemailer'
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js'
import { type Sent, sentFromError } from './mail-fault.ts'
import { connectMail, type MailWay } from './mail-socket.ts'
import type { Resolve } from './safe-url.ts'

export type { Sent } from './mail-fault.ts'

export interface SmtpAccount extends Omit<MailWay, 'hasPassword'> {
  readonly user: string | null
  readonly password: string | null
  readonly ca: string | null
  readonly from: string
  readonly fromName: string
  readonly replyTo: string | null
  readonly dkim: { readonly domain: string; readonly selector: string; readonly privateKey: string } | null
  /** At once, three unless told. */
  readonly connections?: number
}

export interface Letter {
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly messageId: string
  readonly at: number
  /** Says what to stop, in the subject of a mail to the sender; null for what an account asked for. */
  readonly unsubscribe: string | null
  readonly file?: { readonly name: string; readonly contentType: string; readonly content: Buffer } | null
}

export interface MailSender {
  send(letter: Letter, signal?: AbortSignal): Promise<Sent>
  close(): void
}
export type OpenMailSender = (account: SmtpAccount, onLine?: (line: string) => void) => MailSender

/** What a changed mail would betray. The default of the library leaves out the two of lists. */
const signedHeaders =
  'from:sender:reply-to:subject:date:message-id:to:cc:mime-version:content-type:content-transfer-encoding:list-unsubscribe:list-unsubscribe-post'
export const mostConnections = 3
const connectMs = 15_000
const silenceMs = 60_000
/** Of one mail, its connection included: also a server that says a byte a minute comes to an end. */
const wholeMs = 120_000
const mostAnswered = 256 * 1024

/** The library would read several out of a text like `a@b, c@d`, or the one in the brackets of another. */
const oneAddress = /^[^\s\p{Cc}@<>()[\],;:"\\]+@[^\s\p{Cc}@<>()[\],;:"\\]+$/u
const notAnAddress: Sent = {
  ...{
    kind: 'refused',
    isFinal: true,
    isRecipient: false,
    isTooLarge: false,
    trouble: 'recipient',
    reason: 'This is no address of a mail',
  },
}

export function createMailSenders(seams: {
  ownPorts: () => readonly number[]
  resolve?: Resolve | undefined
  wholeMs?: number
}): OpenMailSender {
  return (account, onLine) => openMailSender(account, seams, onLine)
}

function openMailSender(account: SmtpAccount, seams: Parameters<typeof createMailSenders>[0], onLine?: (line: string) => void): MailSender {
  /** Messages whose handing-over had begun: a cut then may be their own fault. */
  const begun = new Set<string>()
  const way: MailWay = { ...account, hasPassword: account.password !== null }
  const options: SMTPPool.Options = {
    pool: true,
    ...{
      host: account.host,
      port: account.port,
      maxConnections: account.connections ?? mostConnections,
      maxMessages: 100,
      maxResponseSize: mostAnswered,
    },
    ...{ connectionTimeout: connectMs, greetingTimeout: connectMs, dnsTimeout: connectMs, socketTimeout: silenceMs },
    ...{ secure: account.tls === 'implicit', requireTLS: account.tls === 'required', ignoreTLS: account.tls === 'none' },
    ...{ disableFileAccess: true, disableUrlAccess: true },
    getSocket: (_, done) => {
      connectMail(way, { ownPorts: seams.ownPorts(), resolve: seams.resolve, timeoutMs: connectMs }).then(
        (connection) => done(null, { connection }),
        (error: Error) => done(error),
      )
    },
    tls: { minVersion: 'TLSv1.2', ...(account.ca === null ? {} : { ca: account.ca }) },
    ...(account.user === null ? {} : { auth: { user: account.user, pass: account.password ?? '' } }),
    ...(account.dkim === null
      ? {}
      : {
          dkim: {
            ...{ domainName: account.dkim.domain, keySelector: account.dkim.selector, privateKey: account.dkim.privateKey },
            headerFieldNames: signedHeaders,
          },
        }),
    logger: loggerTo(onLine, account, (messageId) => begun.add(messageId)),
    debug: onLine !== undefined,
  }
  let transport: Promise<Transporter<SMTPPool.SentMessageInfo>> | null = null
  /** Loaded when something is sent: it weighs 20 MB, and most computers send nothing. */
  const open = () => (transport ??= import('nodemailer').then(({ createTransport }) => createTransport(options)))
  const mask = maskOf(account)
  return {
    send: async (letter, signal) => {
      const { messageId, file } = letter
      if (!oneAddress.test(letter.to)) return notAnAddress
      const deadline = AbortSignal.timeout(seams.wholeMs ?? wholeMs)
      const fault = (error: unknown): Sent => {
        const isBegun = begun.has(messageId)
        const sent = sentFromError(error, { ...account, to: letter.to, isBegun })
        return 'reason' in sent ? { ...sent, reason: mask(sent.reason) } : sent
      }
      try {
        const opened = await open()
        const info = await opened.sendMail({
          ...{ from: { name: account.fromName, address: account.from }, to: { name: '', address: letter.to } },
          envelope: { from: account.from, to: [letter.to] },
          ...{ subject: letter.subject, html: letter.html, text: letter.text, messageId, date: new Date(letter.at) },
          ...(account.replyTo === null ? {} : { replyTo: { name: '', address: account.replyTo } }),
          headers: {
            // No programs that answer by themselves (RFC 3834).
            'Auto-Submitted': 'auto-generated',
            ...(letter.unsubscribe === null ? {} : { 'List-Unsubscribe': unsubscribeLink(account, letter.unsubscribe) }),
          },
          ...(file == null ? {} : { attachments: [{ filename: file.name, contentType: file.contentType, content: file.content }] }),
          signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
        })
        const refused = info.rejectedErrors?.[0]
        if (refused !== undefined || info.accepted.length === 0) return fault(refused ?? new Error('The server took no recipient'))
        return { kind: 'sent' }
      } catch (error) {
        return fault(error)
      } finally {
        begun.delete(messageId)
      }
    },
    close: () => void transport?.then((opened) => opened.close()),
  }
}

/** A mail to who answers, whose subject names the mail. */
function unsubscribeLink({ replyTo, from }: SmtpAccount, what: string): string {
  const address = replyTo ?? from
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  const to = `${encodeURIComponent(address.slice(0, at))}@${domainToASCII(domain) || domain}`
  return `<mailto:${to}?subject=unsubscribe%20${encodeURIComponent(what)}>`
}

/** In every form it travels in. */
function maskOf({ user, password }: SmtpAccount): (text: string) => string {
  if (password === null || password === '') return (text) => text
  const forms = [Buffer.from(`\0${user ?? ''}\0${password}`).toString('base64'), Buffer.from(password).toString('base64'), password]
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, '•••'), text)
}

/** The conversation line by line, what signs in masked; and which message is being handed over. */
function loggerTo(onLine: ((line: string) => void) | undefined, account: SmtpAccount, onBegin: (messageId: string) => void) {
  const mask = maskOf(account)
  const take = (entry: { tnx?: string; messageId?: string } | undefined, message = '', ...args: unknown[]) => {
    if (entry?.tnx === 'send' && entry.messageId !== undefined) onBegin(entry.messageId)
    // How the library arranges itself is no part of the conversation.
    if (onLine === undefined || ['create', 'transport', 'pool', 'proxy'].includes(entry?.tnx ?? '')) return
    const filled = args.reduce<string>((text, arg) => text.replace(/%[sd]/, () => String(arg)), message)
    const who = entry?.tnx === 'client' ? 'C' : entry?.tnx === 'server' ? 'S' : '–'
    const clean = who === 'C' ? mask(filled).replace(/^(AUTH \S+ )\S+/i, '$1•••') : mask(filled)
    for (const line of clean.split(/\r?\n/).slice(0, 200)) if (line.trim() !== '') onLine(`${who}: ${line}`.slice(0, 500))
  }
  return { level: () => {}, trace: take, debug: take, info: take, warn: take, error: take, fatal: take }
}
