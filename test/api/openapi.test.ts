// The OpenAPI document and its page: complete, readable by strangers, without any other origin.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { errorCodes } from '../../src/contract/errors.ts'
import { openApiDocument } from '../../src/contract/openapi.ts'
import { type Route, routes } from '../../src/contract/routes.ts'
import { refusalsOf } from '../../src/contract/validate.ts'
import { startTestServer } from '../helpers/test-server.ts'

interface Operation {
  operationId: string
  responses: Record<string, { content?: Record<string, unknown> }>
  requestBody?: { content: { 'application/json': { example?: unknown } } }
  security?: unknown[]
}
const document = openApiDocument('1.2.3') as { openapi: string; paths: Record<string, Record<string, Operation>>; components: object }
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
)

test('the document has each route of the table once, with its good reply and its refusals', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(routes).sort())
  for (const { operation } of operations) {
    const route: Route = routes[operation.operationId as keyof typeof routes]
    const statuses = Object.keys(operation.responses)
    expect(statuses).toContain(String(route.status ?? 200))
    for (const status of ['400', '403', '421', '500']) expect(statuses).toContain(status)
    if (route.permission !== 'public') expect(statuses).toContain('401')
    if (route.ifMatch) expect(statuses).toContain('412')
    expect(statuses.includes('428')).toBe(route.ifMatch === true)
  }
})

test('every error code is documented under its status', () => {
  const text = JSON.stringify(document)
  const missing = Object.keys(errorCodes).filter((code) => code !== 'method_not_allowed' && !text.includes(`\`${code}\``))
  expect(missing).toEqual([])
})

test('every reference points at something and no keyword of ours or of an older draft is left', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  const found = (path: string) =>
    path.split('/').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document)
  expect(references.filter((path) => found(path) === undefined)).toEqual([])
  expect(JSON.stringify(document)).not.toMatch(/"additionalItems"|"trimmed"|"items":\[/)
})

test('the examples are accepted by the schemas they stand beside', () => {
  const refused = operations.flatMap(({ operation }) => {
    const example = operation.requestBody?.content['application/json']?.example
    const route: Route = routes[operation.operationId as keyof typeof routes]
    return example === undefined ? [] : refusalsOf(route.body, example)
  })
  expect(refused).toEqual([])
})

test('a stranger’s JSON schema library accepts every schema of the document', async (t) => {
  const script = `
import json, sys
from jsonschema import Draft202012Validator
d = json.load(sys.stdin)
n = 0
def walk(x):
    global n
    if isinstance(x, dict):
        if isinstance(x.get('schema'), dict) and '$ref' not in x['schema']:
            Draft202012Validator.check_schema(x['schema']); n += 1
        for v in x.values(): walk(v)
    elif isinstance(x, list):
        for v in x: walk(v)
walk(d)
for s in d['components']['schemas'].values(): Draft202012Validator.check_schema(s); n += 1
print(n)`
  const run = promisify(execFile)
  const isThere = await run('/usr/bin/python3', ['-c', 'import jsonschema']).then(
    () => true,
    () => false,
  )
  t.skip(!isThere, 'python3-jsonschema is not installed')
  const child = run('/usr/bin/python3', ['-c', script])
  child.child.stdin?.end(JSON.stringify(document))
  expect(Number((await child).stdout)).toBeGreaterThan(50)
})

test('document and page are served without a token, and the page needs no other origin', async (t) => {
  const { baseUrl } = await startTestServer(t)
  const served = (await (await fetch(`${baseUrl}/api/v1/openapi.json`)).json()) as { paths: object; info: { version: string } }
  expect(served.paths).toEqual(JSON.parse(JSON.stringify(document)).paths)
  const page = await fetch(`${baseUrl}/api/docs`)
  const html = await page.text()
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(html).not.toMatch(/(?:src|href)="(?!\/api\/docs\/)/)
  const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path)
  for (const path of assets) {
    const reply = await fetch(baseUrl + path)
    expect([path, reply.status, (await reply.arrayBuffer()).byteLength > 100]).toEqual([path, 200, true])
  }
  expect((await fetch(`${baseUrl}/api/docs/none.js`)).status).toBe(404)
})
