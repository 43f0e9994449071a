// What an SMTP account is made of, its presets, and the faults it is refused for. Pure.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { isIP } from 'node:net'
import type { MailSettings } from '../../contract/schemas/mail.ts'
import { invalidField } from './refusal.ts'
import { kindOfAddress } from './safe-url.ts'

export type MailAccount = Omit<
  MailSettings,
  'hasPassword' | 'hasDkimKey' | 'dkimRecord' | 'isFromOptions' | 'isToLab' | 'health' | 'presets' | 'revision'
>

export const noMail: MailAccount = {
  ...{ host: null, port: 587, user: null, tls: 'required', ca: null, from: null, fromName: 'Plenum', replyTo: null },
  ...{ ratePerMinute: 300, dkim: null },
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

/** Throws AppError invalid for what can't be used, or would send a password in clear over a network. */
export function requireMailAccount(account: MailAccount, given: { hasPassword: boolean; dkimPrivateKey: string | null | undefined }): void {
  const { host, tls } = account
  if (host !== null && isIP(host) !== 0 && kindOfAddress(host) === 'refused')
    throw invalidField('/host', `${host} is no address of a mail server.`)
  const isClear = tls === 'none' || tls === 'opportunistic'
  if (host !== null && isClear && given.hasPassword && !isHere(host))
    throw invalidField('/tls', 'A password may only travel encrypted. Choose required or implicit, or remove the password.')
  if (host !== null && tls === 'none' && isIP(host) !== 0 && kindOfAddress(host) === 'public')
    throw invalidField('/tls', 'none is for your own network only. Choose required or implicit.')
  if (typeof given.dkimPrivateKey !== 'string') return
  let kind: string | undefined
  try {
    kind = createPrivateKey(given.dkimPrivateKey).asymmetricKeyType
  } catch {
    throw invalidField('/dkimPrivateKey', 'dkimPrivateKey is no private key in PEM form without a passphrase.')
  }
  if (kind !== 'rsa') throw invalidField('/dkimPrivateKey', `dkimPrivateKey is of the kind ${kind}. Mails are signed with RSA keys.`)
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
