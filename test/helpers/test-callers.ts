// Callers for tests of services that ask who it is.
import { permissions } from '../../src/contract/routes.ts'
import type { Caller } from '../../src/server/caller.ts'
import { ownerCaller } from '../../src/server/services/access.ts'

/** The owner of the machine. */
export const owner = ownerCaller(new Set(permissions))

/** An account that may do just this. */
export function accountWith(held: readonly string[], more: Partial<Caller> = {}): Caller {
  return { ...owner, kind: 'account', accountId: 'account-1', name: 'Ann', permissions: new Set(held), ...more }
}
