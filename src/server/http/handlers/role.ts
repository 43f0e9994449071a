// Roles and permissions over HTTP: one line per route into the service.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of roles. */
export function createRoleHandlers({
  role,
}: Services): Pick<Handlers, 'listRoles' | 'createRole' | 'getRole' | 'changeRole' | 'deleteRole' | 'listPermissions'> {
  return {
    listRoles: ({ query }) => role.list(query),
    createRole: ({ body, caller }) => role.create(body, caller),
    getRole: ({ params }) => role.get(params.id),
    changeRole: ({ params, body, ifMatch, caller }) => role.change({ id: params.id, ifMatch, body }, caller),
    deleteRole: ({ params }) => void role.remove(params.id),
    listPermissions: ({ query }) => role.listPermissions(query),
  }
}
