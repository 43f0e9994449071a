// Roles: the built-in ones as they are, own ones made, changed and deleted, and that nobody grants what they lack.
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { permissions } from '../../src/contract/routes.ts'
import { builtInRoles, lackedOf, permissionsOfBuiltIn, shrinkTo } from '../../src/domain/permissions.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

async function clientWith({ client, baseUrl }: TestServer, scopes: string[]) {
  const { key } = await client.createApiKey({ body: { name: 'x', scopes } })
  return createClient({ baseUrl, token: () => key })
}

test('the built-in roles are six; the administrator has every permission there is, a guest three', async (t) => {
  const { client } = await startTestServer(t)
  const { items } = await client.listRoles({ query: {} })
  expect(items.map(({ id }) => id)).toEqual(['guest', 'operator', 'maintenance', 'engineer', 'approver', 'administrator'])
  expect(items.find(({ id }) => id === 'guest')?.permissions).toEqual(['alarms:read', 'projects:read', 'sensors:read'])
  expect(items.find(({ id }) => id === 'administrator')?.permissions).toEqual([...permissions])
  const refusal = await refusalOf(client.changeRole({ params: { id: 'guest' }, body: { permissions: [...permissions] }, ifMatch: 1 }))
  expect([refusal.code, (await refusalOf(client.deleteRole({ params: { id: 'administrator' } }))).code]).toEqual(['conflict', 'conflict'])
  const first = await client.listPermissions({ query: { limit: 2 } })
  const second = await client.listPermissions({ query: { limit: 100, cursor: first.next ?? '' } })
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...permissions])
  expect(first.items[0]?.routes[0]).toMatch(/^(GET|POST|PUT|PATCH|DELETE) \//)
})

test('an own role is made, changed by its version, kept over a restart, and deleted', async (t) => {
  const dataFolder = await makeTempFolder(t, 'data')
  const server = await startTestServer(t, { dataFolder })
  const { client } = server
  const made = await client.createRole({ body: { name: ' Caretaker ', permissions: ['nodes:read', 'alarms:read', 'nodes:read'] } })
  expect(made).toMatchObject({
    name: 'Caretaker',
    permissions: ['alarms:read', 'nodes:read'],
    isBuiltIn: false,
    accountCount: 0,
    revision: 1,
  })
  const params = { id: made.id }
  const changed = await client.changeRole({ params, body: { permissions: ['alarms:read'] }, ifMatch: 1 })
  expect([changed.revision, changed.permissions]).toEqual([2, ['alarms:read']])
  expect((await refusalOf(client.changeRole({ params, body: { name: 'B' }, ifMatch: 1 }))).code).toBe('stale')
  expect((await refusalOf(client.createRole({ body: { name: 'caretaker', permissions: [] } }))).errors[0]?.pointer).toBe('/name')
  expect((await refusalOf(client.createRole({ body: { name: 'C', permissions: ['moon:walk'] } }))).errors[0]?.pointer).toBe(
    '/permissions/0',
  )
  await server.stop()
  const after = await startTestServer(t, { dataFolder })
  expect(await after.client.getRole({ params })).toEqual(changed)
  await after.client.deleteRole({ params })
  expect((await refusalOf(after.client.getRole({ params }))).code).toBe('not_found')
})

test('nobody grants what they lack: not by a new role, not by widening one; narrowing is free', async (t) => {
  const server = await startTestServer(t)
  const limited = await clientWith(server, ['roles:read', 'roles:write', 'projects:read'])
  const refusal = await refusalOf(limited.createRole({ body: { name: 'More', permissions: ['projects:read', 'accounts:write'] } }))
  expect([refusal.code, refusal.message]).toEqual(['forbidden', "You can't give what you lack: accounts:write"])
  const { id } = await server.client.createRole({ body: { name: 'Wide', permissions: ['accounts:write', 'nodes:read'] } })
  const widen = limited.changeRole({ params: { id }, body: { permissions: ['accounts:write', 'nodes:read', 'nodes:write'] }, ifMatch: 1 })
  expect((await refusalOf(widen)).code).toBe('forbidden')
  const narrowed = await limited.changeRole({ params: { id }, body: { permissions: ['nodes:read', 'projects:read'] }, ifMatch: 1 })
  expect(narrowed.permissions).toEqual(['nodes:read', 'projects:read'])
})

test('what a role has is cut from the list there is, and a key never has more than its owner', () => {
  for (const role of builtInRoles) expect(lackedOf(new Set(permissions), permissionsOfBuiltIn(role, permissions))).toEqual([])
  expect([...shrinkTo(new Set(['a', 'b']), ['b', 'c'])]).toEqual(['b'])
})

test('every list that goes on says where in Link, also one that a worker wrote', async (t) => {
  const server = await startTestServer(t)
  await server.client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'] } })
  const at = server.clock.now()
  const readings = [1, 2, 3].map((n) => ({ timestamp: at - n * 1000, value: n }))
  await server.client.storeReadings({ params: { id: 'n1_temperature' }, body: { readings } })
  for (const name of ['A', 'B', 'C']) await server.client.createProject({ body: { name } })
  for (const path of ['/projects?limit=2', '/sensors/n1_temperature/readings?limit=2', '/roles?limit=5']) {
    const first = await server.request(path)
    const { next } = (await first.json()) as { next: string }
    const address = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    expect([path, address.includes(encodeURIComponent(next))]).toEqual([path, true])
    const last = await fetch(new URL(address, server.baseUrl), { headers: { authorization: `Bearer ${server.token}` } })
    expect([path, last.status, last.headers.get('link'), ((await last.json()) as { items: unknown[] }).items.length]).toEqual([
      path,
      200,
      null,
      1,
    ])
  }
})
