// Addresses that somebody typed in and this computer asks: checked by their spelling first, then by every address the name resolves to,
// inside the look-up itself, so that the checked address is the connected one. No redirects, capped body, one deadline for all of it.
import { lookup as systemLookup } from 'node:dns'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { AppError } from '../../contract/errors.ts'

/** What an administrator agreed to for one address. */
export interface Reach {
  readonly allowPrivateNetwork: boolean
  readonly allowLoopback: boolean
}

export type AddressKind = 'public' | 'private' | 'loopback' | 'refused'

export interface SafeRequest {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array | undefined
  readonly signal?: AbortSignal | undefined
}

type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>

const databasePorts = new Set([1433, 1521, 3306, 5432, 5984, 6379, 7000, 7001, 9042, 9200, 9300, 11211, 27017, 27018, 27019])
const mostBytes = 1024 * 1024
const deadlineMs = 10_000

const listOf = (...ranges: [string, number, 'ipv4' | 'ipv6'][]) => {
  const list = new BlockList()
  for (const [net, prefix, family] of ranges) list.addSubnet(net, prefix, family)
  return list
}
const loopback = listOf(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6'])
const privateNetworks = listOf(
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
)
const refused = listOf(
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
)

/** What an IP address is, seen from here; an IPv4 address inside an IPv6 one counts as that. */
export function kindOfAddress(address: string): AddressKind {
  const bare = address.split('%')[0] ?? ''
  const version = isIP(bare)
  if (version === 0) return 'refused'
  if (version === 6) {
    const inner = embeddedIpv4(bare)
    if (inner !== null) return kindOfAddress(inner)
  }
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (refused.check(bare, family)) return 'refused'
  if (loopback.check(bare, family)) return 'loopback'
  if (privateNetworks.check(bare, family)) return 'private'
  return 'public'
}

/** ::ffff:a.b.c.d, ::a.b.c.d, NAT64 64:ff9b::/96 and 6to4 2002::/16. */
function embeddedIpv4(address: string): string | null {
  const words = wordsOf(address)
  if (words === null) return null
  const dotted = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join('.')
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = words
  const isZero = (...some: number[]) => some.every((one) => one === 0)
  if (isZero(a, b, c, d, e) && f === 0xffff) return dotted(g, h)
  if (isZero(a, b, c, d, e, f) && g !== 0) return dotted(g, h)
  if (isZero(a, b, c, d) && e === 0xffff && f === 0) return dotted(g, h)
  if (a === 0x64 && b === 0xff9b && isZero(c, d, e, f)) return dotted(g, h)
  if (a === 0x2002) return dotted(b, c)
  return null
}

function wordsOf(address: string): number[] | null {
  // The URL parser writes every spelling the same way, dotted tails included.
  const plain = URL.canParse(`http://[${address}]/`) ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : null
  if (plain === null) return null
  const [head = '', tail] = plain.split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)))
  if (tail === undefined) return read(head)
  const [left, right] = [read(head), read(tail)]
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}

/** Throws AppError invalid for an address that is refused by its spelling alone; a name still has to pass the look-up. */
export function requireSafeUrl(
  text: string,
  { reach, pointer, ownPorts = [] }: { reach: Reach; pointer: string; ownPorts?: readonly number[] },
): URL {
  const no = (detail: string): AppError => new AppError('invalid', detail, { errors: [{ pointer, detail }] })
  if (!URL.canParse(text)) throw no('This is no web address.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw no('Only https:// and http:// addresses are asked.')
  if (url.username !== '' || url.password !== '') throw no('Leave name and password out of the address.')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if ((port < 1024 && port !== 80 && port !== 443) || databasePorts.has(port))
    throw no(`Port ${port} is not asked: it is not one of web servers.`)
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const kind = isIP(host) !== 0 ? kindOfAddress(host) : /(^|\.)localhost$/i.test(host) ? 'loopback' : null
  if (kind !== null) refuseKind(kind, reach, no)
  if (kind === 'loopback' && ownPorts.includes(port)) throw no('This is an address of Plenum itself.')
  if (url.protocol === 'http:' && !reach.allowLoopback && !reach.allowPrivateNetwork)
    throw no(
      'Use https://: over http:// anybody on the way reads and changes what is sent. It is allowed for addresses in this network or computer only.',
    )
  return url
}

function refuseKind(kind: AddressKind, reach: Reach, no: (detail: string) => AppError): void {
  if (kind === 'refused') throw no('This address is never asked: it leads to no server, or to the network’s own machinery.')
  if (kind === 'loopback' && !reach.allowLoopback) throw no('This address is on this computer. Allow that for it, if it is meant.')
  if (kind === 'private' && !reach.allowPrivateNetwork) throw no('This address is in a private network. Allow that for it, if it is meant.')
}

const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) =>
    systemLookup(host, { all: true, verbatim: true }, (error, found) => (error ? reject(error) : resolve(found))),
  )

/** A fetch that keeps to `reach`. Answers any status; throws AppError for what it won't ask and for what doesn't answer. */
export function createSafeFetch(parts: { reach: Reach; ownPorts?: () => readonly number[]; resolve?: Resolve }) {
  const { reach, ownPorts = () => [], resolve = systemResolve } = parts
  const no = (detail: string) => new AppError('invalid', detail)
  const lookup: LookupFunction = (host, options, done) => {
    resolve(host).then(
      (found) => {
        try {
          for (const { address } of found) refuseKind(kindOfAddress(address), reach, no)
          const [first] = found
          if (first === undefined) throw no(`The name ${host} has no address.`)
          if (options.all) done(null, [...found])
          else done(null, first.address, first.family)
        } catch (error) {
          done(error as NodeJS.ErrnoException, '', 0)
        }
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    )
  }
  return async (address: string, { method = 'GET', headers = {}, body, signal }: SafeRequest = {}): Promise<Response> => {
    const url = requireSafeUrl(address, { reach, pointer: '/issuer', ownPorts: ownPorts() })
    const deadline = AbortSignal.timeout(deadlineMs)
    const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest
    return new Promise<Response>((answer, refuse) => {
      const fail = (error: unknown) => refuse(error instanceof AppError ? error : unreachable(url, error))
      // A connection of its own: a kept one would skip the look-up.
      const outgoing = send(url, { method, headers, lookup, signal: stop, agent: false }, (incoming) => {
        readCapped(incoming).then((bytes) => answer(responseFrom(incoming, bytes)), fail)
      })
      outgoing.on('error', fail)
      outgoing.end(body)
    })
  }
}

async function readCapped(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of incoming) {
    length += (part as Buffer).length
    if (length > mostBytes) {
      incoming.destroy()
      throw new AppError('invalid', 'The answer is larger than 1 MB.')
    }
    parts.push(part as Buffer)
  }
  return new Uint8Array(Buffer.concat(parts))
}

function responseFrom(incoming: IncomingMessage, bytes: Uint8Array<ArrayBuffer>): Response {
  const status = incoming.statusCode ?? 502
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value))
  return new Response(status === 204 || status === 304 ? null : bytes, { status: status < 200 ? 502 : status, headers })
}

function unreachable(url: URL, cause: unknown): AppError {
  const reason = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.name) : String(cause)
  const said: Record<string, string> = {
    ENOTFOUND: 'there is no such name',
    ECONNREFUSED: 'nothing answers there',
    TimeoutError: 'it did not answer within 10 s',
    AbortError: 'it did not answer in time',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody this computer trusts',
    CERT_HAS_EXPIRED: 'its certificate has expired',
  }
  return new AppError('unavailable', `${url.host} can’t be reached: ${said[reason] ?? reason}`, { cause })
}
