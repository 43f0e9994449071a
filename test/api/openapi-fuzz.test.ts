// What a stranger's tool does with the OpenAPI document: bodies made from each declared schema, and broken ones, against real records.
// Never a 5xx, every status is a declared one, every reply has its declared shape, and nothing that isn't public answers without a token.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Route, type RouteName, routes } from '../../src/contract/routes.ts'
import { ProblemDetails } from '../../src/contract/schemas/common.ts'
import { refusalsOf } from '../../src/contract/validate.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  required?: string[]
  prefixItems?: Schema[]
  items?: Schema | false
  minItems?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  minLength?: number
  maxLength?: number
}

interface Operation {
  operationId: RouteName
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: { 'application/json'?: { schema: Schema } } }
  responses: Record<string, unknown>
}

interface Call {
  readonly operation: Operation
  readonly method: string
  readonly path: string
}

const edges = [0, -0, 1, -1, 0.1, 1e-9, 600, 1e5, 1e7, 1e308, 5e-324, 2 ** 53]
const strange = fc.oneof(
  fc.constantFrom(null, true, '', 'NaN', '1e3', [], {}, [[]], 1e308, -1, 0.5, '\u0000', '\ud800', '__proto__'),
  fc.jsonValue({ maxDepth: 2 }),
)

/** Values a schema takes: small ones mostly, and its limits. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valuesOf))
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(valuesOf))
  switch (schema.type) {
    case 'string':
      return fc.oneof(
        fc.string({ unit: 'binary', minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 50, 50) }),
        fc.constantFrom('generic', 'a', ' é\u0007 ', 'x'.repeat(Math.min(schema.maxLength ?? 200, 5000))),
      )
    case 'integer': {
      const { minimum = -1000, maximum = 300 } = schema
      return fc.integer({ min: minimum, max: Math.min(maximum, Math.max(10_000, minimum + 1000)) })
    }
    case 'number': {
      const { minimum = schema.exclusiveMinimum ?? -1e7, maximum = 1e7 } = schema
      const fits = edges.filter((n) => n >= minimum && n <= maximum && n !== schema.exclusiveMinimum)
      return fc.oneof(fc.constantFrom(...fits), fc.double({ min: Math.max(minimum, 1e-3), max: Math.min(maximum, 9000), noNaN: true }))
    }
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(schema.items ? valuesOf(schema.items) : strange, { minLength: schema.minItems ?? 0, maxLength: 7 })
    case 'object': {
      const pattern = Object.values(schema.patternProperties ?? {})[0]
      if (pattern) return fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), valuesOf(pattern), { maxKeys: 3 })
      const fields = Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, valuesOf(field)]))
      return fc.record(fields, { requiredKeys: schema.required ?? [] })
    }
    default:
      return schema.type === 'null' ? fc.constant(null) : strange
  }
}

/** The same value with something somewhere replaced, added or left out. */
function broken(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const damage = (at: unknown, steps: readonly number[], put: unknown): unknown => {
    const [step, ...rest] = steps
    if (step === undefined || at === null || typeof at !== 'object') return put
    const keys = Object.keys(at)
    const key = keys[step % (keys.length + 1)]
    if (Array.isArray(at)) return at.map((item, i) => (String(i) === key ? damage(item, rest, put) : item))
    if (key === undefined) return { ...at, unknownField: put }
    return rest.length === 0 && put === null
      ? Object.fromEntries(Object.entries(at).filter(([name]) => name !== key))
      : { ...at, [key]: damage((at as Record<string, unknown>)[key], rest, put) }
  }
  return fc
    .tuple(value, fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }), strange)
    .map(([whole, steps, put]) => damage(whole, steps, put))
}

async function readCalls({ request }: TestServer): Promise<Call[]> {
  const document = (await (await request('/openapi.json')).json()) as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ operation, method: method.toUpperCase(), path: path.replace('/api/v1', '') })),
  )
}

/** Ids of records that are there, by the noun of the path; they may be deleted on the way, which is part of it. */
async function makeRecords({ client }: TestServer): Promise<Record<string, string>> {
  const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
  const room = { outer: [[0, 0], [2400, 0], [2400, 1800], [0, 1800]] } // biome-ignore format: one room, one line
  const project = await client.createProject({ body: { name: 'P' } })
  const design = await client.createDesign({ params: { id: project.id }, body: { name: 'D', room, system } })
  const made = await client.createExport({ params: { id: design.id }, body: { format: 'txt' } })
  const node = await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature', 'energy_consumption'] } })
  const command = await client.createCommand({ params: { id: node.nodeId }, body: { command: 'identify' } })
  const key = await client.createApiKey({ body: { name: 'K', scopes: ['sensors:read'] } })
  const dashboard = await client.createDashboard({ body: { name: 'D', designId: design.id } })
  return {
    ...{ projects: project.id, designs: design.id, exports: made.id, downloads: 'x' },
    ...{ nodes: node.nodeId, sensors: 'n1_temperature', commands: command.id, 'api-keys': key.id, dashboards: dashboard.id, join: 'n1' },
  }
}

test('whatever is made from the document is answered as the document says', async (t) => {
  const server = await startTestServer(t)
  const calls = (await readCalls(server)).filter(({ operation }) => operation.operationId !== 'openEvents')
  const ids = await makeRecords(server)
  const oneCall = fc.constantFrom(...calls).chain((call) => {
    const schema = call.operation.requestBody?.content['application/json']?.schema
    const body = schema ? valuesOf(schema) : fc.constant(undefined)
    const query = (call.operation.parameters ?? []).filter((p) => p.in === 'query')
    return fc.record({
      call: fc.constant(call),
      body: schema ? fc.oneof({ weight: 2, arbitrary: body }, { weight: 1, arbitrary: broken(body) }) : body,
      query: fc.record(Object.fromEntries(query.map((p) => [p.name, fc.oneof(valuesOf(p.schema), strange)])), { requiredKeys: [] }),
      ifMatch: fc.constantFrom('*', '"1"', undefined),
      known: fc.constantFrom(true, true, true, false),
    })
  })
  await fc.assert(
    fc.asyncProperty(oneCall, async ({ call, body, query, ifMatch, known }) => {
      const noun = call.path.split('/')[1] ?? ''
      const address = call.path.replace('{id}', known ? (ids[noun] ?? 'x') : 'nobody').replace('{number}', '1')
      // JSON for objects: one of them may bring a toString of its own.
      const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))
      const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, asText(value)]))
      const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch }
      if (body !== undefined) headers['content-type'] = 'application/json'
      const init = { method: call.method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      const reply = await server.request(`${address}${asked.size > 0 ? `?${asked}` : ''}`, init)
      const text = await reply.text()
      expect(Object.keys(call.operation.responses), `${call.method} ${address} ${text.slice(0, 300)}`).toContain(String(reply.status))
      expect(reply.status, text).toBeLessThan(500)
      // Whatever is text says in which letters.
      const type = reply.headers.get('content-type') ?? ''
      if (/^text\/|json|\+xml/.test(type) || (text !== '' && type === ''))
        expect([address, type]).toEqual([address, expect.stringContaining('; charset=utf-8')])
      const route: Route = routes[call.operation.operationId]
      if (!reply.ok) expect(refusalsOf(ProblemDetails, JSON.parse(text))).toEqual([])
      else if (typeof route.reply === 'object') expect(refusalsOf(route.reply, JSON.parse(text))).toEqual([])
    }),
    { numRuns: 1200 },
  )
  expect(server.log.filter((line) => line.level === 'error')).toEqual([])
}, 30_000)

/** Public, and answer 401 to whom they don't know by other means. */
const answersUnknown = new Set(['/auth/welcome', '/hooks/{source}', '/integration/webhook'])

test('without a token every address that is not public answers 401, before it looks at anything else', async (t) => {
  const server = await startTestServer(t)
  const answers = await Promise.all(
    (await readCalls(server)).map(async ({ operation, method, path }) => {
      const { permission }: Route = routes[operation.operationId]
      const reply = await fetch(`${server.baseUrl}/api/v1${path.replace(/\{\w+\}/g, '1')}`, { method })
      await reply.body?.cancel()
      return { path, method, isClosed: reply.status === 401 && reply.headers.get('www-authenticate') !== null, permission }
    }),
  )
  const wrong = answers.filter(({ isClosed, permission, path }) => isClosed === (permission === 'public') && !answersUnknown.has(path))
  expect(wrong).toEqual([])
})
