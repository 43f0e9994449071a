// What is shown of a node: its row, its state and its figures as one record. Pure but for what it is given.
import type { NodeRecord } from '../../contract/schemas/node.ts'
import type { CredentialService } from './credential.ts'
import { intervalOf, type NodeEntry, type Registry } from './registry.ts'

/** The white list of a node's reply. */
export function nodeRecordFrom(
  entry: NodeEntry,
  { registry, credentials }: { registry: Registry; credentials: Pick<CredentialService, 'stateOf'> },
): NodeRecord {
  const { row } = entry
  const live = credentials.stateOf(row.id)
  return {
    id: row.id,
    name: row.name,
    notes: row.notes,
    state: entry.state,
    reason: entry.reason,
    reported: row.reported,
    connected: entry.connected,
    address: row.address,
    lastSeenAt: row.lastSeenAt,
    lastReadingAt: entry.lastReadingAt,
    registeredAt: row.registeredAt,
    createdAt: row.createdAt,
    firmwareVersion: row.firmwareVersion,
    capabilities: [...row.capabilities],
    batteryLevel: row.batteryLevel,
    signalDbm: row.signalDbm,
    intervalMs: intervalOf(entry),
    reportedLocation: row.reportedLocation,
    location: row.location,
    sensorIds: [...entry.sensorIds],
    clockOffsetMs: entry.clockOffsetMs,
    counters: entry.counters,
    credentials: live === 'none' && row.revokedAt !== null ? 'revoked' : live,
    isOpen: row.isOpen,
    replacedAt: row.replacedAt,
    alias: [...registry.aliasesOf(row.id)],
    refusals: [...entry.refusals].map(([reason, { topic, count, lastAt }]) => ({ reason, topic, count, lastAt })),
  }
}
