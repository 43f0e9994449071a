// Follows the whole chain of the audit and says what was done to it. Opens the database for reading only; runs in a worker or from the
// command line. Tells apart: edited, missing (from the middle or the old end), reordered, truncated, rewritten, unanchored.
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { basename, join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { AuditVerdict } from '../../contract/schemas/audit.ts'
import {
  type ArchivedRange,
  archiveText,
  type Checkpoint,
  checkpointText,
  genesis,
  hashOfValues,
  headFrom,
  isSigned,
  publicKeyFrom,
} from './audit-chain.ts'

export interface VerifyJob {
  readonly dataFolder: string
  /** Text of the head file, read before the database; null when it isn't there. */
  readonly headText: string | null
  /** SPKI in base64url from the secret box; null when it can't be read: then the one in the head file is taken and the detail says so. */
  readonly publicKey: string | null
}

type Finding = Pick<AuditVerdict, 'verdict' | 'detail' | 'brokenAt'>
type Raw = [id: number, previous: string, hash: string, ...fields: unknown[]]

const columns = 'id, previous, hash, at, actorKind, actorId, actorName, program, action, outcome, subject, before, after, detail, requestId'
/** So many rows that fail alone are tried against each other's contents. */
const mostSwapped = 200

/** Verifies everything in `dataFolder`/plenum.db. `now` in ms is for `tookMs` only. */
export function verifyAudit(job: VerifyJob, now: () => number): AuditVerdict {
  const startedAt = now()
  const db = new SqliteDatabase(join(job.dataFolder, 'plenum.db'), { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    // One snapshot for all of it, whatever is written meanwhile.
    db.exec('BEGIN')
    const facts = readFacts(db)
    const finding = judge(db, job, facts)
    const { entries, first, last, checkpoints } = facts
    return {
      ...finding,
      ...{ entries, firstId: first, lastId: last, checkpoints: checkpoints.length, head: facts.head },
      tookMs: Math.round((now() - startedAt) * 10) / 10,
    }
  } finally {
    db.close()
  }
}

function readFacts(db: Database) {
  const span = db.prepare('SELECT count(*) AS entries, min(id) AS first, max(id) AS last FROM audit').get() as {
    entries: number
    first: number | null
    last: number | null
  }
  const head = db.prepare('SELECT hash FROM audit ORDER BY id DESC LIMIT 1').pluck().get() as string | undefined
  const checkpoints = db.prepare('SELECT entryId, at, hash, signature FROM auditCheckpoint ORDER BY entryId').all() as Checkpoint[]
  const archives = db.prepare('SELECT * FROM auditArchive ORDER BY fromId').all() as ArchivedRange[]
  return { ...span, head: head ?? null, checkpoints, archives }
}
type Facts = ReturnType<typeof readFacts>

function judge(db: Database, job: VerifyJob, facts: Facts): Finding {
  const outside = headFrom(job.headText)
  const trusted = job.publicKey === null ? null : publicKeyFrom(job.publicKey)
  const key = trusted ?? (outside === null ? null : publicKeyFrom(outside.publicKey))
  const anchors = outside === null ? [] : [...outside.trail, outside.head]
  const signed = [...facts.checkpoints, ...anchors]

  const archiveTrouble = judgeArchives(job, facts, key)
  if (archiveTrouble !== null) return archiveTrouble
  const broken = walk(db, facts, signed)
  if (broken !== null) return broken

  // The chain holds in itself. Does it hold to what was signed?
  if (key !== null) {
    const forged = signed.find((one) => !isSigned(checkpointText(one), one.signature, key))
    if (forged !== undefined)
      return {
        verdict: 'rewritten',
        detail: `The checkpoint at entry ${forged.entryId} is not signed by this installation.`,
        brokenAt: null,
      }
  }
  const archivedTo = facts.archives.at(-1)?.toId ?? 0
  const last = facts.last ?? archivedTo
  const hashAt = db.prepare('SELECT hash FROM audit WHERE id = ?').pluck()
  const changed = signed.find((one) => one.entryId > archivedTo && one.entryId <= last && hashAt.get(one.entryId) !== one.hash)
  if (changed !== undefined)
    return {
      verdict: 'rewritten',
      detail: `The chain is whole in itself, but entry ${changed.entryId} is not the one that was signed: entries up to it were written anew.`,
      brokenAt: changed.entryId,
    }
  const beyond = signed.reduce((most, one) => Math.max(most, one.entryId), 0)
  if (beyond > last)
    return {
      verdict: 'truncated',
      detail: `The newest entries are gone: ${beyond} were signed, the last one here is ${last}.`,
      brokenAt: last === 0 ? null : last,
    }
  if (outside === null && facts.entries > 0)
    return {
      verdict: 'unanchored',
      detail: `The chain is whole, but the head outside the database is ${job.headText === null ? 'missing' : 'unreadable'}: a cut end can’t be ruled out.`,
      brokenAt: null,
    }
  if (trusted === null && facts.entries > 0)
    return {
      verdict: 'unanchored',
      detail:
        'The chain is whole and fits its checkpoints, but the signing key can’t be read here: whoever rewrote all could have signed it anew.',
      brokenAt: null,
    }
  return { verdict: 'ok', detail: 'Every entry is as it was written, in order, and none is missing.', brokenAt: null }
}

/** Archived ranges have to follow each other, be signed, and their files, where they still are, unchanged. */
function judgeArchives(job: VerifyJob, { archives }: Facts, key: ReturnType<typeof publicKeyFrom>): Finding | null {
  let next = 1
  for (const range of archives) {
    if (range.fromId !== next || (key !== null && !isSigned(archiveText(range), range.signature, key)))
      return { verdict: 'missing', detail: `No archive signed here stands for entries ${next} to ${range.toId}.`, brokenAt: next }
    const path = join(job.dataFolder, 'audit-archive', basename(range.fileName))
    if (existsSync(path) && sha256OfFile(path) !== range.sha256)
      return { verdict: 'edited', detail: `The archive file ${range.fileName} is not the one that was written.`, brokenAt: range.fromId }
    next = range.toId + 1
  }
  return null
}

/** Null when every row fits the one before it. */
function walk(db: Database, { archives }: Facts, signed: readonly Checkpoint[]): Finding | null {
  const archived = archives.at(-1)
  let previous = archived?.lastHash ?? genesis
  let expectedId = (archived?.toId ?? 0) + 1
  const failing: number[] = []
  for (const raw of db.prepare(`SELECT ${columns} FROM audit ORDER BY id`).raw().iterate() as IterableIterator<Raw>) {
    const [id, stated, hash, ...fields] = raw
    if (stated !== previous) return failing.length > 0 ? judgeFailing(db, failing) : judgeBreak(db, { id, stated, expectedId, signed })
    if (id !== expectedId) {
      if (failing.length > 0) break
      return { verdict: 'edited', detail: `Entry ${expectedId} was renumbered to ${id}.`, brokenAt: id }
    }
    if (hashOfValues(stated, fields) !== hash && failing.length < mostSwapped) failing.push(id)
    previous = hash
    expectedId++
  }
  return failing.length > 0 ? judgeFailing(db, failing) : null
}

/** Row `id` doesn't stand on the row before it. What does it stand on? */
function judgeBreak(
  db: Database,
  { id, stated, expectedId, signed }: { id: number; stated: string; expectedId: number; signed: readonly Checkpoint[] },
): Finding {
  const base = db.prepare<[string], number>('SELECT id FROM audit WHERE hash = ?').pluck().get(stated)
  if (base !== undefined && base > id - 2)
    return { verdict: 'reordered', detail: `Entry ${id} belongs behind entry ${base}: entries changed places.`, brokenAt: id }
  if (base !== undefined) return { verdict: 'edited', detail: `Entries were put between ${base} and ${id} afterwards.`, brokenAt: base + 1 }
  const gone = id - expectedId
  if (gone > 0)
    return {
      verdict: 'missing',
      detail: `${gone === 1 ? `Entry ${expectedId} is` : `Entries ${expectedId} to ${id - 1} are`} missing.`,
      brokenAt: expectedId,
    }
  // No gap in the numbers: either the row before was edited and hashed anew, or one was taken out and all behind it renumbered.
  const idOf = db.prepare<[string], number>('SELECT id FROM audit WHERE hash = ?').pluck()
  const moved = signed.some((one) => {
    const at = one.entryId >= id ? idOf.get(one.hash) : undefined
    return at !== undefined && at < one.entryId
  })
  if (moved || expectedId === 1)
    return { verdict: 'missing', detail: `An entry before ${id} was taken out and the rest renumbered.`, brokenAt: id }
  return { verdict: 'edited', detail: `Entry ${id - 1} was changed and hashed anew; entry ${id} stands on what it was.`, brokenAt: id - 1 }
}

/** Rows whose own hash doesn't fit: edited, unless their contents only changed places. */
function judgeFailing(db: Database, ids: readonly number[]): Finding {
  const read = db.prepare(`SELECT ${columns} FROM audit WHERE id = ?`).raw()
  const rows = ids.map((id) => read.get(id) as Raw)
  const isSwap = (row: Raw) => rows.some((other) => other !== row && hashOfValues(row[1], other.slice(3)) === row[2])
  const first = ids[0] ?? null
  if (rows.length > 1 && rows.every(isSwap))
    return { verdict: 'reordered', detail: `The contents of entries ${ids.join(', ')} changed places.`, brokenAt: first }
  return {
    verdict: 'edited',
    detail:
      ids.length === 1
        ? `Entry ${first} is not as it was written.`
        : `${ids.length} entries are not as they were written, first entry ${first}.`,
    brokenAt: first,
  }
}

function sha256OfFile(path: string): string {
  const sum = createHash('sha256')
  const part = Buffer.alloc(1024 * 1024)
  const file = openSync(path, 'r')
  try {
    for (let n = readSync(file, part); n > 0; n = readSync(file, part)) sum.update(part.subarray(0, n))
  } finally {
    closeSync(file)
  }
  return sum.digest('hex')
}
