// What an SMTP account is made of, its presets, and the faults it is refused for. Pure.
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { ChangeMailSettings, MailSettings } from '../../contract/schemas/mail.ts'
import { emailFault } from '../../domain/email.ts'
import { requireMailWay } from './mail-socket.ts'
import { invalidField } from './refusal.ts'
import { kindOfAddress } from './safe-url.ts'

export type MailAccount = Omit<
  MailSettings,
  'hasPassword' | 'hasDkimKey' | 'dkimRecord' | 'isFromOptions' | 'isToLab' | 'health' | 'presets' | 'revision'
>

export const noMail: MailAccount = {
  ...{ host: null, port: 587, user: null, tls: 'required', ca: null, from: null, fromName: 'Plenum', replyTo: null },
  ...{ ratePerMinute: 300, attachUpToMb: 10, keepDays: 90, dkim: null },
}
export const mailPresets: MailSettings['presets'] = [
  { id: 'gmail', name: 'Gmail', host: 'smtp.gmail.com', port: 465, tls: 'implicit' },
  { id: 'microsoft365', name: 'Microsoft 365', host: 'smtp.office365.com', port: 587, tls: 'required' },
  { id: 'fastmail', name: 'Fastmail', host: 'smtp.fastmail.com', port: 465, tls: 'implicit' },
  { id: 'own', name: 'Own server', host: '', port: 587, tls: 'required' },
  { id: 'lan', name: 'Relay in this network', host: '', port: 25, tls: 'none' },
]

const isHere = (host: string) => /^localhost$/i.test(host) || (isIP(host) !== 0 && kindOfAddress(host) === 'loopback')

/** smtp:// asks for STARTTLS, but for this computer itself; smtps:// begins with TLS. The sender is ?from=, or the user when that is an address. */
export function accountFromUrl(text: string): { account: MailAccount; password: string | null } {
  const url = new URL(text)
  const isImplicit = url.protocol === 'smtps:'
  const user = url.username === '' ? null : decodeURIComponent(url.username)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const from =
    url.searchParams.get('from') ??
    (user?.includes('@') ? user : `plenum@${isIP(host) === 0 && host.includes('.') ? host : 'localhost.localdomain'}`)
  return {
    account: {
      ...{ ...noMail, host, user, from, port: url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port) },
      tls: isImplicit ? 'implicit' : isHere(host) ? 'opportunistic' : 'required',
    },
    password: url.password === '' ? null : decodeURIComponent(url.password),
  }
}

/** Throws AppError invalid, by its field, for what can't be used, or would send a password in clear over a network. `body` is what changed. */
export function requireMailAccount(
  account: MailAccount,
  given: { hasPassword: boolean; hasDkimKey: boolean; body: Omit<ChangeMailSettings, 'password'>; ownPorts: readonly number[] },
): void {
  const { host, port, tls, dkim } = account
  const { body } = given
  if (host !== null) requireMailWay({ host, port, tls, hasPassword: given.hasPassword }, given.ownPorts)
  if (typeof body.ca === 'string') requireCertificates(body.ca)
  for (const field of ['from', 'replyTo'] as const) {
    const address = body[field] ?? null
    const wrong = address === null ? null : emailFault(address)
    if (wrong !== null) throw invalidField(`/${field}`, `${field} ${wrong}. Type it again.`)
  }
  if (typeof body.dkimPrivateKey === 'string') requireRsaKey(body.dkimPrivateKey)
  if (dkim !== null && !given.hasDkimKey && (body.dkim !== undefined || body.dkimPrivateKey !== undefined))
    throw invalidField('/dkimPrivateKey', 'DKIM needs its private key: send dkimPrivateKey with it, or set dkim to null.')
}

function requireCertificates(pem: string): void {
  const no = (what: string) =>
    invalidField('/ca', `ca ${what}. Paste the certificate of the authority that signed the server’s, in PEM form.`)
  if (/PRIVATE KEY/.test(pem)) throw no('has a private key in it, which belongs nowhere but to its owner')
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw no('has no certificate in it')
  for (const [i, block] of blocks.entries()) {
    try {
      new X509Certificate(block)
    } catch {
      throw no(blocks.length === 1 ? 'is no readable certificate' : `: its certificate ${i + 1} can’t be read`)
    }
  }
}

/** What signs mails: RSA of 1024 bits at least, as every receiver reads it (RFC 8301). */
function requireRsaKey(pem: string): void {
  const no = (what: string) => invalidField('/dkimPrivateKey', `dkimPrivateKey ${what}.`)
  if (/ENCRYPTED/.test(pem)) throw no('is locked by a passphrase. Save it without one, it is kept sealed here')
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw no(
      /BEGIN PUBLIC KEY/.test(pem)
        ? 'is the public key, which belongs into the DNS. Paste the private one'
        : 'is no private key in PEM form',
    )
  }
  if (key.asymmetricKeyType !== 'rsa') throw no(`is a key of kind ${key.asymmetricKeyType}; receivers read RSA`)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < 1024) throw no(`has ${bits} bits; receivers trust 1024 and more, 2048 is usual`)
}

/** The TXT record others look the signature up by; null without a key that can be read. */
export function dkimRecord({ domain, selector }: NonNullable<MailAccount['dkim']>, privateKey: string | null): MailSettings['dkimRecord'] {
  if (privateKey === null) return null
  try {
    const key = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' }).toString('base64')
    return { name: `${selector}._domainkey.${domain}`, value: `v=DKIM1; k=rsa; p=${key}` }
  } catch {
    return null
  }
}
