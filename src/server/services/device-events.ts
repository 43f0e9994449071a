// Business events of nodes and their commands. What comes at machine rate goes through the batch under keys of its own, so that no later write
// takes an event's place, and in one write with the row that says the same; what a person does is told inside their transaction.
import type { CommandRecord } from '../../contract/schemas/node.ts'
import type { Events } from '../outbox-port.ts'
import type { NodeRow } from '../store/node.ts'
import type { Store } from '../store/open.ts'
import type { Batch } from './batch.ts'

export type NodeEventName = 'node.registered' | 'node.offline' | 'node.online' | 'node.deleted'

export interface DeviceEvents {
  /** With the next transaction of the batch; caused by the node itself. */
  node(type: NodeEventName, row: NodeRow, said: { readonly reason: string; readonly at: number }): void
  /** Only the row, with the next transaction of the batch. */
  saveNode(row: NodeRow): void
  /** Inside the transaction of who caused it. */
  nodeNow(type: NodeEventName, row: NodeRow, said: { readonly reason: string; readonly at: number }): void
  /** A command that failed or came to nothing, with the next transaction of the batch. */
  commandFailed(record: CommandRecord): void
}

interface Parts {
  readonly store: Pick<Store, 'design' | 'node' | 'command'>
  readonly batch: Pick<Batch, 'write'>
  readonly events: Pick<Events, 'emit'>
  readonly nodeOf: (nodeId: string) => NodeRow | undefined
}

const byItself = 'Plenum'

export function createDeviceEvents({ store, batch, events, nodeOf }: Parts): DeviceEvents {
  let n = 0
  const later = (write: () => void) => {
    n += 1
    batch.write(`event ${n}`, write)
  }
  const projectOf = (row: NodeRow | undefined): string | null => {
    const designId = row?.location?.designId
    return designId === undefined ? null : (store.design.find(designId)?.projectId ?? null)
  }
  const emitNode = (type: NodeEventName, row: NodeRow, { reason, at }: { reason: string; at: number }, actor?: string) => {
    const { id: nodeId, name, lastSeenAt } = row
    const head = { subject: `node/${nodeId}`, projectId: projectOf(row), at, ...(actor === undefined ? {} : { actor }) }
    const data = { nodeId, name, reason }
    if (type === 'node.offline') events.emit({ ...head, type, data: { ...data, lastSeenAt } })
    else events.emit({ ...head, type, data })
  }
  return {
    node: (type, row, said) => {
      const asItWas = { ...row }
      later(() => {
        store.node.save(row)
        emitNode(type, asItWas, said, byItself)
      })
    },
    saveNode: (row) => batch.write(`node ${row.id}`, () => store.node.save(row)),
    nodeNow: (type, row, said) => emitNode(type, row, said),
    commandFailed: (record) => {
      const { id: commandId, nodeId, command, state, reason, endedAt } = record
      if (state !== 'failed' && state !== 'expired') return
      const data = { commandId, nodeId, command, state, reason }
      later(() => {
        store.command.save(record)
        const head = { subject: `node/${nodeId}`, projectId: projectOf(nodeOf(nodeId)), actor: byItself }
        events.emit({ type: 'command.failed', ...head, data, ...(endedAt === null ? {} : { at: endedAt }) })
      })
    },
  }
}
