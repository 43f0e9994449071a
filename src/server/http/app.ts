// Fastify, fed by the route table: authorise, negotiate, read, handle, send. Knows no noun; handlers are given in.
// Guarantees: every address below /api/v1 comes from the table, every refusal is problem+json, a bug never shows its inner text.
import type { ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import { type Route, type RouteName, routes } from '../../contract/routes.ts'
import type { Access, Caller } from '../caller.ts'
import type { Log } from '../log.ts'
import type { ProgramCall } from '../services/api-key-usage.ts'
import type { Trail } from '../services/audit-trail.ts'
import type { Counted, Limiter, Taken } from '../services/limiter.ts'
import type { ReachService } from '../services/reach.ts'
import type { RepeatedRequests } from '../services/repeated-request.ts'
import { audited, logRefusedInput, noteRefusal } from './audited.ts'
import { AccessRefusal, identify, readCredential, requirePermission } from './authorise.ts'
import type { Handlers } from './handler.ts'
import { answerLimits, countedFor, countedForName, type KeyLimits } from './limits.ts'
import type { RequestHandler, StampedRequest } from './listen.ts'
import { problemFromError, problemType, refusalFromThrown } from './problem.ts'
import { createProjectGate, type ProjectGate } from './project-gate.ts'
import { accepts, parseBody, readBody, readIfMatch, readParams, readQuery, requireJson } from './read-request.ts'
import { answerRepeat, keepAnswer } from './repeat.ts'
import { sendReply } from './send-reply.ts'

export interface AppOptions {
  readonly handlers: Handlers
  readonly access: Access
  readonly trail: Trail
  readonly limiter: Pick<Limiter, 'take'>
  readonly limitsOfKey: (keyId: string) => KeyLimits | null
  /** An answered request of a program. */
  readonly recordCall: (call: ProgramCall) => void
  readonly repeats: RepeatedRequests
  readonly reach: ReachService
  readonly now: () => number
  /** Takes over the connection of GET /events; `identify` says who reads now, null once they may not any more. */
  readonly openEvents: (response: ServerResponse, identify: () => Caller | null) => void
  /** Pages and files outside the route table: renderer, API reference, CSP reports. */
  readonly addPages: (app: FastifyInstance) => void
  readonly log: Log
  readonly checkReplies: boolean
}

export interface App extends AsyncDisposable {
  readonly handle: RequestHandler
}

type AnyHandler = (request: object) => unknown

const apiRoot = '/api/v1'
const defaultBodyLimit = 1024 * 1024
const entries = Object.entries(routes) as [RouteName, Route][]

/** Builds the app; it does not listen: `handle` is given to the listener. */
export async function createApp(options: AppOptions): Promise<App> {
  const app = fastify({
    logger: false,
    bodyLimit: defaultBodyLimit,
    exposeHeadRoutes: false,
    // Requests are checked by the contract's own validator: Fastify's compilers, a third of a second to load, are never asked for.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    // Longer than any address Node reads: an id that long is simply not there.
    routerOptions: { maxParamLength: 100_000 },
    genReqId: (raw) => (raw as StampedRequest).plenumId ?? '',
    frameworkErrors: (error, request, reply) => sendRefusal(options, error, request, reply as FastifyReply),
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) =>
    wantsRaw(request) ? bytes : parseBody(bytes),
  )
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) => {
    if (wantsRaw(request)) return bytes
    throw new AppError('unsupported_media_type', 'The body must be JSON in UTF-8: send Content-Type: application/json')
  })
  app.setErrorHandler((error, request, reply) => sendRefusal(options, error, request, reply))
  app.setNotFoundHandler((request) => refuseAddress(request))
  // Before its body is read: what isn't there doesn't care what was sent to it.
  app.addHook('onRequest', async (request) => {
    if (request.is404) refuseAddress(request)
  })
  app.addHook('onResponse', async (request, reply) => {
    const facts = {
      requestId: request.id,
      method: request.method,
      path: pathOf(request.url),
      status: reply.statusCode,
      tookMs: reply.elapsedTime,
    }
    options.log.debug(facts, 'answered')
  })

  app.addHook('onSend', async (request, reply, payload) => {
    keepAnswer(request, reply, payload)
    if (reply.statusCode === 401) taken.get(request)?.giveBack()
    return payload
  })

  const gate = createProjectGate(options.reach)
  for (const [name, route] of entries) addRoute(app, { name, route, options, gate })
  options.addPages(app)
  await app.ready()
  return { handle: (request, response) => app.routing(request, response), [Symbol.asyncDispose]: () => app.close() }
}

const wantsRaw = ({ routeOptions }: FastifyRequest): boolean => (routeOptions.config as { raw?: boolean }).raw === true

/** Who each request is from, found before its body was read. */
const callers = new WeakMap<FastifyRequest, Caller>()
const routeOf = new WeakMap<FastifyRequest, Route>()
/** What each request was counted as, unless it counts whatever is answered. */
const taken = new WeakMap<FastifyRequest, Taken>()

interface Door {
  readonly name: RouteName
  readonly route: Route
  readonly options: AppOptions
  readonly gate: ProjectGate
}

function addRoute(app: FastifyInstance, { name, route, options, gate }: Door): void {
  const count = (request: FastifyRequest, reply: FastifyReply, counted: readonly Counted[]) => {
    if (counted.length === 0) return
    const result = options.limiter.take(counted)
    if (route.limit !== 'auth') taken.set(request, result)
    answerLimits(reply, result, options.now())
  }
  app.route({
    method: methodsOf(route),
    url: apiRoot + route.path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: route.bodyLimit ?? defaultBodyLimit,
    config: { raw: route.raw === true },
    // Before the body is read: who, what they accept, what they send, which version they change.
    onRequest: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      routeOf.set(request, route)
      const caller = identify(request.headers, route, options.access)
      callers.set(request, caller)
      count(request, reply, countedFor(caller, route, options.limitsOfKey))
      requirePermission(caller, route, options.access)
      requireAcceptable(request, route)
      if (route.body && hasBody(request)) requireJson(request.headers['content-type'], request.headers['content-encoding'])
      readIfMatch(route, request.headers['if-match'])
    },
    onResponse: async (request, reply) => {
      const { keyId, program } = callers.get(request) ?? { keyId: null, program: '' }
      if (keyId !== null) options.recordCall({ keyId, route: name, status: reply.statusCode, tookMs: reply.elapsedTime, program })
    },
    handler: async (request, reply) => {
      const params = readParams(route, request.params as Record<string, unknown>)
      const query = readQuery(route, request.url, request.query as Record<string, unknown>)
      const body = readBody(route, request.body)
      const caller = callers.get(request) as Caller
      count(request, reply, countedForName(route, caller, body))
      await gate.check(name, route, caller, { params, query, body } as Parameters<ProjectGate['check']>[3])
      if (name === 'openEvents') {
        options.openEvents(reply.raw, () => againOf(request, options.access))
        return reply.hijack()
      }
      if (answerRepeat(request, reply, { route, caller, body, repeats: options.repeats })) return reply
      const clientId = request.headers['x-client-id']
      const sent = {
        params,
        query: route.query ? query : undefined,
        body,
        raw: route.raw ? { bytes: (request.body as Buffer | undefined) ?? new Uint8Array(), headers: request.headers } : undefined,
        ifMatch: readIfMatch(route, request.headers['if-match']),
        caller,
        requestId: request.id,
        signal: closedSignal(reply.raw),
        clientId: typeof clientId === 'string' && /^[\w.-]{1,64}$/.test(clientId) ? clientId : undefined,
      }
      const asked = { name, route, params, caller, requestId: request.id }
      const answer = await audited(options.trail, asked, () => (options.handlers[name] as AnyHandler)(sent))
      const narrowed = await gate.narrow(name, caller, answer)
      return sendReply({ route, request, reply, answer: narrowed, checkReplies: options.checkReplies })
    },
  })
}

/** The same credential asked again: who it belongs to by now. */
function againOf({ headers }: FastifyRequest, access: Access): Caller | null {
  const credential = readCredential(headers)
  return credential && access.identify(credential, headers['user-agent'] ?? '')
}

function closedSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}

/** GET brings HEAD along, but not for a stream, nor for a one-use download that a mere look would use up. */
function methodsOf(route: Route): string[] {
  const isOneUse = route.reply === 'file' && route.permission === 'public'
  return route.method === 'GET' && route.reply !== 'events' && !isOneUse ? ['GET', 'HEAD'] : [route.method]
}

const hasBody = ({ headers }: FastifyRequest) => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function requireAcceptable(request: FastifyRequest, route: Route): void {
  const mediaType = route.reply === 'events' ? 'text/event-stream' : typeof route.reply === 'object' ? 'application/json' : null
  if (mediaType === null || accepts(request.headers.accept, mediaType)) return
  throw new AppError('not_acceptable', `This address answers ${mediaType}; accept that or */*`)
}

const pathOf = (url: string) => url.split('?', 1)[0] ?? ''
const patterns = entries.map(([, route]) => ({
  methods: methodsOf(route),
  pattern: new RegExp(`^${apiRoot}${route.path.replace(/\{\w+\}/g, '[^/]+')}$`),
}))

/** Throws 405 with the methods an address takes, 404 when there is none. */
export function refuseAddress(request: FastifyRequest): never {
  const path = pathOf(request.url)
  const there = patterns.filter(({ pattern }) => pattern.test(path))
  const isPage = !path.startsWith('/api/') && request.method !== 'GET' && request.method !== 'HEAD'
  if (there.length > 0 || isPage) {
    const methods = isPage ? ['GET', 'HEAD'] : there.flatMap((one) => one.methods)
    throw new MethodRefusal([...new Set(methods)].join(', '))
  }
  throw new AppError('not_found', 'There is nothing at this address', { hint: 'The addresses are listed at /api/docs' })
}

class MethodRefusal extends AppError {
  readonly allow: string
  constructor(allow: string) {
    super('method_not_allowed', `This address takes ${allow}`)
    this.allow = allow
  }
}

function sendRefusal({ log, trail }: AppOptions, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { refusal, isBug } = refusalFromThrown(thrown)
  const requestId = (request.raw as StampedRequest).plenumId ?? request.id
  const caller = callers.get(request)
  noteRefusal(trail, { refusal, request, caller, requestId })
  logRefusedInput(log, { refusal, request, route: routeOf.get(request), caller, requestId })
  if (isBug) log.error({ err: thrown, requestId, method: request.method, path: pathOf(request.url) }, 'a request failed')
  if (refusal instanceof MethodRefusal) reply.header('allow', refusal.allow)
  if (refusal instanceof AccessRefusal) reply.header('www-authenticate', refusal.challenge)
  else if (refusal.status === 401) reply.header('www-authenticate', 'Bearer realm="Plenum"')
  for (const header of ['etag', 'content-length', 'content-disposition', 'content-security-policy']) reply.removeHeader(header)
  reply
    .header('cache-control', 'no-store')
    .code(refusal.status)
    .type(problemType)
    .send(JSON.stringify(problemFromError(refusal, requestId)))
}

function noCompiler(): never {
  throw new Error('Routes carry no schemas for Fastify')
}
