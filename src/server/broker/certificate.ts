// The certificates of the TLS port: files given by the administrator, or made by an authority of our own on first use and kept in the data
// folder, keys readable by their user only. Renewed a month before it ends and when the machine has other names; looked at once a day.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { StartError } from '../start-error.ts'
import { createAuthority, fingerprintOf, isStillGood, issueServer, type KeyPair } from './certificate-authority.ts'

export interface Certificates {
  secureContext(): SecureContext
  /** What nodes have to trust, PEM. */
  readonly authority: string
  /** SHA-256 of it, hexadecimal. */
  readonly fingerprint: string
  stop(): void
}

const dayMs = 86_400_000
const spareMs = 30 * dayMs

const contextOf = ({ certificate, key }: KeyPair) => createSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' })

/** Files the administrator gave; read again each day, for other programs renew them. Throws StartError when they can't be used. */
export function openGivenCertificates(parts: { certFile: string; keyFile: string; clock: Clock; log: Log }): Certificates {
  const { certFile, keyFile, clock, log } = parts
  const read = () => ({ certificate: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') })
  let context: SecureContext
  let chain: string[]
  try {
    const pair = read()
    context = contextOf(pair)
    chain = pair.certificate.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    if (chain.length === 0) throw new Error('the file holds no certificate')
    if (!new X509Certificate(chain[0] ?? '').checkPrivateKey(createPrivateKey(pair.key)))
      throw new Error('the key belongs to another certificate')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new StartError(`The certificate ${certFile} with the key ${keyFile} can't be used: ${why}; give a PEM certificate and its key`, {
      cause,
    })
  }
  const stop = clock.every(dayMs, () => {
    try {
      context = contextOf(read())
    } catch (error) {
      log.warn({ err: error, certFile }, 'the certificate of the MQTT port could not be read again; the old one stays')
    }
  })
  // The last of the chain is the nearest to what has to be trusted.
  const authority = `${chain.at(-1)}\n`
  return { secureContext: () => context, authority, fingerprint: fingerprintOf(authority), stop }
}

/** Our own authority below `folder`; made when it isn't there. */
export async function openOwnCertificates(parts: { folder: string; host: string; clock: Clock; log: Log }): Promise<Certificates> {
  const { folder, host, clock, log } = parts
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new StartError(`The folder ${folder} for certificates can't be made; give it write permission`, { cause })
  }
  const authority =
    (await readPair(folder, 'ca')) ??
    (await keep(folder, 'ca', await createAuthority({ name: `Plenum on ${hostname()}`, now: clock.now() })))
  const renew = async (): Promise<KeyPair> => {
    const names = namesOf(host)
    const kept = await readPair(folder, 'server')
    const facts = { authority: authority.certificate, names, now: clock.now() }
    if (kept && isStillGood(kept, { ...facts, spareMs })) return kept
    log.info({ names }, 'a server certificate for MQTT was issued')
    return keep(folder, 'server', await issueServer({ authority, names, now: clock.now() }))
  }
  let context = contextOf(await renew())
  const stop = clock.every(dayMs, () => {
    renew().then(
      (pair) => {
        context = contextOf(pair)
      },
      (error: unknown) => log.warn({ err: error }, 'the certificate of the MQTT port could not be renewed; the old one stays'),
    )
  })
  return { secureContext: () => context, authority: authority.certificate, fingerprint: fingerprintOf(authority.certificate), stop }
}

/** Every name and address under which nodes may know this machine. */
export function namesOf(host: string): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address.replace(/%.*$/, '')))
  const name = hostname().toLowerCase()
  const names = [
    name,
    name.includes('.') ? '' : `${name}.local`,
    'localhost',
    host === '0.0.0.0' || host === '::' ? '' : host,
    '127.0.0.1',
    '::1',
    ...addresses,
  ]
  return [...new Set(names.filter((one) => one !== ''))]
}

/** What is kept; null when there is none, or when a server certificate is damaged, for a new one does no harm. */
async function readPair(folder: string, name: 'ca' | 'server'): Promise<KeyPair | null> {
  const paths = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
  if (!existsSync(paths.certificate)) return null
  try {
    const pair = { certificate: readFileSync(paths.certificate, 'utf8'), key: readFileSync(paths.key, 'utf8') }
    contextOf(pair)
    chmodSync(paths.key, 0o600)
    return pair
  } catch (cause) {
    if (name === 'server') return null
    // Every node trusts this one: a new one in its place would shut all of them out without a word.
    throw new StartError(
      `The certificate authority in ${folder} can't be read; put ca.pem and ca.key back from a backup, or remove both for a new one that every node has to be given`,
      { cause },
    )
  }
}

/** Key first: a certificate without its key is never left behind. */
async function keep(folder: string, name: string, pair: KeyPair): Promise<KeyPair> {
  await write(join(folder, `${name}.key`), pair.key, 0o600)
  await write(join(folder, `${name}.pem`), pair.certificate, 0o644)
  return pair
}

async function write(path: string, text: string, mode: number): Promise<void> {
  const file = await open(`${path}.tmp`, 'w', mode)
  try {
    await file.chmod(mode)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.tmp`, path)
}
