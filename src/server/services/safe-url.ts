// Addresses that somebody typed in and this computer asks: checked by their spelling first, then by every address the name resolves to,
// inside the look-up itself, so that the checked address is the connected one. safe-send.ts asks. Attacked by safe-url.test.ts.
import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import { AppError } from '../../contract/errors.ts'
import { type AddressKind, kindOfAddress } from './safe-address.ts'
import { createSafeSend, type SafeRequest } from './safe-send.ts'

export type { AddressKind } from './safe-address.ts'
export { kindOfAddress } from './safe-address.ts'
export type { SafeRequest } from './safe-send.ts'

/** What an administrator agreed to for one address. */
export interface Reach {
  readonly allowPrivateNetwork: boolean
  readonly allowLoopback: boolean
}

export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>

export const databasePorts = new Set([1433, 1521, 3306, 5432, 5984, 6379, 7000, 7001, 9042, 9200, 9300, 11211, 27017, 27018, 27019])
const mostBytes = 1024 * 1024
const deadlineMs = 10_000

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
  if (kind !== null) refuseOwnPort({ address: host, kind, port, ownPorts }, no)
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

/** Our ports are refused wherever they are on this computer, also by its address in a network. */
export function refuseOwnPort(
  { address, kind, port, ownPorts }: { address: string; kind: AddressKind; port: number; ownPorts: readonly number[] },
  no: (detail: string) => AppError,
): void {
  if (!ownPorts.includes(port)) return
  const isHere = kind === 'loopback' || Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address))
  if (isHere) throw no('This is an address of Plenum itself.')
}

export const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) =>
    systemLookup(host, { all: true, verbatim: true }, (error, found) => (error ? reject(error) : resolve(found))),
  )

/** A look-up for sockets that gives out an address only when all of the name's addresses may be asked. */
export function createSafeLookup(parts: {
  reach: Reach
  port: number
  ownPorts?: readonly number[]
  resolve?: Resolve | undefined
}): LookupFunction {
  const { reach, port, ownPorts = [], resolve = systemResolve } = parts
  const no = (detail: string) => new AppError('invalid', detail)
  return (host, options, done) => {
    resolve(host).then(
      (found) => {
        try {
          for (const { address } of found) {
            const kind = kindOfAddress(address)
            refuseKind(kind, reach, no)
            refuseOwnPort({ address, kind, port, ownPorts }, no)
          }
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
}

/** A fetch that keeps to `reach`. Answers any status; throws AppError for what it won't ask and for what doesn't answer. */
export function createSafeFetch(parts: { reach: Reach; ownPorts?: () => readonly number[]; resolve?: Resolve }) {
  const send = createSafeSend({ ...parts, pointer: '/issuer', deadlineMs, mostBytes })
  return async (address: string, request: SafeRequest = {}): Promise<Response> => {
    const { status, headers, body, isCut } = await send(address, request)
    if (isCut) throw new AppError('invalid', 'The answer is larger than 1 MB.')
    const copy = new Headers()
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) copy.set(name, String(value))
    return new Response(status === 204 || status === 304 ? null : new Uint8Array(body), {
      status: status < 200 ? 502 : status,
      headers: copy,
    })
  }
}
