// Issues certificates: an authority of our own and what it signs. ECDSA on P-256, which small nodes can check. Touches no files.
import { type webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate with its key, both PEM. */
export interface KeyPair {
  readonly certificate: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
const authorityDays = 20 * 365
/** The longest that common TLS clients take. */
const serverDays = 397
/** Clocks of nodes are often a little behind. */
const backdatedMs = dayMs

/** The library's dependency injection looks for a metadata store on Reflect and refuses to load without one. */
function provideMetadata(): void {
  const reflect = Reflect as unknown as Record<string, unknown>
  if (typeof reflect.getMetadata === 'function') return
  const store = new WeakMap<object, Map<unknown, unknown>>()
  reflect.defineMetadata = (key: unknown, value: unknown, target: object) => {
    store.set(target, (store.get(target) ?? new Map()).set(key, value))
  }
  reflect.getOwnMetadata = (key: unknown, target: object) => store.get(target)?.get(key)
  reflect.getMetadata = (key: unknown, target: object) => {
    for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
      const found = store.get(at)
      if (found?.has(key)) return found.get(key)
    }
    return undefined
  }
}

async function load(): Promise<typeof import('@peculiar/x509')> {
  provideMetadata()
  return await import('@peculiar/x509')
}

const makeKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${der.match(/.{1,64}/g)?.join('\n')}\n-----END PRIVATE KEY-----\n`
}

/** A new authority; it signs only leaf certificates. */
export async function createAuthority({ name, now }: { name: string; now: number }): Promise<KeyPair> {
  const x509 = await load()
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    notBefore: new Date(now - backdatedMs),
    notAfter: new Date(now + authorityDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) }
}

/** A server certificate for these names and addresses. */
export async function issueServer(parts: { authority: KeyPair; names: readonly string[]; now: number }): Promise<KeyPair> {
  const { authority, names, now } = parts
  const x509 = await load()
  const keys = await makeKeys()
  const issuer = new x509.X509Certificate(authority.certificate)
  const der = Buffer.from(authority.key.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const signingKey = await crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [names[0] ?? 'localhost'] }],
    issuer: issuer.subjectName,
    notBefore: new Date(now - backdatedMs),
    notAfter: new Date(Math.min(now + serverDays * dayMs, issuer.notAfter.getTime())),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) }
}

/** Will it still do: in time, for exactly these names, from this authority? */
export function isStillGood(pair: KeyPair, parts: { authority: string; names: readonly string[]; now: number; spareMs: number }): boolean {
  try {
    const certificate = new X509Certificate(pair.certificate)
    const given = new Set((certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address):/, '')))
    const until = certificate.validToDate.getTime()
    const isOurs = certificate.verify(new X509Certificate(parts.authority).publicKey)
    return isOurs && until - parts.spareMs > parts.now && parts.names.every((name) => given.has(shownName(name)))
  } catch {
    return false
  }
}

/** Node prints IPv6 addresses in full groups. */
function shownName(name: string): string {
  if (isIP(name) !== 6) return name
  const [head = '', tail] = name.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [first, last] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0')
  return [...first, ...zeros, ...last].map((group) => Number.parseInt(group, 16).toString(16).toUpperCase()).join(':')
}

/** SHA-256 of the certificate, as hexadecimal. */
export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase()
}
