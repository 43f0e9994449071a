// Asks one address that somebody typed in: no redirects, TLS always verified, one deadline for all of it, and reading stops at a cap. A connection
// is its own, or one of `pool` that was checked when it was made. Every fault is an AppError: `invalid` for what won't be asked, `unavailable` for what doesn't answer.
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { AppError } from '../../contract/errors.ts'
import { createSafeLookup, type Reach, type Resolve, requireSafeUrl } from './safe-url.ts'

export interface SafeRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
  readonly signal?: AbortSignal | undefined
}

export interface SafeAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** What came before the cap. */
  readonly body: Buffer
  readonly isCut: boolean
}

interface Parts {
  readonly reach: Reach
  /** Of the field a refusal names. */
  readonly pointer: string
  readonly deadlineMs: number
  readonly mostBytes: number
  readonly ownPorts?: (() => readonly number[]) | undefined
  readonly resolve?: Resolve | undefined
  /** Kept connections to this one address under this one `reach`: the look-up is skipped only where it was made before. */
  readonly pool?: Agent | undefined
}

const staleCodes = new Set(['ECONNRESET', 'EPIPE'])

/** How a cut answer is told from an end. */
class TooLate extends Error {}

export function createSafeSend({ reach, pointer, deadlineMs, mostBytes, ownPorts = () => [], resolve, pool }: Parts) {
  return (address: string, { method = 'GET', headers = {}, body, signal }: SafeRequest = {}): Promise<SafeAnswer> =>
    new Promise<SafeAnswer>((answer, refuse) => {
      const url = requireSafeUrl(address, { reach, pointer, ownPorts: ownPorts() })
      const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
      const lookup = createSafeLookup({ reach, port, ownPorts: ownPorts(), resolve })
      let answered: number | undefined
      let timer: NodeJS.Timeout | undefined
      let giveUp = () => {}
      const settle = <T>(end: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer)
          end(value)
        }
      }
      const fail = settle((error: unknown) => refuse(error instanceof AppError ? error : unreachable({ url, deadlineMs, answered }, error)))
      const done = settle(answer)
      const send = url.protocol === 'https:' ? tlsRequest : plainRequest
      const ask = (agent: Agent | false): void => {
        const outgoing = send(url, { method, headers, lookup, agent, signal, rejectUnauthorized: true }, (incoming) => {
          answered = incoming.statusCode ?? 502
          readCapped(incoming, mostBytes).then(
            (read) => done({ status: incoming.statusCode ?? 502, headers: incoming.headers, ...read }),
            fail,
          )
        })
        giveUp = () => outgoing.destroy(new TooLate())
        outgoing.on('error', (error: NodeJS.ErrnoException) => {
          // The other side let a kept connection go in the moment it was used: that says nothing of the request.
          const isStale = agent !== false && outgoing.reusedSocket && answered === undefined && staleCodes.has(error.code ?? '')
          if (isStale) ask(false)
          else fail(error)
        })
        outgoing.end(body)
      }
      timer = setTimeout(() => giveUp(), deadlineMs)
      ask(pool ?? false)
    })
}

async function readCapped(incoming: IncomingMessage, mostBytes: number): Promise<{ body: Buffer; isCut: boolean }> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of incoming) {
    length += (part as Buffer).length
    parts.push(part as Buffer)
    if (length > mostBytes) {
      incoming.destroy()
      return { body: Buffer.concat(parts).subarray(0, mostBytes), isCut: true }
    }
  }
  return { body: Buffer.concat(parts), isCut: false }
}

const said: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name can’t be looked up right now',
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  EHOSTUNREACH: 'there is no way to that computer',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody this computer trusts',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody this computer trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody this computer trusts',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody this computer trusts',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; one of the two clocks is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it speaks no TLS that this computer takes',
}

function unreachable(given: { url: URL; deadlineMs: number; answered: number | undefined }, cause: unknown): AppError {
  const { url, deadlineMs, answered } = given
  const code = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.name) : String(cause)
  const limit = `${deadlineMs / 1000} s`
  const reason =
    cause instanceof TooLate
      ? answered === undefined
        ? `it did not answer within ${limit}`
        : `it answered ${answered} and did not finish within ${limit}`
      : code === 'AbortError' || code === 'ABORT_ERR'
        ? 'it did not answer in time'
        : (said[code] ?? (code.startsWith('HPE_') ? 'it answers with something that is no HTTP' : code))
  return new AppError('unavailable', `${url.host} can’t be reached: ${reason}`, { cause })
}
