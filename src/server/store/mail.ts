// Mail in the database: settings, template versions, rules, messages (one per recipient), suppressions, digests, notices. Rows in, rows out.
import type { Database } from 'better-sqlite3'
import type { ListedMail, MailKind, MailMessage, MailRule, MailTemplate, Notice, Suppression } from '../../contract/schemas/mail.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface MessageRow extends MailMessage {
  readonly accountId: string | null
  /** What its template may use; that of its batch included. */
  readonly data: Readonly<Record<string, unknown>>
  /** A file that goes with it. */
  readonly file: MailFile | null
}
export interface MailFile {
  readonly kind: 'export'
  readonly id: string
}
export interface BatchRow {
  readonly id: string
  readonly data: Readonly<Record<string, unknown>>
  readonly recipients: readonly string[]
  /** So many of the recipients have their mail. */
  readonly added: number
  readonly isTakenBack: boolean
  readonly createdAt: number
}
type StoredMessage = Omit<MessageRow, 'data' | 'file'> & { readonly data: string; readonly file: string | null }
type TemplateRow = Omit<MailTemplate, 'isDefault'> & { readonly isDefault: 0 | 1 }
interface JsonRow {
  readonly id: string
  readonly fields: string
  readonly createdAt: number
  readonly revision: number
}

export interface MailStore {
  settings(): { readonly fields: Record<string, unknown>; readonly revision: number } | undefined
  saveSettings(fields: object, revision: number): void
  /** The newest version. */
  template(kind: MailKind): MailTemplate | undefined
  templates(kind: MailKind): MailTemplate[]
  addTemplate(template: MailTemplate): void
  rules(): MailRule[]
  saveRule(rule: MailRule): void
  removeRule(id: string): void
  insert(message: MessageRow): void
  insertBatch(batch: BatchRow): void
  findBatch(id: string): BatchRow | undefined
  /** Without its text and recipients. */
  countBatch(id: string): { readonly total: number; readonly added: number; readonly isTakenBack: 0 | 1 } | undefined
  changeBatch(batch: Pick<BatchRow, 'id' | 'added' | 'isTakenBack'>): void
  find(id: string): MessageRow | undefined
  /** Of the newest mail of its kind, among the newest two thousand of all. */
  lastDataOf(kind: MailKind): Record<string, unknown> | undefined
  settle(row: Pick<MessageRow, 'id' | 'state' | 'reason' | 'attempts' | 'nextAt' | 'endedAt'>): void
  list(request: PageRequest & { readonly state?: string | undefined; readonly batchId?: string | undefined }): PageOf<ListedMail>
  countStates(batchId: string): ReadonlyMap<MailMessage['state'], number>
  /** Of all mails; waiting ones include those a batch has still to add. */
  countState(state: 'waiting' | 'failed'): number
  /** Those that wait, `limit` at most; returns how many. */
  dropBatch(batchId: string, end: { readonly at: number; readonly limit: number }): number
  idsOfBatch(batchId: string, state: MailMessage['state']): string[]
  suppressions(): Suppression[]
  suppressionOf(emailKey: string): Suppression | undefined
  suppress(emailKey: string, row: Suppression): void
  unsuppress(emailKey: string): void
  addDigestItem(item: { groupId: string; eventId: string; line: string; at: number }): void
  digestItems(groupId: string, limit: number): { readonly id: number; readonly line: string; readonly at: number }[]
  countDigest(groupId: string): { readonly n: number; readonly lastId: number }
  removeDigest(groupId: string, lastId: number): void
  /** Deletes the line of one event. */
  removeDigestOf(groupId: string, eventId: string): void
  /** False when it is there already. */
  insertNotice(notice: Notice): boolean
  notices(accountId: string | null, limit: number): Notice[]
  /** Deletes mails that ended before, or beyond the newest `keep`, and batches none of whose mails are left: at most `limit`; returns how many. */
  purge(given: { readonly before: number; readonly keep: number; readonly limit: number }): number
  purgeNotices(given: { readonly before: number; readonly keep: number; readonly limit: number }): number
  /** Mails that wait although no job will send them: a job that ended the program too often, or was dropped by an older version. */
  settleStranded(now: number): number
}

/** Prepares every statement once. */
export function createMailStore(db: Database): MailStore {
  const settings = db.prepare<[], { fields: string; revision: number }>('SELECT fields, revision FROM mailSettings')
  const saveSettings = db.prepare('INSERT OR REPLACE INTO mailSettings (one, fields, revision) VALUES (1, ?, ?)')
  const templates = db.prepare<[string], TemplateRow>('SELECT * FROM mailTemplate WHERE kind = ? ORDER BY version DESC LIMIT 100')
  const newest = db.prepare<[string], TemplateRow>('SELECT * FROM mailTemplate WHERE kind = ? ORDER BY version DESC LIMIT 1')
  const templateFrom = (row: TemplateRow): MailTemplate => ({ ...row, isDefault: row.isDefault === 1 })
  const addTemplate = db.prepare(`INSERT INTO mailTemplate (kind, version, isDefault, subject, html, text, at, writtenBy)
    VALUES (@kind, @version, @isDefault, @subject, @html, @text, @at, @writtenBy)`)
  const rules = db.prepare<[], JsonRow>('SELECT * FROM mailRule ORDER BY createdAt, id')
  const saveRule = db.prepare(`INSERT INTO mailRule (id, fields, createdAt, revision) VALUES (@id, @fields, @createdAt, @revision)
    ON CONFLICT (id) DO UPDATE SET fields = excluded.fields, revision = excluded.revision`)
  const removeRule = db.prepare('DELETE FROM mailRule WHERE id = ?')
  const insert = db.prepare(`INSERT INTO mailMessage
    (id, batchId, kind, email, accountId, ruleId, eventId, subject, data, file, messageId, state, reason, attempts, createdAt, nextAt, endedAt)
    VALUES (@id, @batchId, @kind, @email, @accountId, @ruleId, @eventId, @subject, @data, @file, @messageId, @state, @reason, @attempts,
    @createdAt, @nextAt, @endedAt)`)
  const find = db.prepare<[string], StoredMessage & { batchData: string | null }>(`SELECT m.*, b.data AS batchData FROM mailMessage m
    LEFT JOIN mailBatch b ON b.id = m.batchId WHERE m.id = ?`)
  const lastOf = db.prepare<[string], { id: string }>(`SELECT id FROM
    (SELECT kind, createdAt, id FROM mailMessage ORDER BY createdAt DESC, id DESC LIMIT 2000) WHERE kind = ? LIMIT 1`)
  const insertBatch = db.prepare(`INSERT INTO mailBatch (id, data, recipients, total, added, isTakenBack, createdAt)
    VALUES (@id, @data, @recipients, @total, @added, @isTakenBack, @createdAt)`)
  const findBatch = db.prepare<[string], { data: string; recipients: string; added: number; isTakenBack: 0 | 1; createdAt: number }>(
    'SELECT data, recipients, added, isTakenBack, createdAt FROM mailBatch WHERE id = ?',
  )
  const countBatch = db.prepare<[string], { total: number; added: number; isTakenBack: 0 | 1 }>(
    'SELECT total, added, isTakenBack FROM mailBatch WHERE id = ?',
  )
  const changeBatch = db.prepare('UPDATE mailBatch SET added = @added, isTakenBack = @isTakenBack WHERE id = @id')
  const settle = db.prepare(`UPDATE mailMessage SET state = @state, reason = @reason, attempts = @attempts, nextAt = @nextAt,
    endedAt = @endedAt WHERE id = @id`)
  const title = `coalesce((SELECT b.data ->> '$.title' FROM mailBatch b WHERE b.id = batchId), data ->> '$.event.title',
    data ->> '$.event.name', data ->> '$.rule', data ->> '$.summary')`
  // One statement for each filter: an index serves each.
  const listBy = (filter: string) =>
    db.prepare<[object], StoredMessage & { title: string | null }>(
      `SELECT *, ${title} AS title FROM mailMessage WHERE ${filter} (createdAt, id) < (@at, @id) ORDER BY createdAt DESC, id DESC LIMIT @limit`,
    )
  const lists = {
    all: listBy(''),
    state: listBy('state = @state AND'),
    batch: listBy('batchId = @batchId AND'),
    both: listBy('batchId = @batchId AND state = @state AND'),
  }
  const states = db.prepare<[string], { state: MailMessage['state']; n: number }>(
    'SELECT state, count(*) AS n FROM mailMessage WHERE batchId = ? GROUP BY state',
  )
  const countState = db.prepare<[string], number>('SELECT count(*) FROM mailMessage WHERE state = ?').pluck()
  const countToAdd = db.prepare<[], number>('SELECT coalesce(sum(total - added), 0) FROM mailBatch WHERE isTakenBack = 0').pluck()
  const idsOfBatch = db.prepare<[string, string], { id: string }>('SELECT id FROM mailMessage WHERE batchId = ? AND state = ?')
  const dropBatch = db.prepare(`UPDATE mailMessage SET state = 'dropped', reason = NULL, nextAt = NULL, endedAt = @at
    WHERE id IN (SELECT id FROM mailMessage WHERE batchId = @batchId AND state = 'waiting' LIMIT @limit)`)
  const suppressions = db.prepare<[], Suppression>('SELECT email, why, detail, at FROM mailSuppression ORDER BY at DESC LIMIT 10000')
  const suppressionOf = db.prepare<[string], Suppression>('SELECT email, why, detail, at FROM mailSuppression WHERE emailKey = ?')
  const suppress = db.prepare(
    'INSERT OR REPLACE INTO mailSuppression (emailKey, email, why, detail, at) VALUES (@emailKey, @email, @why, @detail, @at)',
  )
  const unsuppress = db.prepare('DELETE FROM mailSuppression WHERE emailKey = ?')
  const addDigest = db.prepare('INSERT INTO mailDigestItem (groupId, eventId, line, at) VALUES (@groupId, @eventId, @line, @at)')
  const digest = db.prepare<[string, number], { id: number; line: string; at: number }>(
    'SELECT id, line, at FROM mailDigestItem WHERE groupId = ? ORDER BY id LIMIT ?',
  )
  const countDigest = db.prepare<[string], { n: number; lastId: number }>(
    'SELECT count(*) AS n, coalesce(max(id), 0) AS lastId FROM mailDigestItem WHERE groupId = ?',
  )
  const removeDigest = db.prepare('DELETE FROM mailDigestItem WHERE groupId = ? AND id <= ?')
  const removeDigestOf = db.prepare('DELETE FROM mailDigestItem WHERE groupId = ? AND eventId = ?')
  const insertNotice = db.prepare(
    `INSERT OR IGNORE INTO notice (id, accountId, title, body, subject, eventType, at)
    VALUES (@id, @accountId, @title, @body, @subject, @eventType, @at)`,
  )
  const notices = db.prepare<[string | null, number], Notice>('SELECT * FROM notice WHERE accountId IS ? ORDER BY at DESC, id DESC LIMIT ?')
  const purgeOld = db.prepare(`DELETE FROM mailMessage WHERE id IN
    (SELECT id FROM mailMessage WHERE endedAt < @before ORDER BY endedAt LIMIT @limit)`)
  const countEnded = db.prepare<[], number>('SELECT count(*) FROM mailMessage WHERE endedAt IS NOT NULL').pluck()
  const purgeBatches = db.prepare(`DELETE FROM mailBatch WHERE createdAt < @before AND (added = total OR isTakenBack = 1)
    AND NOT EXISTS (SELECT 1 FROM mailMessage WHERE batchId = mailBatch.id)`)
  const purgeNotices = db.prepare(`DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE at < @before
    OR (at, id) <= (SELECT at, id FROM notice ORDER BY at DESC, id DESC LIMIT 1 OFFSET @keep) LIMIT @limit)`)
  const settleStranded = db.prepare(`UPDATE mailMessage SET
    state = iif((SELECT state FROM job WHERE kind = 'mail' AND ref = mailMessage.id ORDER BY id DESC LIMIT 1) = 'dropped', 'dropped', 'failed'),
    reason = coalesce((SELECT lastReason FROM job WHERE kind = 'mail' AND ref = mailMessage.id ORDER BY id DESC LIMIT 1), reason, 'Nothing was left to send it'),
    nextAt = NULL, endedAt = @now
    WHERE state = 'waiting' AND NOT EXISTS (SELECT 1 FROM job WHERE kind = 'mail' AND ref = mailMessage.id AND state IN ('waiting', 'running'))`)
  const objectFrom = (text: string | null) => (text === null ? {} : (JSON.parse(text) as Record<string, unknown>))
  const rowFrom = ({ batchData, ...row }: StoredMessage & { batchData: string | null }): MessageRow => ({
    ...row,
    data: { ...objectFrom(batchData), ...objectFrom(row.data) },
    file: row.file === null ? null : (JSON.parse(row.file) as MailFile),
  })
  return {
    settings: () => {
      const row = settings.get()
      return row && { fields: JSON.parse(row.fields) as Record<string, unknown>, revision: row.revision }
    },
    saveSettings: (fields, revision) => void saveSettings.run(JSON.stringify(fields), revision),
    template: (kind) => {
      const row = newest.get(kind)
      return row && templateFrom(row)
    },
    templates: (kind) => templates.all(kind).map(templateFrom),
    addTemplate: (template) => void addTemplate.run({ ...template, isDefault: template.isDefault ? 1 : 0 }),
    rules: () => rules.all().map(({ fields, ...row }) => ({ ...(JSON.parse(fields) as Omit<MailRule, 'id'>), ...row })),
    saveRule: ({ id, createdAt, revision, ...fields }) => void saveRule.run({ id, createdAt, revision, fields: JSON.stringify(fields) }),
    removeRule: (id) => void removeRule.run(id),
    insert: ({ file, ...message }) =>
      void insert.run({ ...message, data: JSON.stringify(message.data), file: file === null ? null : JSON.stringify(file) }),
    insertBatch: ({ data, recipients, isTakenBack, ...batch }) => {
      const texts = { data: JSON.stringify(data), recipients: JSON.stringify(recipients) }
      insertBatch.run({ ...batch, ...texts, total: recipients.length, isTakenBack: isTakenBack ? 1 : 0 })
    },
    findBatch: (id) => {
      const row = findBatch.get(id)
      if (row === undefined) return undefined
      const { data, recipients, isTakenBack, ...rest } = row
      return { id, ...rest, data: objectFrom(data), recipients: JSON.parse(recipients) as string[], isTakenBack: isTakenBack === 1 }
    },
    countBatch: (id) => countBatch.get(id),
    changeBatch: ({ id, added, isTakenBack }) => void changeBatch.run({ id, added, isTakenBack: isTakenBack ? 1 : 0 }),
    find: (id) => {
      const row = find.get(id)
      return row && rowFrom(row)
    },
    lastDataOf: (kind) => {
      const last = lastOf.get(kind)
      const row = last && find.get(last.id)
      return row && { ...rowFrom(row).data }
    },
    settle: (row) => void settle.run(row),
    list: ({
      state = null,
      batchId = null,
      ...request
    }: PageRequest & { state?: string | null | undefined; batchId?: string | null | undefined }) =>
      readPage({
        request,
        read: (from) =>
          lists[batchId === null ? (state === null ? 'all' : 'state') : state === null ? 'batch' : 'both'].all({ ...from, state, batchId }),
        position: (row) => ({ at: row.createdAt, id: row.id }),
        item: ({ data: _, accountId: __, file: ___, ...row }) => row,
      }),
    countStates: (batchId) => new Map(states.all(batchId).map(({ state, n }) => [state, n])),
    countState: (state) => (countState.get(state) ?? 0) + (state === 'waiting' ? (countToAdd.get() ?? 0) : 0),
    dropBatch: (batchId, end) => dropBatch.run({ batchId, ...end }).changes,
    idsOfBatch: (batchId, state) => idsOfBatch.all(batchId, state).map(({ id }) => id),
    suppressions: () => suppressions.all(),
    suppressionOf: (emailKey) => suppressionOf.get(emailKey),
    suppress: (emailKey, row) => void suppress.run({ emailKey, ...row }),
    unsuppress: (emailKey) => void unsuppress.run(emailKey),
    addDigestItem: (item) => void addDigest.run(item),
    digestItems: (groupId, limit) => digest.all(groupId, limit),
    countDigest: (groupId) => countDigest.get(groupId) ?? { n: 0, lastId: 0 },
    removeDigest: (groupId, lastId) => void removeDigest.run(groupId, lastId),
    removeDigestOf: (groupId, eventId) => void removeDigestOf.run(groupId, eventId),
    insertNotice: (notice) => insertNotice.run(notice).changes > 0,
    notices: (accountId, limit) => notices.all(accountId, limit),
    purge: ({ before, keep, limit }) => {
      const old = purgeOld.run({ before, limit }).changes
      if (old > 0) return old + purgeBatches.run({ before }).changes
      const tooMany = (countEnded.get() ?? 0) - keep
      return tooMany <= 0
        ? purgeBatches.run({ before }).changes
        : purgeOld.run({ before: Number.MAX_SAFE_INTEGER, limit: Math.min(limit, tooMany) }).changes
    },
    purgeNotices: (given) => purgeNotices.run(given).changes,
    settleStranded: (now) => settleStranded.run({ now }).changes,
  }
}
