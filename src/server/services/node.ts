// Nodes as people work with them: create, list, change, delete, passwords, replacement, import. Every change is one transaction; events after it.

import type { ChangeNode, CreateNode, NodeCredentials, NodeRecord, QuarantineItem } from '../../contract/schemas/node.ts'
import type { Location } from '../../contract/schemas/sensor.ts'
import type { NodeState } from '../../domain/node.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import { cursorFromPosition, type PageOf, type PageRequest, positionFromCursor } from '../store/cursor.ts'
import type { NodeRow } from '../store/node.ts'
import type { Store } from '../store/open.ts'
import type { Announcer } from './announcer.ts'
import type { BrokerLink } from './broker-link.ts'
import type { CredentialService } from './credential.ts'
import type { DeviceEvents } from './device-events.ts'
import { createNodeCreation } from './node-creation.ts'
import { nodeRecordFrom } from './node-record.ts'
import type { NodeStates } from './node-state.ts'
import { invalidField, notFound, refuseVersion } from './refusal.ts'
import { intervalOf, matchesSearch, type NodeEntry, type Registry } from './registry.ts'
import { cleanName, cleanNotes } from './text.ts'

export interface NodesQuery extends PageRequest {
  readonly state?: NodeState
  readonly designId?: string
  readonly search?: string
}

export interface NodeService {
  list(query: NodesQuery): PageOf<NodeRecord>
  get(id: string): NodeRecord
  /** Answers the password this once. Throws conflict for an id that is taken, invalid for one with an underscore. */
  create(body: CreateNode): NodeCredentials
  /** Nodes have no versions: any `ifMatch` but null is stale. */
  change(id: string, body: ChangeNode, ifMatch?: number | null): NodeRecord
  remove(id: string): void
  rotate(id: string): NodeCredentials
  revoke(id: string): NodeRecord
  /** With `by` that device goes on under its own name and is stored as this node; without, a new device takes over with a new password. */
  replace(id: string, by?: string): { nodeId: string; username: string | null; password: string | null }
  /** Lines stand for themselves: those that can't be used are named, the others are created. Throws invalid for a file that is none. */
  importCsv(csv: string): { created: NodeCredentials[]; refused: { line: number; reason: string }[] }
  listQuarantine(id: string, query: PageRequest): Promise<PageOf<QuarantineItem>>
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly registry: Registry
  readonly credentials: CredentialService
  readonly announcer: Announcer
  readonly states: NodeStates
  readonly told: Pick<DeviceEvents, 'nodeNow'>
  readonly link: BrokerLink
  /** Samples of malformed messages, from the history worker. */
  readonly readQuarantine: (nodeId: string, query: PageRequest) => Promise<PageOf<QuarantineItem>>
  /** Throws when a place names a design or symbol that is not there. */
  readonly requirePlace: (location: Location) => void
  /** Waiting commands of a node that goes end with this reason. */
  readonly endCommands: (nodeId: string, reason: string) => void
}

/** Pages of what is in memory, by id. */
export function pageById<T extends { readonly row: { readonly id: string } }, Item>(
  entries: Iterable<T>,
  { request, keep, item }: { request: PageRequest; keep: (entry: T) => boolean; item: (entry: T) => Item },
): PageOf<Item> {
  const after = request.cursor === undefined ? '' : positionFromCursor(request.cursor).id
  const limit = request.limit ?? 100
  const found: T[] = []
  for (const entry of entries) {
    if (entry.row.id <= after || !keep(entry)) continue
    found.push(entry)
    if (found.length > limit) break
  }
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const next = found.length > limit && last !== undefined ? cursorFromPosition({ at: 0, id: last.row.id }) : null
  return { items: page.map(item), next }
}

/** Reads the registry and changes it together with the store. */
export function createNodeService(parts: Parts): NodeService {
  const { store, bus, clock, registry, credentials, announcer, states, link, told } = parts
  const record = (entry: NodeEntry) => nodeRecordFrom(entry, { registry, credentials })
  const find = (id: string): NodeEntry => {
    const entry = registry.node(id)
    if (entry === undefined) throw notFound('node')
    return entry
  }
  /** Writes first, then shows: a full disk leaves what is shown as it was. */
  const save = (entry: NodeEntry, fields: Partial<NodeRow>) => {
    const next = { ...entry.row, ...fields }
    store.transaction(() => store.node.save(next))
    Object.assign(entry.row, fields)
    registry.touch()
    states.evaluate(entry)
    announcer.nodeChanged(entry.row.id)
  }

  const issue = (entry: NodeEntry, how: { keep: boolean; fields?: Partial<NodeRow> }): NodeCredentials => {
    const { id } = entry.row
    const next = { ...entry.row, revokedAt: null, ...how.fields }
    const issued = store.transaction(() => {
      store.node.save(next)
      return credentials.issue(id, { keep: how.keep })
    })
    issued.adopt()
    Object.assign(entry.row, next)
    announcer.nodeChanged(id)
    return { nodeId: id, username: id, password: issued.password }
  }

  const standIn = (entry: NodeEntry, by: string) => {
    const { id } = entry.row
    if (by === id) throw invalidField('/by', 'by is the node itself. Name the device that takes its place.')
    const device = registry.node(by)
    if (registry.isAlias(by)) throw invalidField('/by', `by ${by} already sends for another node.`)
    if (registry.aliasesOf(by).length > 0) throw invalidField('/by', `by ${by} has a stand-in of its own and can’t be one.`)
    if (device === undefined && link.port()?.info().auth !== 'open')
      throw invalidField('/by', `by ${by} has not joined. Let it join first, or leave by out to give a new device this node’s name.`)
    const at = clock.now()
    const removed = store.transaction(() => {
      store.node.save({ ...entry.row, replacedAt: at, revokedAt: at })
      if (device !== undefined) {
        store.node.save({ ...device.row, deletedAt: at })
        told.nodeNow('node.deleted', device.row, { reason: `it now sends for ${id}`, at })
      }
      store.node.insertAlias({ deviceId: by, nodeId: id, createdAt: at })
      return credentials.removeAll(id)
    })
    removed.adopt()
    Object.assign(entry.row, { replacedAt: at, revokedAt: at })
    if (device !== undefined) {
      device.row.deletedAt = at
      entry.connected = device.connected
      bus.publish({ name: 'node.deleted', payload: { nodeId: by, at, reason: `it now sends for ${id}` } })
    }
    registry.putAlias(by, id)
    link.port()?.closeClient(id, 'another device takes its place')
    announcer.nodeChanged(id)
    return { nodeId: id, username: null, password: null }
  }

  const { create, importCsv } = createNodeCreation(parts)

  return {
    list: ({ state, designId, search = '', ...request }) =>
      pageById(registry.nodes(), {
        request,
        keep: (entry) =>
          (state === undefined || entry.state === state) &&
          (designId === undefined || entry.row.location?.designId === designId) &&
          matchesSearch(entry, search),
        item: record,
      }),
    get: (id) => record(registry.nodeOfDevice(id) ?? find(id)),
    create,
    importCsv,
    change: (id, body, ifMatch = null) => {
      const entry = find(id)
      refuseVersion('node', ifMatch)
      if (body.location) parts.requirePlace(body.location)
      const fields: Partial<NodeRow> = {
        ...(body.name === undefined ? {} : { name: cleanName(body.name) }),
        ...(body.notes === undefined ? {} : { notes: cleanNotes(body.notes) }),
        ...(body.intervalMs === undefined ? {} : { intervalMs: body.intervalMs }),
        ...(body.location === undefined ? {} : { location: body.location }),
      }
      const before = JSON.stringify([entry.row, intervalOf(entry)])
      if (JSON.stringify([{ ...entry.row, ...fields }, intervalOf(entry)]) === before) return record(entry)
      save(entry, fields)
      if (body.location !== undefined || body.name !== undefined)
        for (const sensorId of entry.sensorIds) announcer.sensorChanged(sensorId, id)
      return record(entry)
    },
    remove: (id) => {
      const entry = find(id)
      const at = clock.now()
      parts.endCommands(id, 'the node was deleted')
      // Its stand-ins go with it: they were let in to speak for it.
      const devices = [id, ...registry.aliasesOf(id)]
      const removed = store.transaction(() => {
        store.node.save({ ...entry.row, deletedAt: at, registration: null, status: null })
        store.node.removeAliasesOf(id)
        told.nodeNow('node.deleted', entry.row, { reason: 'deleted by a person', at })
        return devices.map((device) => credentials.removeAll(device))
      })
      for (const one of removed) one.adopt()
      Object.assign(entry.row, { deletedAt: at, registration: null, status: null })
      for (const sensorId of entry.sensorIds) announcer.sensorChanged(sensorId, id)
      registry.removeAliasesOf(id)
      for (const device of devices) link.port()?.closeClient(device, 'the node was deleted')
      for (const topic of ['registration', 'status'])
        void link.port()?.publish(`ceiling/nodes/${id}/${topic}`, '', { qos: 0, retain: true })
      bus.publish({ name: 'node.deleted', payload: { nodeId: id, at, reason: 'deleted by a person' } })
    },
    rotate: (id) => issue(find(id), { keep: true }),
    revoke: (id) => {
      const entry = find(id)
      const at = clock.now()
      const removed = store.transaction(() => {
        store.node.save({ ...entry.row, revokedAt: at })
        return credentials.removeAll(id)
      })
      removed.adopt()
      entry.row.revokedAt = at
      link.port()?.closeClient(id, 'its password was taken back')
      announcer.nodeChanged(id)
      return record(entry)
    },
    replace: (id, by) => {
      const entry = find(id)
      if (by !== undefined) return standIn(entry, by)
      const given = issue(entry, { keep: false, fields: { replacedAt: clock.now() } })
      link.port()?.closeClient(id, 'another device takes its place')
      return given
    },
    listQuarantine: async (id, query) => parts.readQuarantine(find(id).row.id, query),
  }
}
