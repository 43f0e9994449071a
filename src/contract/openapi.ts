// OpenAPI 3.1, made from the route table: what the server enforces is what the document says. Pure; the reference docs are made from it too.
import { type ErrorCode, errorCodes } from './errors.ts'
import { events } from './events.ts'
import { takesIdempotencyKey } from './routes/route.ts'
import { type Route, type RouteName, routes } from './routes.ts'
import { ProblemDetails } from './schemas/common.ts'
import type { Schema } from './validate.ts'

type Json = Record<string, unknown>

/** The whole document for the given version of the program. */
export function openApiDocument(version: string): object {
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const path = `/api/v1${route.path}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plenum',
      version,
      description:
        'Design suspended ceilings: the best grid or panel layout, quantities, price and drawings. Lengths are millimetres and areas ' +
        'square millimetres unless a name says otherwise; instants are UTC epoch milliseconds. Unknown fields are refused by name.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server this document came from' }],
    security: [{ bearer: [] }, { key: [] }],
    tags: [...new Set(Object.values(routes).map((route) => tagOf(route)))].map((name) => ({ name })),
    paths,
    components: {
      schemas: {
        Problem: plainSchema(ProblemDetails),
        ...Object.fromEntries(Object.entries(events).map(([name, schema]) => [`event.${name}`, plainSchema(schema)])),
      },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token in owner.token in the data folder, a session’s access token, or an API key',
        },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The key of a program; Authorization counts before it' },
      },
      headers: {
        'X-Request-Id': { description: 'Names this request in the log', schema: { type: 'string' } },
        'X-API-Version': { description: 'Version of the API: 1', schema: { type: 'string' } },
        'X-Request-Time': { description: 'Milliseconds the server took', schema: { type: 'string' } },
        Link: { description: 'The address of the next page, rel="next"; absent on the last', schema: { type: 'string' } },
        RateLimit: { description: 'What is left of each limit (r) and seconds until it opens anew (t)', schema: { type: 'string' } },
        'RateLimit-Policy': { description: 'The limits that hold: requests (q) in seconds (w)', schema: { type: 'string' } },
        'X-RateLimit-Limit': { description: 'Of the limit with the least left', schema: { type: 'string' } },
        'X-RateLimit-Remaining': { description: 'Of the limit with the least left', schema: { type: 'string' } },
        'X-RateLimit-Reset': { description: 'When it opens anew: UTC seconds', schema: { type: 'string' } },
        'Retry-After': { description: 'Seconds to wait', schema: { type: 'string' } },
        ETag: { description: 'The revision in quotes; send it back as If-Match', schema: { type: 'string' } },
      },
    },
  }
}

/** Of callers that have limits: all but the owner of the machine. */
const limitHeaders = ['RateLimit', 'RateLimit-Policy', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset']
const isLimited = (route: Route) => route.permission !== 'public' || route.limit === 'auth' || route.limit === 'hook'
const isPage = (route: Route) => {
  const { properties } = route.reply as { properties?: { next?: { anyOf?: unknown } } }
  return properties?.next?.anyOf !== undefined
}
const tagOf = (route: Pick<Route, 'path'>) => route.path.split('/')[1] ?? ''
const everyReply = ['X-Request-Id', 'X-API-Version', 'X-Request-Time']
const headers = (names: readonly string[]) => Object.fromEntries(names.map((n) => [n, { $ref: `#/components/headers/${n}` }]))

function operation(name: RouteName, route: Route): Json {
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query)]
  if (route.ifMatch) {
    const description = 'The ETag you read, like "12"; * for any'
    parameters.push({ name: 'If-Match', in: 'header', required: route.ifMatch === true, description, schema: { type: 'string' } })
  }
  if (takesIdempotencyKey(route)) {
    const description = 'Sent again within 24 hours with the same body, the request is not done twice: it gets the first answer'
    const schema = { type: 'string', minLength: 1, maxLength: 255 }
    parameters.push({ name: 'Idempotency-Key', in: 'header', required: false, description, schema })
  }
  return {
    operationId: name,
    summary: route.summary,
    tags: [tagOf(route)],
    'x-permission': route.permission,
    ...(route.permission === 'public' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: requestBody(name, route) } : {}),
    ...(route.raw ? { requestBody: rawBody(route) } : {}),
    responses: {
      [String(route.status ?? 200)]: goodReply(route),
      // What was taken before.
      ...(route.status === 202 ? { 200: goodReply(route) } : {}),
      ...refusals(route),
    },
  }
}

function rawBody(route: Route): Json {
  const description = `At most ${(route.bodyLimit ?? 1024 * 1024).toLocaleString('en')} bytes, signed as the source’s adapter says`
  return { required: true, description, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } }
}

function requestBody(name: RouteName, route: Route): Json {
  const schema = route.body as Schema
  const example = examples[name]
  return {
    required: (schema.required ?? []).length > 0,
    description: `At most ${(route.bodyLimit ?? 1024 * 1024).toLocaleString('en')} bytes`,
    content: { 'application/json': { schema: plainSchema(schema), ...(example === undefined ? {} : { example }) } },
  }
}

function goodReply(route: Route): Json {
  const names = [
    ...everyReply,
    ...(isLimited(route) ? limitHeaders : []),
    ...(route.etag ? ['ETag'] : []),
    ...(isPage(route) ? ['Link'] : []),
  ]
  if (route.reply === 'none') return { description: 'Done', headers: headers(names) }
  if (route.reply === 'file') {
    return { description: 'The file', headers: headers(names), content: { '*/*': { schema: { type: 'string', format: 'binary' } } } }
  }
  if (route.reply === 'events') {
    const description = `Server-sent events: ${Object.keys(events).join(', ')}; the data of each is the schema event.NAME`
    return { description, headers: headers(everyReply), content: { 'text/event-stream': { schema: { type: 'string' } } } }
  }
  return { description: 'Done', headers: headers(names), content: { 'application/json': { schema: plainSchema(route.reply) } } }
}

/** The refusals a route can answer, grouped by status. */
export function refusalCodesOf(route: Route): ErrorCode[] {
  const codes: ErrorCode[] = ['bad_request', 'foreign_origin', 'not_acceptable', 'foreign_host', 'internal', 'unavailable']
  if (route.permission !== 'public') codes.push('unauthenticated', 'forbidden')
  // A file may not be there, such as the certificate of a broker without TLS.
  if (route.params || route.reply === 'file') codes.push('not_found')
  if (route.path === '/auth/welcome') codes.push('unauthenticated')
  if (route.body) codes.push('invalid', 'too_large', 'unsupported_version', 'payload_too_large', 'unsupported_media_type')
  else if (route.raw) codes.push('unauthenticated', 'payload_too_large', 'unsupported_media_type', 'invalid')
  // Times in a query are read by the services.
  else if (route.query !== undefined && 'from' in ((route.query as Schema).properties ?? {})) codes.push('invalid')
  if (route.limit === 'auth') codes.push('unauthenticated', 'second_factor')
  if (isLimited(route)) codes.push('rate_limited')
  if (takesIdempotencyKey(route)) codes.push('idempotency_mismatch')
  if (route.ifMatch) codes.push(...(route.ifMatch === true ? (['precondition_required'] as const) : []), 'stale')
  if (route.method !== 'GET') codes.push('conflict', 'disk_full')
  // The owner of the machine and programs have no account of their own.
  else if (route.permission === 'self') codes.push('conflict')
  return codes
}

function refusals(route: Route): Json {
  const byStatus = Map.groupBy(refusalCodesOf(route), (code) => errorCodes[code].status)
  const reply = (codes: readonly ErrorCode[]) => ({
    description: [...new Set(codes)].map((code) => `\`${code}\`: ${errorCodes[code].title}`).join('; '),
    headers: headers([...everyReply, ...(codes.includes('rate_limited') ? [...limitHeaders, 'Retry-After'] : [])]),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  return Object.fromEntries([...byStatus].sort(([a], [b]) => a - b).map(([status, codes]) => [String(status), reply(codes)]))
}

function parametersOf(place: 'path' | 'query', schema: Schema | undefined): Json[] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const { description, ...rest } = plainSchema(property) as Json
    const required = place === 'path' || (schema?.required ?? []).includes(name)
    return { name, in: place, required, ...(description === undefined ? {} : { description }), schema: rest }
  })
}

/** A schema of the contract in the words of JSON schema 2020-12: tuples by prefixItems, our own keywords left out. */
function plainSchema(schema: unknown): Json {
  const { items, additionalItems, trimmed, unit, $id, ...rest } = schema as Json
  const plain: Json = { ...rest }
  if (typeof unit === 'string') plain['x-unit'] = unit
  if (typeof $id === 'string') plain.title ??= $id
  if (Array.isArray(items)) {
    plain.prefixItems = items.map(plainSchema)
    plain.items = false
    plain.maxItems = items.length
  } else if (items !== undefined) plain.items = plainSchema(items)
  for (const key of ['properties', 'patternProperties'] as const) {
    const parts = rest[key]
    if (parts) plain[key] = Object.fromEntries(Object.entries(parts).map(([n, part]) => [n, plainSchema(part)]))
  }
  if (rest.patternProperties) plain.additionalProperties = false
  if (Array.isArray(rest.anyOf)) plain.anyOf = rest.anyOf.map(plainSchema)
  return plain
}

const room = { outer: [[0, 0], [4800, 0], [4800, 3000], [0, 3000]] } // biome-ignore format: one room, one line
const examples: { readonly [N in RouteName]?: unknown } = {
  computeLayout: { room, system: { kind: 'grid', module: [600, 600], origin: 'best' } },
  createProject: { name: 'School, level 2' },
  createDesign: { name: 'Classroom 2.04', room, system: { kind: 'grid', module: [600, 600] } },
  changeProject: { name: 'School, level 3' },
  createExport: { format: 'dxf', flavour: 'blocks', layers: 'aia' },
  changeSettings: { wasteRate: 0.1 },
}
