// Roles: the built-in ones as data, own ones in the database, all kept in memory, for they are asked at every request. Nobody grants what
// they lack, and a change counts at once: whoever has the role is looked at again.
import { AppError } from '../../contract/errors.ts'
import { permissions, type Route, routes } from '../../contract/routes.ts'
import type { RoleRecord } from '../../contract/schemas/account.ts'
import { builtInRoles, lackedOf, permissionsOfBuiltIn } from '../../domain/permissions.ts'
import { type AccessChanges, everybody } from '../access-changes.ts'
import type { Caller } from '../caller.ts'
import type { Clock } from '../clock.ts'
import { cursorFromPosition, type PageOf, type PageRequest, positionFromCursor } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { RoleRow } from '../store/role.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'
import { cleanName, cleanNotes } from './text.ts'

type Granter = Pick<Caller, 'permissions'>

export interface RoleService {
  /** Empty for a role that isn't there. */
  permissionsOf(roleId: string): ReadonlySet<string>
  has(roleId: string): boolean
  nameOf(roleId: string): string
  /** Throws invalid for no role, forbidden for one that opens more than `caller` may. */
  requireGrantable(roleId: string, caller: Granter): void
  list(query: PageRequest): PageOf<RoleRecord>
  get(id: string): RoleRecord
  create(body: { name: string; description?: string; permissions: string[] }, caller: Granter): RoleRecord
  /** `ifMatch` null accepts any revision. Nothing changed: the current record. */
  change(
    request: { id: string; ifMatch: number | null; body: { name?: string; description?: string; permissions?: string[] } },
    caller: Granter,
  ): RoleRecord
  /** Throws conflict while somebody has it. */
  remove(id: string): void
  listPermissions(query: PageRequest): PageOf<{ id: string; routes: string[] }>
}

interface Parts {
  readonly store: Pick<Store, 'role' | 'transaction'>
  readonly clock: Clock
  readonly randomId: () => string
  readonly changes: Pick<AccessChanges, 'tell'>
  readonly countAccounts: (roleId: string) => number
}

const mostOwnRoles = 200

/** Reads what is stored once. */
export function createRoleService({ store, clock, randomId, changes, countAccounts }: Parts): RoleService {
  const own = new Map<string, RoleRow>(store.role.listAll().map((row) => [row.id, row]))
  const opened = new Map<string, ReadonlySet<string>>(
    builtInRoles.map((role) => [role.id, new Set(permissionsOfBuiltIn(role, permissions))]),
  )
  /** A permission whose route a later version took away opens nothing. */
  const open = (row: RoleRow) => opened.set(row.id, new Set(row.permissions.filter((one) => permissions.includes(one))))
  for (const row of own.values()) open(row)

  const records = (): RoleRecord[] => [
    ...builtInRoles.map(({ id, name, description }) => recordFrom({ id, name, description, revision: 1 }, true)),
    ...[...own.values()].map((row) => recordFrom(row, false)),
  ]
  const recordFrom = (
    { id, name, description, revision }: Omit<RoleRow, 'permissions' | 'createdAt' | 'updatedAt'>,
    isBuiltIn: boolean,
  ) => ({
    ...{ id, name, description, isBuiltIn, revision },
    permissions: [...(opened.get(id) ?? [])].sort(),
    accountCount: countAccounts(id),
  })
  const get = (id: string): RoleRecord => {
    const record = records().find((one) => one.id === id)
    if (record === undefined) throw notFound('role')
    return record
  }
  const findOwn = (id: string): RoleRow => {
    const row = own.get(id)
    if (row !== undefined) return row
    if (!opened.has(id)) throw notFound('role')
    throw new AppError('conflict', 'This role is built in and stays as it is', {
      hint: 'Make a role of your own with what it should open.',
    })
  }
  const cleanPermissions = (wanted: readonly string[], before: readonly string[], caller: Granter): string[] => {
    const unknown = wanted.findIndex((one) => !permissions.includes(one))
    if (unknown >= 0)
      throw invalidField(
        `/permissions/${unknown}`,
        `permissions has ${wanted[unknown]}, which is no permission. They are ${permissions.join(', ')}.`,
      )
    refuseGrant(lackedOf(caller.permissions, wanted.filter((one) => !before.includes(one)))) // biome-ignore format: one thought
    return [...new Set(wanted)].sort()
  }
  const requireFreeName = (name: string, id: string | null) => {
    if (records().some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase()))
      throw invalidField('/name', `There is a role ${name} already. Choose another name.`)
  }

  return {
    permissionsOf: (roleId) => opened.get(roleId) ?? new Set(),
    has: (roleId) => opened.has(roleId),
    nameOf: (roleId) => own.get(roleId)?.name ?? builtInRoles.find(({ id }) => id === roleId)?.name ?? roleId,
    requireGrantable: (roleId, caller) => {
      const held = opened.get(roleId)
      if (held === undefined) throw invalidField('/role', `role ${roleId} is no role. They are ${[...opened.keys()].join(', ')}.`)
      refuseGrant(lackedOf(caller.permissions, held))
    },
    list: (query) => pageInOrder(records(), query, ({ id }) => id),
    get,
    create: (body, caller) => {
      if (own.size >= mostOwnRoles) throw new AppError('conflict', `There are ${mostOwnRoles} own roles already; delete some`)
      const name = cleanName(body.name)
      requireFreeName(name, null)
      const at = clock.now()
      const row: RoleRow = {
        id: randomId(),
        name,
        description: cleanNotes(body.description ?? ''),
        permissions: cleanPermissions(body.permissions, [], caller),
        revision: 1,
        createdAt: at,
        updatedAt: at,
      }
      store.transaction(() => store.role.save(row))
      own.set(row.id, row)
      open(row)
      return get(row.id)
    },
    change: ({ id, ifMatch, body }, caller) => {
      const row = findOwn(id)
      requireCurrent({ noun: 'role', sent: ifMatch, current: row.revision, at: row.updatedAt })
      const name = body.name === undefined ? row.name : cleanName(body.name)
      requireFreeName(name, id)
      const next: RoleRow = {
        ...row,
        name,
        description: body.description === undefined ? row.description : cleanNotes(body.description),
        permissions: body.permissions === undefined ? row.permissions : cleanPermissions(body.permissions, row.permissions, caller),
      }
      if (JSON.stringify(next) === JSON.stringify(row)) return get(id)
      const saved = { ...next, revision: row.revision + 1, updatedAt: clock.now() }
      store.transaction(() => store.role.save(saved))
      own.set(id, saved)
      open(saved)
      changes.tell(everybody)
      return get(id)
    },
    remove: (id) => {
      findOwn(id)
      const count = countAccounts(id)
      if (count > 0)
        throw new AppError('conflict', `${count} account${count === 1 ? ' has' : 's have'} this role`, {
          hint: 'Give them another role first.',
        })
      store.transaction(() => store.role.remove(id))
      own.delete(id)
      opened.delete(id)
      changes.tell(everybody)
    },
    listPermissions: (query) =>
      pageInOrder(
        permissions.map((id) => ({ id, routes: routesOf(id) })),
        query,
        ({ id }) => id,
      ),
  }
}

function refuseGrant(lacked: readonly string[]): void {
  if (lacked.length === 0) return
  throw new AppError('forbidden', `You can't give what you lack: ${lacked.join(', ')}`, {
    hint: 'Somebody who has these permissions can give them.',
  })
}

const routesOf = (permission: string): string[] =>
  Object.values<Route>(routes)
    .filter((route) => route.permission === permission)
    .map(({ method, path }) => `${method} ${path}`)

/** A page of a list that is kept whole; the cursor names the last item. */
function pageInOrder<T>(all: readonly T[], { limit = 50, cursor }: PageRequest, idOf: (item: T) => string): PageOf<T> {
  const after = cursor === undefined ? null : positionFromCursor(cursor).id
  const from = after === null ? 0 : all.findIndex((one) => idOf(one) === after) + 1
  const items = all.slice(from, from + limit)
  const last = items.at(-1)
  return { items, next: from + limit < all.length && last !== undefined ? cursorFromPosition({ at: 0, id: idOf(last) }) : null }
}
