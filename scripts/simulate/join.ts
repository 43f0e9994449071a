// How simulated nodes get their credentials: by the API with a bearer token, or by pairing like a real device. In open mode by neither.
import mqtt from 'mqtt'
import type { Client } from '../../src/contract/client.ts'
import { AppError } from '../../src/contract/errors.ts'
import type { CreateNode } from '../../src/contract/schemas/node.ts'
import { capabilities } from './node.ts'
import { locationOf, type NodePlan } from './plan.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

const atOnce = 8
const fewMs = 100
const importedAtOnce = 500

/** The sample project's office, when it is there. */
export async function findSampleOffice(client: Client): Promise<string | null> {
  const { items: projects } = await client.listProjects({ query: { search: 'Harbour House' } })
  for (const { id } of projects) {
    const { items } = await client.listProjectDesigns({ params: { id } })
    const office = items.find(({ name }) => name === 'Open office 2.14')
    if (office) return office.id
  }
  return null
}

/** Runs `work` over all items, a few at once. */
async function forEachFew<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
    }),
  )
}

/** Creates the nodes, or gives those that are there a further password (the old one works until the new one is used). */
export async function joinByApi(
  client: Client,
  plans: readonly NodePlan[],
  designId: string | null,
): Promise<ReadonlyMap<string, Credentials>> {
  const found = new Map<string, Credentials>()
  if (plans.length > importedAtOnce) await importMany(client, plans, found)
  await forEachFew(
    plans.filter(({ nodeId }) => !found.has(nodeId)),
    async (plan) => void found.set(plan.nodeId, await createOrRotate(client, plan, designId)),
  )
  return found
}

async function importMany(client: Client, plans: readonly NodePlan[], found: Map<string, Credentials>): Promise<void> {
  for (let from = 0; from < plans.length; from += importedAtOnce) {
    const lines = plans
      .slice(from, from + importedAtOnce)
      .map(({ nodeId, name, types, intervalMs }) => [nodeId, `"${name}"`, types.join(' '), Math.max(fewMs, intervalMs)].join(','))
    const { created } = await client.importNodes({ body: { csv: `node_id,name,sensors,interval_ms\n${lines.join('\n')}\n` } })
    for (const node of created) found.set(node.nodeId, node)
  }
}

async function createOrRotate(client: Client, plan: NodePlan, designId: string | null): Promise<Credentials> {
  const { nodeId, name, types, fixtureId, pointMm } = plan
  const intervalMs = Math.max(fewMs, plan.intervalMs)
  const location = locationIn(designId, fixtureId, pointMm)
  try {
    return await client.createNode({
      body: { nodeId, name, intervalMs, sensors: [...types], capabilities: [...capabilities], ...(location && { location }) },
    })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'conflict')) throw error
    const known = await client.getNode({ params: { id: nodeId } })
    const place = known.location === null && location ? { location } : {}
    await client.changeNode({ params: { id: nodeId }, body: { intervalMs, ...place } })
    return await client.rotateNode({ params: { id: nodeId }, body: {} })
  }
}

function locationIn(
  designId: string | null,
  fixtureId: string | null,
  pointMm: readonly [number, number] | null,
): NonNullable<CreateNode['location']> | null {
  if (designId === null) return null
  if (fixtureId !== null) return { kind: 'symbol', designId, fixtureId }
  return pointMm && { kind: 'point', designId, xMm: pointMm[0], yMm: pointMm[1], zMm: 2700 }
}

/** Joins as a device does: user `pair`, its registration, and then it waits until a person confirms it. */
export function joinByPairing(options: {
  readonly url: string
  readonly ca?: string
  readonly code: string
  readonly plan: NodePlan
  readonly waitMs: number
}): Promise<Credentials> {
  const { url, code, plan, waitMs } = options
  const { nodeId, types } = plan
  return new Promise((resolve, reject) => {
    const client = mqtt.connect(url, {
      ...{ clientId: nodeId, username: 'pair', password: code, reconnectPeriod: 0, clean: true, connectTimeout: 10_000 },
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    })
    let isOver = false
    /** Goodbye in order: the reply's acknowledgement, which the person who confirms is waiting for, still goes out. */
    const finish = (what: () => void) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      client.end(false, {}, what)
    }
    const timer = setTimeout(() => finish(() => reject(new Error(`${nodeId} was not confirmed in time`))), waitMs)
    client.on('error', (error) => finish(() => reject(new Error(`${nodeId} can’t pair: ${error.message}`))))
    client.on('close', () => finish(() => reject(new Error(`${nodeId} can’t pair: the broker closed the connection`))))
    client.on('connect', () => {
      client.subscribe(`ceiling/nodes/${nodeId}/registration/reply`, { qos: 1 }, () => {
        const registration = { node_id: nodeId, location: locationOf(plan), sensors: types, firmware_version: 'sim-1.0', capabilities }
        client.publish(`ceiling/nodes/${nodeId}/registration`, JSON.stringify(registration), { qos: 1 })
      })
    })
    client.on('message', (_, payload) => {
      const reply = JSON.parse(payload.toString('utf8')) as { username?: string; password?: string; error?: string }
      const { username, password, error } = reply
      if (username !== undefined && password !== undefined) finish(() => resolve({ username, password }))
      else finish(() => reject(new Error(`${nodeId} was refused: ${error}`)))
    })
  })
}
