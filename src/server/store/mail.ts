// Mail in the database: settings, template versions, rules, messages (one per recipient), suppressions, digests, notices. Rows in, rows out.
import type { Database } from 'better-sqlite3'
import type { MailKind, MailMessage, MailRule, MailTemplate, Notice, Suppression } from '../../contract/schemas/mail.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface MessageRow extends MailMessage {
  readonly accountId: string | null
  readonly data: Readonly<Record<string, unknown>>
}
type StoredMessage = Omit<MessageRow, 'data'> & { readonly data: string }
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
  templates(kind: MailKind): MailTemplate[]
  addTemplate(template: MailTemplate): void
  rules(): MailRule[]
  saveRule(rule: MailRule): void
  removeRule(id: string): void
  insert(message: MessageRow): void
  find(id: string): MessageRow | undefined
  /** Of the newest mail of its kind, among the newest two thousand of all. */
  lastDataOf(kind: MailKind): Record<string, unknown> | undefined
  settle(row: Pick<MessageRow, 'id' | 'state' | 'reason' | 'attempts' | 'nextAt' | 'endedAt'>): void
  list(request: PageRequest & { readonly state?: string | undefined; readonly batchId?: string | undefined }): PageOf<MailMessage>
  countStates(batchId: string | null): ReadonlyMap<MailMessage['state'], number>
  dropBatch(batchId: string, at: number): void
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
}

/** Prepares every statement once. */
export function createMailStore(db: Database): MailStore {
  const settings = db.prepare<[], { fields: string; revision: number }>('SELECT fields, revision FROM mailSettings')
  const saveSettings = db.prepare('INSERT OR REPLACE INTO mailSettings (one, fields, revision) VALUES (1, ?, ?)')
  const templates = db.prepare<[string], TemplateRow>('SELECT * FROM mailTemplate WHERE kind = ? ORDER BY version DESC LIMIT 100')
  const addTemplate = db.prepare(`INSERT INTO mailTemplate (kind, version, isDefault, subject, html, text, at, writtenBy)
    VALUES (@kind, @version, @isDefault, @subject, @html, @text, @at, @writtenBy)`)
  const rules = db.prepare<[], JsonRow>('SELECT * FROM mailRule ORDER BY createdAt, id')
  const saveRule = db.prepare(`INSERT INTO mailRule (id, fields, createdAt, revision) VALUES (@id, @fields, @createdAt, @revision)
    ON CONFLICT (id) DO UPDATE SET fields = excluded.fields, revision = excluded.revision`)
  const removeRule = db.prepare('DELETE FROM mailRule WHERE id = ?')
  const insert = db.prepare(`INSERT INTO mailMessage
    (id, batchId, kind, email, accountId, ruleId, eventId, subject, data, messageId, state, reason, attempts, createdAt, nextAt, endedAt)
    VALUES (@id, @batchId, @kind, @email, @accountId, @ruleId, @eventId, @subject, @data, @messageId, @state, @reason, @attempts,
    @createdAt, @nextAt, @endedAt)`)
  const find = db.prepare<[string], StoredMessage>('SELECT * FROM mailMessage WHERE id = ?')
  const lastData = db.prepare<[string], { data: string }>(`SELECT data FROM
    (SELECT kind, data, createdAt, id FROM mailMessage ORDER BY createdAt DESC, id DESC LIMIT 2000) WHERE kind = ? LIMIT 1`)
  const settle = db.prepare(`UPDATE mailMessage SET state = @state, reason = @reason, attempts = @attempts, nextAt = @nextAt,
    endedAt = @endedAt WHERE id = @id`)
  const list = db.prepare<[object], StoredMessage>(`SELECT * FROM mailMessage WHERE (createdAt, id) < (@at, @id)
    AND (@state IS NULL OR state = @state) AND (@batchId IS NULL OR batchId = @batchId) ORDER BY createdAt DESC, id DESC LIMIT @limit`)
  const states = db.prepare<[object], { state: MailMessage['state']; n: number }>(
    'SELECT state, count(*) AS n FROM mailMessage WHERE @batchId IS NULL OR batchId = @batchId GROUP BY state',
  )
  const idsOfBatch = db.prepare<[string, string], { id: string }>('SELECT id FROM mailMessage WHERE batchId = ? AND state = ?')
  const dropBatch = db.prepare(`UPDATE mailMessage SET state = 'dropped', reason = NULL, nextAt = NULL, endedAt = @at
    WHERE batchId = @batchId AND state = 'waiting'`)
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
  const rowFrom = (row: StoredMessage): MessageRow => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> })
  return {
    settings: () => {
      const row = settings.get()
      return row && { fields: JSON.parse(row.fields) as Record<string, unknown>, revision: row.revision }
    },
    saveSettings: (fields, revision) => void saveSettings.run(JSON.stringify(fields), revision),
    templates: (kind) => templates.all(kind).map((row) => ({ ...row, isDefault: row.isDefault === 1 })),
    addTemplate: (template) => void addTemplate.run({ ...template, isDefault: template.isDefault ? 1 : 0 }),
    rules: () => rules.all().map(({ fields, ...row }) => ({ ...(JSON.parse(fields) as Omit<MailRule, 'id'>), ...row })),
    saveRule: ({ id, createdAt, revision, ...fields }) => void saveRule.run({ id, createdAt, revision, fields: JSON.stringify(fields) }),
    removeRule: (id) => void removeRule.run(id),
    insert: (message) => void insert.run({ ...message, data: JSON.stringify(message.data) }),
    find: (id) => {
      const row = find.get(id)
      return row && rowFrom(row)
    },
    lastDataOf: (kind) => {
      const row = lastData.get(kind)
      return row && (JSON.parse(row.data) as Record<string, unknown>)
    },
    settle: (row) => void settle.run(row),
    list: ({
      state = null,
      batchId = null,
      ...request
    }: PageRequest & { state?: string | null | undefined; batchId?: string | null | undefined }) =>
      readPage({
        request,
        read: (from) => list.all({ ...from, state, batchId }),
        position: (row) => ({ at: row.createdAt, id: row.id }),
        item: ({ data: _, accountId: __, ...row }) => row,
      }),
    countStates: (batchId) => new Map(states.all({ batchId }).map(({ state, n }) => [state, n])),
    dropBatch: (batchId, at) => void dropBatch.run({ batchId, at }),
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
  }
}
