// One SMTP account: connections are pooled, every wait has an end, TLS is as the policy says. What the other side answered becomes a plain
// outcome; `sendMail` resolves although recipients were refused, so each message has one recipient and `rejected` is read all the same.

import { createTransport, type Transporter } from 'nodemailer'
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js'
import type { MailTrouble } from '../../contract/schemas/mail.ts'

export interface SmtpAccount {
  readonly host: string
  readonly port: number
  readonly user: string | null
  readonly password: string | null
  readonly tls: 'required' | 'implicit' | 'opportunistic' | 'none'
  readonly ca: string | null
  readonly from: string
  readonly fromName: string
  readonly replyTo: string | null
  readonly dkim: { readonly domain: string; readonly selector: string; readonly privateKey: string } | null
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
}

export type Sent =
  | { readonly kind: 'sent'; readonly answer: string }
  /** final: never again; recipient: and the address itself was refused. */
  | {
      readonly kind: 'refused'
      readonly isFinal: boolean
      readonly isRecipient: boolean
      readonly reason: string
      readonly trouble: MailTrouble
    }
  /** The account or the way to it: no fault of this message. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly trouble: MailTrouble }

export interface MailSender {
  send(letter: Letter): Promise<Sent>
  close(): void
}

const signedHeaders =
  'from:sender:reply-to:subject:date:message-id:to:cc:mime-version:content-type:content-transfer-encoding:list-unsubscribe:list-unsubscribe-post'
const connectMs = 15_000
const silenceMs = 60_000

export function openMailSender(account: SmtpAccount, onLine?: (line: string) => void): MailSender {
  const options: SMTPPool.Options = {
    pool: true,
    ...{ host: account.host, port: account.port, maxConnections: 3, maxMessages: 100 },
    ...{ connectionTimeout: connectMs, greetingTimeout: connectMs, dnsTimeout: connectMs, socketTimeout: silenceMs },
    ...{ secure: account.tls === 'implicit', requireTLS: account.tls === 'required', ignoreTLS: account.tls === 'none' },
    ...{ disableFileAccess: true, disableUrlAccess: true },
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
    ...(onLine === undefined ? {} : { logger: loggerTo(onLine, account), debug: true }),
  }
  const transport: Transporter<SMTPPool.SentMessageInfo> = createTransport(options)
  return {
    send: async (letter) => {
      const answerTo = account.replyTo ?? account.from
      try {
        const info = await transport.sendMail({
          ...{ from: { name: account.fromName, address: account.from }, to: letter.to, envelope: { from: account.from, to: [letter.to] } },
          ...{ subject: letter.subject, html: letter.html, text: letter.text, messageId: letter.messageId, date: new Date(letter.at) },
          ...(account.replyTo === null ? {} : { replyTo: account.replyTo }),
          ...(letter.unsubscribe === null
            ? {}
            : { headers: { 'List-Unsubscribe': `<mailto:${answerTo}?subject=unsubscribe%20${encodeURIComponent(letter.unsubscribe)}>` } }),
        })
        const refused = info.rejectedErrors?.[0]
        if (refused !== undefined || info.accepted.length === 0) return sentFromError(refused ?? new Error('The server took no recipient'))
        return { kind: 'sent', answer: info.response }
      } catch (error) {
        return sentFromError(error)
      }
    },
    close: () => transport.close(),
  }
}

interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly rejectedErrors?: readonly SmtpError[]
}

function sentFromError(thrown: unknown): Sent {
  const outer = thrown as SmtpError
  const error = outer.rejectedErrors?.[0] ?? outer
  const { code = '', command = '', responseCode } = error
  const reason = (error.message || String(thrown)).replace(/[\r\n]+/g, ' ').slice(0, 500)
  const isOfMessage = /^(RCPT TO|DATA)$/i.test(command) || code === 'EENVELOPE' || code === 'EMESSAGE'
  if (responseCode !== undefined && isOfMessage && !/^MAIL FROM$/i.test(command)) {
    const isFinal = responseCode >= 500
    const isRecipient = isFinal && [550, 551, 553].includes(responseCode) && !/^DATA$/i.test(command)
    return { kind: 'refused', isFinal, isRecipient, reason, trouble: isRecipient ? 'recipient' : 'other' }
  }
  // Cut off in the middle of a message: that message may be why, so it takes its steps of the ladder.
  if (/^DATA$/i.test(command) || (code === 'ESOCKET' && command === '') || /closed|reset/i.test(reason))
    if (!['EAUTH', 'EDNS', 'ETLS'].includes(code) && command !== 'CONN' && command !== 'STARTTLS')
      return { kind: 'refused', isFinal: false, isRecipient: false, reason, trouble: 'other' }
  return { kind: 'unreachable', reason, trouble: troubleOf(error) }
}

/** Where the way to the account ended. */
function troubleOf({ code = '', command = '', message }: SmtpError): MailTrouble {
  if (code === 'EAUTH') return 'signIn'
  if (code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(message)) return 'name'
  if (/^MAIL FROM$/i.test(command)) return 'sender'
  if (/certificate|self.signed|issuer|altnames|CERT_/i.test(`${code} ${message}`)) return 'certificate'
  if (code === 'ETLS' || /STARTTLS|wrong version number|SSL routines/i.test(message)) return 'encryption'
  return ['ECONNECTION', 'ETIMEDOUT', 'ESOCKET'].includes(code) ? 'unreachable' : 'other'
}

/** The conversation line by line; what signs in is masked. */
function loggerTo(onLine: (line: string) => void, { user, password }: SmtpAccount) {
  const secrets = [password, user].flatMap((one) => (one ? [one, Buffer.from(one).toString('base64')] : []))
  if (user !== null) secrets.unshift(Buffer.from(`\0${user}\0${password ?? ''}`).toString('base64'))
  const mask = (text: string) => secrets.reduce((clean, one) => clean.replaceAll(one, '•••'), text).replace(/(AUTH \S+ )\S+/i, '$1•••')
  const take = (entry: { tnx?: string } | undefined, message = '', ...args: unknown[]) => {
    const filled = args.reduce<string>((text, arg) => text.replace(/%[sd]/, () => String(arg)), message)
    const who = entry?.tnx === 'client' ? 'C' : entry?.tnx === 'server' ? 'S' : '–'
    for (const line of mask(filled).split(/\r?\n/).slice(0, 200)) if (line.trim() !== '') onLine(`${who}: ${line}`.slice(0, 500))
  }
  return { level: () => {}, trace: take, debug: take, info: take, warn: take, error: take, fatal: take }
}
