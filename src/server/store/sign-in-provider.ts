// Providers of OpenID Connect and the identities linked to accounts. Rows in, rows out; client secrets are in the secret box.
import type { Database } from 'better-sqlite3'
import type { ProviderRecord } from '../../contract/schemas/account.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface ProviderRow extends Omit<ProviderRecord, 'hasSecret' | 'redirectUri'> {
  readonly createdAt: number
}

export interface IdentityRow {
  readonly id: string
  readonly accountId: string
  readonly providerId: string
  readonly issuer: string
  readonly subject: string
  readonly linkedAt: number
}

export interface SignInProviderStore {
  insert(provider: ProviderRow): void
  update(provider: ProviderRow): void
  find(id: string): ProviderRow | undefined
  /** Newest first. */
  list(request: PageRequest): PageOf<ProviderRow>
  active(): ProviderRow[]
  remove(id: string): void
  insertIdentity(identity: IdentityRow): void
  findIdentity(providerId: string, issuer: string, subject: string): IdentityRow | undefined
  identitiesOf(accountId: string): (IdentityRow & { readonly providerName: string })[]
  removeIdentity(id: string): void
  removeIdentitiesOf(accountId: string): void
}

type Flags = 'active' | 'allowPrivateNetwork' | 'allowLoopback'
type Stored = Omit<ProviderRow, Flags | 'lastTest'> & { lastTest: string | null } & Record<Flags, 0 | 1>

/** Prepares every statement once. */
export function createSignInProviderStore(db: Database): SignInProviderStore {
  const insert = db.prepare(`INSERT INTO signInProvider
    (id, name, kind, issuer, clientId, relayUrl, active, newAccountRole, allowPrivateNetwork, allowLoopback, lastTest, revision, createdAt) VALUES
    (@id, @name, @kind, @issuer, @clientId, @relayUrl, @active, @newAccountRole, @allowPrivateNetwork, @allowLoopback, @lastTest, @revision,
    @createdAt)`)
  const update =
    db.prepare(`UPDATE signInProvider SET name = @name, kind = @kind, issuer = @issuer, clientId = @clientId, relayUrl = @relayUrl,
    active = @active, newAccountRole = @newAccountRole, allowPrivateNetwork = @allowPrivateNetwork, allowLoopback = @allowLoopback,
    lastTest = @lastTest, revision = @revision WHERE id = @id`)
  const find = db.prepare<[string], Stored>('SELECT * FROM signInProvider WHERE id = ?')
  const list = db.prepare<[{ at: number; id: string; limit: number }], Stored>(
    'SELECT * FROM signInProvider WHERE (createdAt, id) < (@at, @id) ORDER BY createdAt DESC, id DESC LIMIT @limit',
  )
  const active = db.prepare<[], Stored>('SELECT * FROM signInProvider WHERE active = 1 ORDER BY name')
  const remove = db.prepare('DELETE FROM signInProvider WHERE id = ?')
  const insertIdentity = db.prepare('INSERT INTO identity VALUES (@id, @accountId, @providerId, @issuer, @subject, @linkedAt)')
  const findIdentity = db.prepare<[string, string, string], IdentityRow>(
    'SELECT * FROM identity WHERE providerId = ? AND issuer = ? AND subject = ?',
  )
  const identitiesOf = db.prepare<[string], IdentityRow & { providerName: string }>(
    `SELECT identity.*, signInProvider.name AS providerName FROM identity JOIN signInProvider ON signInProvider.id = providerId
     WHERE accountId = ? ORDER BY linkedAt`,
  )
  const removeIdentity = db.prepare('DELETE FROM identity WHERE id = ?')
  const removeIdentitiesOf = db.prepare('DELETE FROM identity WHERE accountId = ?')
  return {
    insert: (provider) => void insert.run(storedFrom(provider)),
    update: (provider) => void update.run(storedFrom(provider)),
    find: (id) => {
      const stored = find.get(id)
      return stored && rowFrom(stored)
    },
    list: (request) =>
      readPage({ request, read: (from) => list.all(from), position: (row) => ({ at: row.createdAt, id: row.id }), item: rowFrom }),
    active: () => active.all().map(rowFrom),
    remove: (id) => void remove.run(id),
    insertIdentity: (identity) => void insertIdentity.run(identity),
    findIdentity: (...who) => findIdentity.get(...who),
    identitiesOf: (accountId) => identitiesOf.all(accountId),
    removeIdentity: (id) => void removeIdentity.run(id),
    removeIdentitiesOf: (accountId) => void removeIdentitiesOf.run(accountId),
  }
}

const bit = (on: boolean) => (on ? 1 : 0)

function storedFrom(row: ProviderRow): Stored {
  const { active, allowPrivateNetwork, allowLoopback, lastTest, ...same } = row
  const flags = { active: bit(active), allowPrivateNetwork: bit(allowPrivateNetwork), allowLoopback: bit(allowLoopback) } as const
  return { ...same, ...flags, lastTest: lastTest === null ? null : JSON.stringify(lastTest) }
}

function rowFrom(stored: Stored): ProviderRow {
  return {
    ...stored,
    active: stored.active === 1,
    allowPrivateNetwork: stored.allowPrivateNetwork === 1,
    allowLoopback: stored.allowLoopback === 1,
    lastTest: stored.lastTest === null ? null : (JSON.parse(stored.lastTest) as ProviderRow['lastTest']),
  }
}
