// Every door: each route of the contract x each role x {no token, expired, paused, revoked, wrong scope, other project}. It walks the route
// table itself, so a new route is walked too, and fails here until walk-examples.ts says what to send to it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { permissions, type Route, type RouteName, routes } from '../../src/contract/routes.ts'
import { builtInRoles, permissionsOfBuiltIn } from '../../src/domain/permissions.ts'
import { startTestServer, type TestLife, type TestServer } from '../helpers/test-server.ts'
import { type Example, walkExamples } from './walk-examples.ts'

const entries = Object.entries(routes) as [RouteName, Route][]
const closed = entries.filter(([, route]) => route.permission !== 'public')
const guarded = closed.filter(([, route]) => route.permission !== 'self')
const dayMs = 86_400_000

type Ask = { readonly headers?: Record<string, string>; readonly example?: Example }

async function walk(server: TestServer, [name, route]: [RouteName, Route], { headers = {}, example = walkExamples[name] }: Ask) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) => String(example.params?.[key]))
  const query = new URLSearchParams(Object.entries(example.query ?? {}).map(([key, value]) => [key, String(value)]))
  const abort = new AbortController()
  const reply = await fetch(`${server.baseUrl}/api/v1${path}${query.size > 0 ? `?${query}` : ''}`, {
    method: route.method,
    headers: {
      ...(example.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(example.ifMatch === undefined ? {} : { 'if-match': example.ifMatch }),
      ...headers,
    },
    ...(example.body === undefined ? {} : { body: JSON.stringify(example.body) }),
    signal: abort.signal,
  })
  const text = route.reply === 'events' && reply.ok ? '' : await reply.text()
  if (route.reply === 'events') abort.abort()
  return { status: reply.status, text, code: (/"code":"(\w+)"/.exec(text) ?? [])[1] }
}

/** Runs what was registered when the last test of the file has ended. */
function lifeOfFile(): TestLife & { end(): Promise<void> } {
  const ends: (() => Promise<void>)[] = []
  return {
    onTestFinished: (fn) => void ends.push(fn),
    end: async () => {
      for (const fn of ends.reverse()) await fn()
    },
  }
}

const life = lifeOfFile()
let server: TestServer
const plenty = { perMinute: 1_000_000, perHour: 1_000_000 }
const keyOf = async (scopes: readonly string[], more: object = {}) => {
  const made = await server.client.createApiKey({ body: { name: 'walk', scopes: [...scopes], ...plenty, ...more } })
  return { id: made.id, headers: { 'x-api-key': made.key } }
}

beforeAll(async () => {
  server = await startTestServer(life)
})
afterAll(() => life.end())

test('every route has its example, and no example is of a route that is gone', () => {
  expect(Object.keys(walkExamples).sort()).toEqual(Object.keys(routes).sort())
})

describe('without a credential that is valid', () => {
  test('no route opens but the public ones: no token, a wrong one, an expired, a paused and a revoked key', async () => {
    const [expired, paused, revoked] = [await keyOf(permissions, { expiresInDays: 1 }), await keyOf(permissions), await keyOf(permissions)]
    await server.client.changeApiKey({ params: { id: paused.id }, body: { active: false } })
    await server.client.deleteApiKey({ params: { id: revoked.id } })
    server.clock.advance(dayMs)
    const credentials = {
      none: {},
      wrong: { authorization: 'Bearer wrong' },
      expired: expired.headers,
      paused: paused.headers,
      revoked: revoked.headers,
    }
    for (const entry of closed) {
      for (const [what, headers] of Object.entries(credentials)) {
        const { status, code } = await walk(server, entry, { headers: headers as Record<string, string> })
        expect([entry[0], what, status, code]).toEqual([entry[0], what, 401, 'unauthenticated'])
      }
    }
  })

  test('the answers are alike for every reason, so that none tells a key from a wrong one', async () => {
    const paused = await keyOf(permissions)
    await server.client.changeApiKey({ params: { id: paused.id }, body: { active: false } })
    const bare = (text: string) => text.replace(/"requestId":"[^"]+"/, '')
    const entry = ['listProjects', routes.listProjects] as [RouteName, Route]
    const a = await walk(server, entry, { headers: paused.headers })
    const b = await walk(server, entry, { headers: { 'x-api-key': 'plm_live_AAAAAAAA_x' } })
    expect(bare(a.text)).toBe(bare(b.text))
  })
})

describe.each(builtInRoles.map((role) => [role.id, permissionsOfBuiltIn(role, permissions)] as const))('%s', (role, held) => {
  const email = `${role}@example.org`
  const password = `a walk as ${role}`
  const tokenOf = async () => (await server.client.logIn({ body: { email, password } })).accessToken

  test('opens exactly the routes of its permissions, by an account’s token and by a key that has them', async () => {
    await server.client.createAccount({ body: { email, password, role } })
    const credentials = { token: { authorization: `Bearer ${await tokenOf()}` }, key: (await keyOf(held)).headers }
    for (const [what, headers] of Object.entries(credentials)) {
      for (const entry of guarded) {
        const [name, route] = entry
        const { status, code, text } = await walk(server, entry, { headers: headers as Record<string, string> })
        const isRefused = status === 401 || status === 429 || (status === 403 && /lacks? the permission/.test(text))
        const isOpen = status < 500 && !isRefused
        if (held.includes(route.permission)) expect([name, what, isOpen, status]).toEqual([name, what, true, status])
        else expect([name, what, status, code]).toEqual([name, what, 403, 'forbidden'])
      }
    }
  })

  test('opens nothing once its token has expired, its session is revoked, or the account is disabled', async () => {
    const ask = async (token: string) => {
      const statuses = new Set<number>()
      for (const entry of closed) statuses.add((await walk(server, entry, { headers: { authorization: `Bearer ${token}` } })).status)
      return [...statuses]
    }
    const expired = await tokenOf()
    server.clock.advance(15 * 60_000 + 1000)
    expect(await ask(expired)).toEqual([401])
    const revoked = await tokenOf()
    const account = (await server.client.listAccounts({ query: { limit: 100 } })).items.find((one) => one.email === email)
    for (const { id } of (await server.client.listSessions({ query: { accountId: account?.id ?? '' } })).items)
      await server.client.revokeSession({ params: { id } })
    expect(await ask(revoked)).toEqual([401])
    const disabled = await tokenOf()
    // The last administrator can't be disabled: another one is there first.
    if (role === 'administrator')
      await server.client.createAccount({ body: { email: 'second@example.org', password: 'a second walker', role } })
    await server.client.changeAccount({ params: { id: account?.id ?? '' }, body: { active: false } })
    expect(await ask(disabled)).toEqual([401])
  })
})

test('a key with every scope but the one a route wants is refused, by name', async () => {
  for (const permission of permissions) {
    const { headers } = await keyOf(permissions.filter((one) => one !== permission))
    for (const entry of guarded.filter(([, route]) => route.permission === permission)) {
      const { status, code, text } = await walk(server, entry, { headers })
      expect([entry[0], status, code, text.includes(permission)]).toEqual([entry[0], 403, 'forbidden', true])
    }
  }
})

describe('a key limited to one project', () => {
  const canary = 'Kanarienvogel'
  const room = { outer: [[0, 0], [3000, 0], [3000, 3000], [0, 3000]] } // biome-ignore format: one room, one line
  interface Place {
    readonly ids: Readonly<Record<string, string>>
    readonly headers: Record<string, string>
  }
  let mine: Place
  let theirs: Place

  async function furnish(name: string, nodeId: string): Promise<Place> {
    const { client } = server
    const { id: projectId } = await client.createProject({ body: { name } })
    const { id: designId } = await client.createDesign({
      params: { id: projectId },
      body: { name: `${name} design`, room, system: { kind: 'grid', module: [600, 600] } },
    })
    const location = { kind: 'point' as const, designId, xMm: 1, yMm: 1, zMm: 0 }
    await client.createNode({ body: { nodeId, sensors: ['temperature'], name: `${name} node`, location } })
    const sensorId = `${nodeId}_temperature`
    await client.storeReadings({ params: { id: sensorId }, body: { value: 40 } })
    await client.createAlarmRule({ body: { name: `${name} rule`, target: { kind: 'sensor', sensorId }, kind: 'hi', setPoint: 20 } })
    server.clock.advance(1000)
    await client.storeReadings({ params: { id: sensorId }, body: { value: 41 } })
    const alarms = await client.listAlarms({ query: { sensorId } })
    const { id: exportId } = await client.createExport({ params: { id: designId }, body: { format: 'csv' } })
    const { id: dashboardId } = await client.createDashboard({ body: { name: `${name} board`, designId } })
    const { id: commandId } = await client.createCommand({ params: { id: nodeId }, body: { command: 'identify' } })
    const { headers } = await keyOf(permissions, { projectIds: [projectId] })
    const ids = {
      ...{ projects: projectId, designs: designId, exports: exportId, sensors: sensorId, nodes: nodeId, commands: commandId },
      ...{ dashboards: dashboardId, alarms: alarms.items[0]?.id ?? '' },
    }
    expect(Object.values(ids).every((id) => id !== '')).toBe(true)
    return { ids, headers }
  }

  /** The example of a route, about the things of that place. */
  function about({ ids }: Place, [name, route]: [RouteName, Route]): Example {
    const example = walkExamples[name]
    const id = ids[route.path.split('/')[1] ?? '']
    const query =
      route.query && 'designId' in (route.query as { properties: object }).properties
        ? { ...example.query, designId: ids.designs ?? '' }
        : undefined
    const body =
      name === 'acknowledgeAlarms' ? { ids: [ids.alarms] } : name === 'createDashboard' ? { name: 'x', designId: ids.designs } : undefined
    return {
      ...example,
      ...(route.path.includes('{id}') && id !== undefined ? { params: { ...example.params, id } } : {}),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
    }
  }

  beforeAll(async () => {
    mine = await furnish('Mine', 'mine')
    theirs = await furnish(canary, 'theirs')
  })

  test('reaches nothing of another, by no route and no nested id, and no answer tells of it', async () => {
    const traces = [canary, ...Object.values(theirs.ids)]
    for (const entry of closed) {
      const [name, route] = entry
      for (const example of [walkExamples[name], about(theirs, entry)]) {
        const { status, text } = await walk(server, entry, { headers: mine.headers, example })
        const isAboutTheirs = route.path.includes('{id}') && theirs.ids[route.path.split('/')[1] ?? ''] !== undefined
        if (isAboutTheirs && example !== walkExamples[name]) expect([name, status === 404 || status === 403]).toEqual([name, true])
        expect([name, status, status < 500, traces.filter((trace) => text.includes(trace))]).toEqual([name, status, true, []])
      }
    }
    // All of it is still there.
    for (const [segment, id] of Object.entries(theirs.ids)) {
      const reply = await server.request(`/${segment}/${id}`)
      expect([segment, reply.status]).toEqual([segment, 200])
    }
  })

  test('opens what lies in its own', async () => {
    for (const entry of guarded) {
      const [name, route] = entry
      if (route.method !== 'GET' || mine.ids[route.path.split('/')[1] ?? ''] === undefined) continue
      const { status, text } = await walk(server, entry, { headers: mine.headers, example: about(mine, entry) })
      expect([name, status === 200, text]).toEqual([name, true, text])
    }
    for (const path of ['projects', 'designs', 'sensors', 'nodes', 'dashboards', 'alarms']) {
      const reply = await fetch(`${server.baseUrl}/api/v1/${path}`, { headers: mine.headers })
      const { items } = (await reply.json()) as { items: { id: string }[] }
      expect([path, items.map(({ id }) => id)]).toEqual([path, [mine.ids[path]]])
    }
  })

  test('can’t carry its things into another, nor make what belongs to none', async () => {
    const location = { kind: 'point', designId: theirs.ids.designs, xMm: 1, yMm: 1, zMm: 0 }
    const send = async (method: string, path: string, body: object) => {
      const headers = { ...mine.headers, 'content-type': 'application/json' }
      return (await fetch(`${server.baseUrl}/api/v1${path}`, { method, headers, body: JSON.stringify(body) })).status
    }
    expect(await send('PATCH', '/nodes/mine', { location })).toBe(404)
    expect(await send('PATCH', '/sensors/mine_temperature', { location })).toBe(404)
    expect(await send('PATCH', '/nodes/mine', { location: null })).toBe(403)
    expect(await send('PUT', `/dashboards/${mine.ids.dashboards}`, { designId: theirs.ids.designs })).toBe(404)
    expect(await send('PUT', `/dashboards/${mine.ids.dashboards}`, { designId: null })).toBe(403)
    const tile = { kind: 'value', id: 'a', column: 0, row: 0, width: 2, height: 2, sensorId: 'theirs_temperature' }
    expect(await send('PUT', `/dashboards/${mine.ids.dashboards}`, { tiles: [tile] })).toBe(404)
    for (const path of ['/projects', '/projects/sample', '/nodes', '/alarm-rules'])
      expect([
        path,
        await send(
          'POST',
          path,
          walkExamples[
            path === '/projects'
              ? 'createProject'
              : path === '/nodes'
                ? 'createNode'
                : path === '/alarm-rules'
                  ? 'createAlarmRule'
                  : 'createSampleProject'
          ].body ?? {},
        ),
      ]).toEqual([path, 403])
  })
})
