// The typed client: one function per JSON route, plus openEvents. Runs in Node and in the browser; needs only fetch.
import type { Static, TSchema } from 'typebox'
import { AppError, type ErrorCode, errorCodes, type FieldError } from './errors.ts'
import type { EventName, LiveEvent } from './events.ts'
import { type Route, type RouteName, type Routes, routes } from './routes.ts'

type Part<R, K extends string, Out extends string = K> = R extends { readonly [P in K]: infer S extends TSchema }
  ? { [P in Out]: Static<S> }
  : unknown
type QueryPart<R> = R extends { readonly query: infer S extends TSchema } ? { query?: Static<S> } : unknown
type MatchPart<R> = R extends { readonly ifMatch: true }
  ? { ifMatch: number }
  : R extends { readonly ifMatch: 'optional' }
    ? { ifMatch?: number }
    : unknown
export type CallArgs<R> = Part<R, 'params'> & QueryPart<R> & Part<R, 'body'> & MatchPart<R> & { signal?: AbortSignal }
// The words come first: TypeBox's TSchema is so wide that a string extends it.
type Reply<R> = R extends { readonly reply: 'file' }
  ? Blob
  : R extends { readonly reply: 'none' | 'events' }
    ? undefined
    : R extends { readonly reply: infer S extends TSchema }
      ? Static<S>
      : never
type Callable = { [N in RouteName]: Routes[N]['reply'] extends 'events' ? never : N }[RouteName]

export type Client = { [N in Callable]: (args: CallArgs<Routes[N]>) => Promise<Reply<Routes[N]>> } & {
  /** Live events until `signal` aborts. Ends when the connection ends: reconnect means refetch. */
  openEvents(signal: AbortSignal): AsyncGenerator<LiveEvent>
}

export interface ClientOptions {
  readonly baseUrl: string
  /** Asked at each call; null sends none. */
  readonly token: () => string | null
  /** Told back in events this client caused. */
  readonly clientId?: string
  readonly fetch?: typeof globalThis.fetch
}

interface LooseArgs {
  params?: Record<string, string | number>
  query?: Record<string, unknown>
  body?: unknown
  ifMatch?: number
  signal?: AbortSignal
}

/** Browsers hold 64 KiB of these at once; a few small ones fit. Characters. */
const longestKeptAlive = 12_000

/** Turns a problem+json reply into the AppError it stands for; anything else into 'unavailable'. */
async function errorFromReply(reply: Response): Promise<AppError> {
  const problem = (await reply.json().catch(() => null)) as { code?: string; detail?: string; hint?: string; errors?: FieldError[] } | null
  const code = problem?.code && problem.code in errorCodes ? (problem.code as ErrorCode) : 'unavailable'
  const hint = problem?.hint === undefined ? {} : { hint: problem.hint }
  return new AppError(code, problem?.detail ?? `The server answered ${reply.status}`, { errors: problem?.errors ?? [], ...hint })
}

/** One function per route of the table; each throws AppError on refusal and TypeError when the server can't be reached. */
export function createClient(options: ClientOptions): Client {
  const doFetch = options.fetch ?? globalThis.fetch.bind(globalThis)
  const headers = (extra: Record<string, string> = {}): Record<string, string> => {
    const token = options.token()
    return {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(options.clientId === undefined ? {} : { 'x-client-id': options.clientId }),
      ...extra,
    }
  }
  const call = async (route: Route, args: LooseArgs): Promise<unknown> => {
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(args.params?.[name])))
    const query = new URLSearchParams(
      Object.entries(args.query ?? {})
        .filter(([, v]) => v !== undefined)
        .map(([k, v]) => [k, String(v)]),
    )
    const init: RequestInit = { method: route.method, headers: headers() }
    if (route.body) {
      init.headers = headers({
        'content-type': 'application/json',
        ...(args.ifMatch === undefined ? {} : { 'if-match': `"${args.ifMatch}"` }),
      })
      init.body = JSON.stringify(args.body ?? {})
      // What a page sends as it is left arrives all the same; browsers allow that for small bodies only.
      init.keepalive = init.body.length < longestKeptAlive
    }
    if (args.signal) init.signal = args.signal
    const reply = await doFetch(`${options.baseUrl}/api/v1${path}${query.size > 0 ? `?${query}` : ''}`, init)
    if (!reply.ok) throw await errorFromReply(reply)
    if (route.reply === 'none') return undefined
    return route.reply === 'file' ? reply.blob() : reply.json()
  }

  async function* openEvents(signal: AbortSignal): AsyncGenerator<LiveEvent> {
    const reply = await doFetch(`${options.baseUrl}/api/v1${routes.openEvents.path}`, {
      headers: headers({ accept: 'text/event-stream' }),
      signal,
    })
    if (!reply.ok || !reply.body) throw await errorFromReply(reply)
    const reader = reply.body.getReader()
    const decoder = new TextDecoder()
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      let end = text.indexOf('\n\n')
      for (; end >= 0; end = text.indexOf('\n\n')) {
        const event = parseEvent(text.slice(0, end))
        text = text.slice(end + 2)
        if (event) yield event
      }
    }
  }

  const calls = Object.fromEntries(
    Object.entries(routes)
      .filter(([, r]) => r.reply !== 'events')
      .map(([name, r]) => [name, (args: LooseArgs) => call(r, args ?? {})]),
  )
  return { ...calls, openEvents } as unknown as Client
}

/** One block of a server-sent event stream; comments (keep-alives) give null. */
function parseEvent(block: string): LiveEvent | null {
  const field = (name: string) =>
    block
      .split('\n')
      .filter((l) => l.startsWith(`${name}: `))
      .map((l) => l.slice(name.length + 2))
      .join('\n')
  const data = field('data')
  return data === '' ? null : { id: Number(field('id')), name: field('event') as EventName, payload: JSON.parse(data) }
}
