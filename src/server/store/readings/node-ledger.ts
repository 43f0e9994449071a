// What came from each node: counters that add up, samples of what was malformed, boots. Bounded, whatever a node sends.
import type { Database } from 'better-sqlite3'

export interface LedgerRow {
  readonly nodeId: string
  received: number
  stored: number
  duplicate: number
  quarantined: number
  dropped: number
  clockOffsetMs: number | null
  arrivedAt: number
  boot: string | null
}

export interface QuarantineRow {
  readonly nodeId: string
  readonly topic: string
  readonly at: number
  readonly reason: string
  readonly bytes: number
  readonly sample: string
}

/** Samples and boots kept of one node; older ones go. */
const samplesOfNode = 50
const bootsOfNode = 1000

/** In transactions of the caller. */
export function createLedgerStore(db: Database) {
  const listAll = db.prepare<[], LedgerRow>('SELECT * FROM node')
  const save =
    db.prepare(`INSERT OR REPLACE INTO node (nodeId, received, stored, duplicate, quarantined, dropped, clockOffsetMs, arrivedAt, boot)
    VALUES (@nodeId, @received, @stored, @duplicate, @quarantined, @dropped, @clockOffsetMs, @arrivedAt, @boot)`)
  const remove = ['node', 'quarantine', 'boot'].map((table) => db.prepare(`DELETE FROM ${table} WHERE nodeId = ?`))
  const addSample = db.prepare(`INSERT INTO quarantine (nodeId, topic, at, reason, bytes, sample)
    VALUES (@nodeId, @topic, @at, @reason, @bytes, @sample)`)
  const dropSamples = db.prepare(`DELETE FROM quarantine WHERE nodeId = @nodeId AND id <=
    (SELECT id FROM quarantine WHERE nodeId = @nodeId ORDER BY id DESC LIMIT 1 OFFSET ${samplesOfNode})`)
  const addBoot = db.prepare('INSERT OR IGNORE INTO boot (nodeId, at, boot) VALUES (?, ?, ?)')
  const dropBoots = db.prepare(`DELETE FROM boot WHERE nodeId = @nodeId AND at <=
    (SELECT at FROM boot WHERE nodeId = @nodeId ORDER BY at DESC LIMIT 1 OFFSET ${bootsOfNode})`)
  return {
    listAll: (): LedgerRow[] => listAll.all(),
    save: (row: LedgerRow): void => void save.run(row),
    addSamples: (rows: readonly QuarantineRow[]): void => {
      for (const row of rows) addSample.run(row)
      for (const nodeId of new Set(rows.map((row) => row.nodeId))) dropSamples.run({ nodeId })
    },
    addBoot: (nodeId: string, at: number, boot: string): void => {
      addBoot.run(nodeId, at, boot)
      dropBoots.run({ nodeId })
    },
    forget: (nodeId: string): void => {
      for (const statement of remove) statement.run(nodeId)
    },
  }
}
export type LedgerStore = ReturnType<typeof createLedgerStore>

/** For readers: samples newest first, boots of a range. */
export function createLedgerReader(db: Database) {
  const samples = db.prepare<[string, number, number], QuarantineRow & { id: number }>(
    'SELECT id, nodeId, topic, at, reason, bytes, sample FROM quarantine WHERE nodeId = ? AND id < ? ORDER BY id DESC LIMIT ?',
  )
  const boots = db.prepare<[string, number, number], number>('SELECT count(*) FROM boot WHERE nodeId = ? AND at >= ? AND at < ?').pluck()
  return {
    samples: (nodeId: string, before: number, limit: number) => samples.all(nodeId, before, limit),
    countBoots: (nodeId: string, from: number, to: number): number => boots.get(nodeId, from, to) ?? 0,
  }
}
