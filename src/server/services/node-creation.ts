// New nodes, by hand or by CSV: checked, written with their sensors and a first password in one transaction, then shown and told.
import { AppError } from '../../contract/errors.ts'
import type { CreateNode, NodeCredentials } from '../../contract/schemas/node.ts'
import type { Location } from '../../contract/schemas/sensor.ts'
import { reservedNodeIds } from '../../domain/registration.ts'
import { sensorIdOf } from '../../domain/sensor.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import { invariant } from '../invariant.ts'
import type { Store } from '../store/open.ts'
import type { Announcer } from './announcer.ts'
import type { CredentialService } from './credential.ts'
import type { DeviceEvents } from './device-events.ts'
import { readNodesCsv } from './node-import.ts'
import type { NodeStates } from './node-state.ts'
import { invalidField } from './refusal.ts'
import { newNodeRow, type Registry } from './registry.ts'
import { cleanName } from './text.ts'

export interface NodeCreation {
  /** Throws conflict for an id that is taken, invalid for one with an underscore. */
  create(body: CreateNode): NodeCredentials
  /** Throws invalid for a file that is none; a line that can't be used is named, the others are created. */
  importCsv(csv: string): { created: NodeCredentials[]; refused: { line: number; reason: string }[] }
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
  /** Throws when a place names a design or symbol that is not there. */
  readonly requirePlace: (location: Location) => void
}

/** Reads the registry and changes it together with the store. */
export function createNodeCreation(parts: Parts): NodeCreation {
  const { store, bus, clock, registry, credentials, announcer, states, told } = parts
  /** What a new node is, checked but not written. */
  const prepare = (body: CreateNode) => {
    const { nodeId } = body
    requireNewId(registry, nodeId)
    const ambiguity = registry.findAmbiguity(nodeId, body.sensors)
    if (ambiguity !== null) throw invalidField('/nodeId', `nodeId ${nodeId} can’t be used: ${ambiguity}.`)
    if (body.location) parts.requirePlace(body.location)
    const at = clock.now()
    const old = registry.row(nodeId)?.row
    const row = newNodeRow(nodeId, at, {
      ...old,
      deletedAt: null,
      revokedAt: null,
      isOpen: false,
      ...(body.name === undefined ? {} : { name: cleanName(body.name) }),
      ...(body.intervalMs === undefined ? {} : { intervalMs: body.intervalMs }),
      ...(body.location === undefined ? {} : { location: body.location }),
      ...(body.capabilities === undefined ? {} : { capabilities: body.capabilities }),
    })
    const types = [...new Set(body.sensors)]
    const sensors = types
      .map((type) => ({
        id: sensorIdOf(nodeId, type),
        nodeId,
        type,
        name: null,
        unit: null,
        reportedUnit: '',
        location: null,
        createdAt: at,
      }))
      .filter(({ id }) => !registry.row(nodeId)?.sensorIds.includes(id))
    return { row, sensors }
  }
  const createAll = (all: readonly ReturnType<typeof prepare>[]): NodeCredentials[] => {
    const issued = store.transaction(() =>
      all.map(({ row, sensors }) => {
        store.node.save(row)
        told.nodeNow('node.registered', row, { reason: 'created by a person', at: clock.now() })
        for (const sensor of sensors) store.sensor.save(sensor)
        return credentials.issue(row.id, { keep: false })
      }),
    )
    return all.map(({ row, sensors }, i) => {
      const nodeId = row.id
      issued[i]?.adopt()
      const entry = registry.put(row)
      for (const sensor of sensors) registry.putSensor(sensor)
      states.evaluate(entry)
      bus.publish({ name: 'node.registered', payload: { nodeId, at: clock.now(), reason: 'created by a person' } })
      announcer.nodeChanged(nodeId)
      for (const id of entry.sensorIds) announcer.sensorChanged(id, nodeId)
      return { nodeId, username: nodeId, password: issued[i]?.password ?? '' }
    })
  }
  const create = (body: CreateNode): NodeCredentials => {
    const [created] = createAll([prepare(body)])
    invariant(created !== undefined, 'one node in, one out')
    return created
  }
  const importCsv: NodeCreation['importCsv'] = (csv) => {
    const lines = readNodesCsv(csv)
    if (typeof lines === 'string') throw invalidField('/csv', lines)
    const refused: { line: number; reason: string }[] = []
    const ready = new Map<string, ReturnType<typeof prepare>>()
    for (const { line, node } of lines) {
      try {
        if (typeof node === 'string') refused.push({ line, reason: node })
        else if (ready.has(node.nodeId)) refused.push({ line, reason: `${node.nodeId} stands above already` })
        else ready.set(node.nodeId, prepare(node))
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        refused.push({ line, reason: error.message })
      }
    }
    return { created: createAll([...ready.values()]), refused }
  }
  return { create, importCsv }
}

/** New ids keep topics clear: no underscore, no reserved word, nobody else's. */
function requireNewId(registry: Registry, nodeId: string, pointer = '/nodeId'): void {
  if (nodeId.includes('_'))
    throw invalidField(
      pointer,
      `nodeId ${nodeId} has an underscore, which sets the node apart from the type in topics. Use a dash: ${nodeId.replaceAll('_', '-')}.`,
    )
  if (reservedNodeIds.has(nodeId)) throw invalidField(pointer, `nodeId ${nodeId} is a reserved word. Choose another.`)
  if (registry.node(nodeId) === undefined && !registry.isAlias(nodeId)) return
  throw new AppError('conflict', `There is already a node ${nodeId}`, {
    hint: 'Rotate its password, or replace it, to give its name to a new device.',
    errors: [{ pointer, detail: `nodeId ${nodeId} is taken.` }],
  })
}
