// Nodes in the database, with the stand-ins that send for them and the hashes of their passwords. Rows in, rows out: no rules, no events.
// A deleted node keeps its row, so that it is found again, with its sensors' names and places, when it reappears.
import type { Database } from 'better-sqlite3'
import type { Location } from '../../contract/schemas/sensor.ts'
import type { ReportedWord } from '../../domain/node.ts'

export interface NodeRow {
  readonly id: string
  name: string
  notes: string
  /** Known from its own messages in open mode only. */
  isOpen: boolean
  readonly createdAt: number
  registeredAt: number | null
  deletedAt: number | null
  replacedAt: number | null
  /** All passwords were taken back. */
  revokedAt: number | null
  /** A person's word on the expected period; wins over the node's own. */
  intervalMs: number | null
  reportedIntervalMs: number | null
  location: Location | null
  reportedLocation: { x: number; y: number; z: number } | null
  firmwareVersion: string | null
  capabilities: readonly string[]
  batteryLevel: number | null
  signalDbm: number | null
  reported: ReportedWord | null
  reportedAt: number | null
  willFired: boolean
  /** It was told as silent or offline. */
  isDown: boolean
  /** The last time a socket of it was opened; null for a node that never had one. */
  connectedAt: number | null
  lastSeenAt: number | null
  address: string | null
  /** JSON as it was retained. */
  registration: string | null
  status: string | null
}

export interface AliasRow {
  readonly deviceId: string
  readonly nodeId: string
  readonly createdAt: number
}

export interface CredentialRow {
  readonly id: number
  readonly nodeId: string
  readonly hash: Uint8Array
  readonly createdAt: number
  readonly firstUsedAt: number | null
  readonly expiresAt: number | null
}

export interface NodeStore {
  /** Deleted ones too. */
  listAll(): NodeRow[]
  /** Inserts or writes every field. */
  save(row: NodeRow): void
  listAliases(): AliasRow[]
  insertAlias(alias: AliasRow): void
  removeAlias(deviceId: string): void
  removeAliasesOf(nodeId: string): void
  listCredentials(): CredentialRow[]
  insertCredential(credential: Omit<CredentialRow, 'id'>): number
  setCredentialUsed(id: number, at: number): void
  setCredentialExpiry(id: number, at: number): void
  removeCredential(id: number): void
  removeCredentialsOf(nodeId: string): void
}

type Stored = { [K in keyof NodeRow]: NodeRow[K] extends boolean ? 0 | 1 : NodeRow[K] } & {
  location: string | null
  reportedLocation: string | null
  capabilities: string
}

const columns = [
  ...['id', 'name', 'notes', 'isOpen', 'createdAt', 'registeredAt', 'deletedAt', 'replacedAt', 'revokedAt', 'intervalMs'],
  ...['reportedIntervalMs', 'location', 'reportedLocation', 'firmwareVersion', 'capabilities', 'batteryLevel', 'signalDbm', 'reported'],
  ...['reportedAt', 'willFired', 'isDown', 'connectedAt', 'lastSeenAt', 'address', 'registration', 'status'],
] as const

/** Prepares every statement once. */
export function createNodeStore(db: Database): NodeStore {
  const listAll = db.prepare<[], Stored>('SELECT * FROM node ORDER BY id')
  const save = db.prepare(`INSERT INTO node (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${columns
      .slice(1)
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')}`)
  const listAliases = db.prepare<[], AliasRow>('SELECT deviceId, nodeId, createdAt FROM nodeAlias ORDER BY createdAt, deviceId')
  const insertAlias = db.prepare(`INSERT INTO nodeAlias (deviceId, nodeId, createdAt) VALUES (@deviceId, @nodeId, @createdAt)
    ON CONFLICT (deviceId) DO UPDATE SET nodeId = excluded.nodeId, createdAt = excluded.createdAt`)
  const removeAlias = db.prepare('DELETE FROM nodeAlias WHERE deviceId = ?')
  const removeAliasesOf = db.prepare('DELETE FROM nodeAlias WHERE nodeId = ?')
  const listCredentials = db.prepare<[], CredentialRow>('SELECT * FROM credential ORDER BY id')
  const insertCredential = db.prepare(`INSERT INTO credential (nodeId, hash, createdAt, firstUsedAt, expiresAt)
    VALUES (@nodeId, @hash, @createdAt, @firstUsedAt, @expiresAt)`)
  const setUsed = db.prepare('UPDATE credential SET firstUsedAt = ? WHERE id = ?')
  const setExpiry = db.prepare('UPDATE credential SET expiresAt = ? WHERE id = ?')
  const removeCredential = db.prepare('DELETE FROM credential WHERE id = ?')
  const removeCredentialsOf = db.prepare('DELETE FROM credential WHERE nodeId = ?')
  return {
    listAll: () => listAll.all().map(rowFrom),
    save: (row) => {
      save.run({
        ...row,
        isOpen: row.isOpen ? 1 : 0,
        willFired: row.willFired ? 1 : 0,
        isDown: row.isDown ? 1 : 0,
        location: row.location === null ? null : JSON.stringify(row.location),
        reportedLocation: row.reportedLocation === null ? null : JSON.stringify(row.reportedLocation),
        capabilities: JSON.stringify(row.capabilities),
      })
    },
    listAliases: () => listAliases.all(),
    insertAlias: (alias) => void insertAlias.run(alias),
    removeAlias: (deviceId) => void removeAlias.run(deviceId),
    removeAliasesOf: (nodeId) => void removeAliasesOf.run(nodeId),
    listCredentials: () => listCredentials.all(),
    insertCredential: (credential) => Number(insertCredential.run(credential).lastInsertRowid),
    setCredentialUsed: (id, at) => void setUsed.run(at, id),
    setCredentialExpiry: (id, at) => void setExpiry.run(at, id),
    removeCredential: (id) => void removeCredential.run(id),
    removeCredentialsOf: (nodeId) => void removeCredentialsOf.run(nodeId),
  }
}

function rowFrom(stored: Stored): NodeRow {
  return {
    ...stored,
    isOpen: stored.isOpen === 1,
    willFired: stored.willFired === 1,
    isDown: stored.isDown === 1,
    location: stored.location === null ? null : (JSON.parse(stored.location) as NodeRow['location']),
    reportedLocation: stored.reportedLocation === null ? null : (JSON.parse(stored.reportedLocation) as NodeRow['reportedLocation']),
    capabilities: JSON.parse(stored.capabilities) as string[],
  }
}
