// What an SMTP server, or the way to it, answered: one of three outcomes with a plain sentence. Pure. The password is in none of them.
import { AppError } from '../../contract/errors.ts'
import type { MailTrouble } from '../../contract/schemas/mail.ts'

export type Sent =
  | { readonly kind: 'sent' }
  /** final: never again; recipient: the address itself is at fault; tooLarge: without its file it might pass. */
  | {
      readonly kind: 'refused'
      readonly isFinal: boolean
      readonly isRecipient: boolean
      readonly isTooLarge: boolean
      readonly reason: string
      readonly trouble: MailTrouble
    }
  /** The account or the way to it: no fault of this message. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly trouble: MailTrouble }

interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
  readonly cause?: unknown
  readonly rejectedErrors?: readonly SmtpError[]
}

export interface FaultContext {
  readonly host: string
  readonly port: number
  readonly from: string
  readonly to: string
  readonly tls: string
  /** The server had taken the connection, and this message was being handed over. */
  readonly isBegun: boolean
}

const maxReason = 500

/** 550 alone says little: policies and relays answer it too. RFC 3463: 5.1.1 to 5.1.3, 5.1.6 and 5.1.10 are about the address, 5.2.1 is a closed box. */
function isAboutAddress(code: number, text: string): boolean {
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(text)
  if (enhanced !== null) return ['1.1', '1.2', '1.3', '1.6', '1.10', '2.1'].includes(`${enhanced[1]}.${enhanced[2]}`)
  if (code !== 550 && code !== 551) return false
  return !/relay|policy|spam|block|black|denied|reput|rate|limit|authent|sender|dmarc|spf|dkim|\bip\b|try again|quota|full/i.test(text)
}
const isAboutSize = (code: number, text: string) => code === 552 || /\b5\.(3\.4|2\.3)\b/.test(text)

/** Never throws. */
export function sentFromError(thrown: unknown, context: FaultContext): Sent {
  const outer = (thrown instanceof Error ? thrown : new Error(String(thrown))) as SmtpError
  const error = outer.rejectedErrors?.[0] ?? outer
  const { code = '', command = '', responseCode } = error
  const said = oneLine(error.response ?? error.message)
  const refused = (isFinal: boolean, reason: string, more: { isRecipient?: boolean; isTooLarge?: boolean } = {}): Sent => ({
    ...{ kind: 'refused', isFinal, isRecipient: false, isTooLarge: false },
    ...more,
    reason: reason.slice(0, maxReason),
    trouble: more.isRecipient === true ? 'recipient' : 'other',
  })
  if (code === 'EMESSAGE' && responseCode === undefined && /size/i.test(error.message))
    return refused(true, `${context.host} takes no mail of this size`, { isTooLarge: true })
  if (code === 'EENVELOPE' && responseCode === undefined && !/sender/i.test(error.message))
    return refused(true, `${context.to} can’t be written to: ${said}`, { isRecipient: true })
  if (code === 'ESTREAM') return refused(false, `The mail could not be read to its end: ${said}`)
  if (responseCode !== undefined && responseCode !== 0) {
    const isFinal = responseCode >= 500
    const isTooLarge = isFinal && isAboutSize(responseCode, said)
    if (/^RCPT TO$/i.test(command))
      return refused(isFinal, said, { isRecipient: isFinal && !isTooLarge && isAboutAddress(responseCode, said), isTooLarge })
    if (/^DATA$/i.test(command)) return refused(isFinal, said, { isTooLarge })
    // Of the sender: everybody's mails would be refused. Of a size, or of an address that needs an extension: this one's only.
    if (/^MAIL FROM$/i.test(command) && (isTooLarge || /[^ -~]/.test(context.to))) return refused(isFinal, said, { isTooLarge })
  }
  if (context.isBegun && ['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EABORT', 'ECONNRESET', 'EPIPE'].includes(code))
    // That very message may be why: it takes its steps of the ladder, and holds up no other.
    return refused(
      false,
      isTimeout(code) ? 'The mail server did not answer in time' : 'The mail server cut the connection off before it took the mail',
    )
  const [trouble, reason] = unreachable(error, context, said)
  return { kind: 'unreachable', reason: reason.slice(0, maxReason), trouble }
}

const isTimeout = (code: string) => code === 'ETIMEDOUT' || code === 'EABORT'
const oneLine = (text: string) =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, maxReason)

const systemFaults: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name can’t be looked up right now',
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  EHOSTUNREACH: 'there is no way to that computer',
  ENETUNREACH: 'there is no network',
}
const certificateFaults: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by nobody this computer trusts',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by nobody this computer trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by nobody this computer trusts',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by nobody this computer trusts',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet; one of the two clocks is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
}

/** What it is, and in words. */
function unreachable(error: SmtpError, { host, port, from, tls }: FaultContext, said: string): [trouble: MailTrouble, reason: string] {
  if (error instanceof AppError) return ['name', `The mail server ${host} is not asked: ${error.message}`]
  const { code = '', command = '', responseCode } = error
  const at = `The mail server ${host}:${port}`
  const system = ['ESOCKET', 'ECONNECTION', 'EDNS'].includes(code)
    ? ((error.cause as NodeJS.ErrnoException | undefined)?.code ?? code)
    : code
  const known = (faults: Readonly<Record<string, string>>) =>
    faults[system] ?? Object.entries(faults).find(([name]) => said.includes(name))?.[1]
  const certificate =
    known(certificateFaults) ?? (/self-signed|unable to (verify|get)/i.test(said) ? 'is signed by nobody this computer trusts' : undefined)
  if (certificate !== undefined) return ['certificate', `The certificate of ${host} ${certificate}`]
  if (code === 'EAUTH' || code === 'ENOAUTH') return ['signIn', `${host} does not let this user in: ${said}`]
  if (/STARTTLS/i.test(`${command} ${said}`))
    return [
      'encryption',
      tls === 'required' ? `${host} offers no encryption by STARTTLS, so nothing was sent: ${said}` : `${host} failed at STARTTLS: ${said}`,
    ]
  if (code === 'ETLS' || /wrong version number|SSL routines/i.test(said))
    return ['encryption', `${host} could not agree on encryption: ${said}`]
  if (/^MAIL FROM$/i.test(command) && responseCode !== undefined) return ['sender', `${host} refuses the sender ${from}: ${said}`]
  if (isTimeout(code)) return ['unreachable', `${at} does not answer in time`]
  const fault = known(systemFaults)
  const trouble =
    code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(`${system} ${said}`)
      ? 'name'
      : /^E(CONN|SOCKET|HOST|NET|PIPE)/.test(code)
        ? 'unreachable'
        : 'other'
  return [trouble, fault === undefined ? `${at}: ${said}` : `${at} can’t be reached: ${fault}`]
}
