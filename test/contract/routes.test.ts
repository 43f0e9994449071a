// The route table: well formed, without two routes on one address, with permissions in the agreed form; the typed client has each.
import { expect, expectTypeOf, test } from 'vitest'
import { type Client, createClient } from '../../src/contract/client.ts'
import { openApiDocument } from '../../src/contract/openapi.ts'
import { permissions, type Route, type RouteName, routes } from '../../src/contract/routes.ts'
import type { Handlers } from '../../src/server/http/handler.ts'

const table = Object.entries(routes) as [RouteName, Route][]

test('no two routes share a method and an address', () => {
  const keys = table.map(([, route]) => `${route.method} ${route.path.replace(/\{\w+\}/g, '{}')}`)
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
})

test('params in the path are exactly those of the schema', () => {
  for (const [name, route] of table) {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param)
    const properties = (route.params as { properties?: object } | undefined)?.properties ?? {}
    expect([name, Object.keys(properties)]).toEqual([name, inPath])
  }
})

test('every permission is segment:action and GET routes only read', () => {
  expect(permissions.filter((p) => !/^[a-z-]+:(read|write|delete|[a-z]+)$/.test(p))).toEqual([])
  const writing = table.filter(
    ([, r]) => r.method === 'GET' && !['public', 'self'].includes(r.permission) && !r.permission.endsWith(':read'),
  )
  expect(writing).toEqual([])
})

test('every PUT and PATCH of a shared record asks for If-Match and gives an ETag; of others it looks at one that was sent', () => {
  const changes = table.filter(([, route]) => route.method === 'PUT' || route.method === 'PATCH')
  expect(changes.filter(([, route]) => !route.ifMatch).map(([name]) => name)).toEqual([])
  const shared = changes.filter(([, route]) => /^[/](projects|designs|settings)/.test(route.path))
  expect(shared.filter(([, route]) => route.ifMatch !== true || !route.etag).map(([name]) => name)).toEqual([])
  expect(changes.length).toBeGreaterThan(3)
})

test('bodies and queries refuse unknown fields', () => {
  const schemas = table.flatMap(([name, r]) => [r.body, r.query, r.params].flatMap((s) => (s ? [[name, s] as const] : [])))
  const lax = schemas.filter(([, s]) => (s as { additionalProperties?: unknown }).additionalProperties !== false)
  expect(lax.map(([name]) => name)).toEqual([])
})

test('the client has one function per route, and handlers too, as types and as values', () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1', token: () => null })
  expect(Object.keys(client).sort()).toEqual(Object.keys(routes).sort())
  expectTypeOf<keyof Client>().toEqualTypeOf<RouteName>()
  expectTypeOf<keyof Handlers>().toEqualTypeOf<Exclude<RouteName, 'openEvents'>>()
  expectTypeOf(client.createProject).parameter(0).toHaveProperty('body')
  expectTypeOf(client.changeDesign).parameter(0).toHaveProperty('ifMatch')
  expectTypeOf(client.getExportFile).returns.resolves.toEqualTypeOf<Blob>()
})

test('the document is the same bytes every time, so generated docs can be compared', () => {
  expect(JSON.stringify(openApiDocument('1.0.0'))).toBe(JSON.stringify(openApiDocument('1.0.0')))
})
