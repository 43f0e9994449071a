// The socket to the mail server, under the same guard as every address somebody typed in: checked by its spelling, then by every address its
// name has, inside the look-up, so that the checked address is the connected one. A mail server may stand on this computer or in this network:
// whoever may set it up (mail:write) means that. What never is one is refused: link-local, multicast, documentation ranges, our own ports.
import { connect, isIP, type Socket } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import { invalidField } from './refusal.ts'
import { createSafeLookup, databasePorts, kindOfAddress, type Resolve, refuseOwnPort, systemResolve } from './safe-url.ts'

export interface MailWay {
  readonly host: string
  readonly port: number
  readonly tls: 'required' | 'implicit' | 'opportunistic' | 'none'
  readonly hasPassword: boolean
}

const reach = { allowPrivateNetwork: true, allowLoopback: true } as const
/** SMTP, its submission ports, and what relays on odd machines use; never the services of others below 1024. */
const lowPorts = [25, 26, 465, 587]

/** What may not travel in clear to this address, or null. */
function clearFault(address: string, { tls, hasPassword }: MailWay): string | null {
  if (tls === 'required' || tls === 'implicit') return null
  const kind = kindOfAddress(address)
  if (kind === 'loopback') return null
  if (hasPassword) return 'a password may only travel encrypted. Choose required or implicit, or remove the password'
  return tls === 'none' && kind === 'public' ? 'none is for your own network only. Choose required or implicit' : null
}

/** Throws AppError invalid for what is refused by its spelling alone; a name still has to pass the look-up. */
export function requireMailWay(way: MailWay, ownPorts: readonly number[] = []): void {
  const { host, port } = way
  if ((port < 1024 && !lowPorts.includes(port)) || databasePorts.has(port))
    throw invalidField('/port', `Port ${port} is not one of mail servers. Use ${lowPorts.join(', ')}, or one from 1024 on.`)
  const bare = host.replace(/\.$/, '')
  const isLocal = /(^|\.)localhost$/i.test(bare)
  if (isIP(bare) === 0 && !isLocal) {
    if (way.tls !== 'required' && way.tls !== 'implicit' && way.hasPassword)
      throw invalidField('/tls', 'A password may only travel encrypted. Choose required or implicit, or remove the password.')
    return
  }
  const address = isLocal ? '127.0.0.1' : bare
  const kind = kindOfAddress(address)
  if (kind === 'refused') throw invalidField('/host', `${host} is no address of a mail server.`)
  refuseOwnPort({ address, kind, port, ownPorts }, (detail) => invalidField('/port', detail))
  const fault = clearFault(address, way)
  if (fault !== null) throw invalidField('/tls', `${fault[0]?.toUpperCase()}${fault.slice(1)}.`)
}

/** Connected, or an error; the way to give up is `signal`. */
export function connectMail(
  way: MailWay,
  { ownPorts, resolve = systemResolve, timeoutMs }: { ownPorts: readonly number[]; resolve?: Resolve | undefined; timeoutMs: number },
): Promise<Socket> {
  return new Promise((answer, refuse) => {
    requireMailWay(way, ownPorts)
    const { host, port } = way
    const checked: Resolve = async (name) => {
      const found = await resolve(name)
      for (const { address } of found) {
        const fault = clearFault(address, way)
        if (fault !== null) throw new AppError('invalid', `${name} leads to ${address}, and ${fault}`)
      }
      return found
    }
    const socket = connect({ host, port, lookup: createSafeLookup({ reach, port, ownPorts, resolve: checked }) })
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error('No connection in time'), { code: 'ETIMEDOUT' })), timeoutMs)
    const fail = (error: Error) => {
      clearTimeout(timer)
      refuse(error)
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', fail)
      answer(socket)
    })
  })
}
