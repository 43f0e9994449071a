// Roles and permissions: which of them a built-in role has, and that nobody grants what they lack. The list of all permissions comes in:
// it is made from the route table. Pure.

export interface BuiltInRole {
  readonly id: string
  readonly name: string
  readonly description: string
  /** 'all': whatever permissions there are, also those of later versions. */
  readonly permissions: readonly string[] | 'all'
}

export const administratorRole = 'administrator'

const guest = ['projects:read', 'sensors:read', 'alarms:read']
const operator = [...guest, 'nodes:read', 'commands:read', 'commands:write', 'dashboards:read', 'alarms:acknowledge']
const maintenance = [
  ...operator,
  'nodes:write',
  'sensors:write',
  'join:read',
  'join:write',
  'broker:read',
  'topics:read',
  'tickets:read',
  'tickets:write',
  'tickets:delete',
]
const engineer = [
  ...maintenance,
  ...['projects:write', 'projects:delete', 'catalogues:read', 'catalogues:write', 'settings:read', 'tariff:read', 'tariff:write'],
  ...['dashboards:write', 'dashboards:delete', 'alarms:write', 'alarm-rules:read', 'alarm-rules:write', 'alarm-rules:delete'],
]
const approver = [...guest, 'reports:read', 'reports:approve']

/** From the least to the most; their ids never change. */
export const builtInRoles: readonly BuiltInRole[] = [
  { id: 'guest', name: 'Guest', description: 'Looks at projects, sensors and alarms', permissions: guest },
  { id: 'operator', name: 'Operator', description: 'Also sends commands and acknowledges alarms', permissions: operator },
  { id: 'maintenance', name: 'Maintenance', description: 'Also sets up nodes and sensors', permissions: maintenance },
  { id: 'engineer', name: 'Engineer', description: 'Also designs: projects, catalogues, dashboards, alarm rules', permissions: engineer },
  { id: 'approver', name: 'Approver', description: 'Looks as a guest does, and approves reports', permissions: approver },
  { id: administratorRole, name: 'Administrator', description: 'May do everything', permissions: 'all' },
]

/** What a built-in role opens; permissions that no route has (yet) are left out. */
export function permissionsOfBuiltIn(role: BuiltInRole, all: readonly string[]): readonly string[] {
  const { permissions } = role
  return permissions === 'all' ? [...all] : all.filter((one) => permissions.includes(one))
}

/** What of `wanted` somebody who has `held` can't give: nobody grants what they lack. */
export function lackedOf(held: ReadonlySet<string>, wanted: Iterable<string>): string[] {
  return [...wanted].filter((one) => !held.has(one))
}

/** A key never opens more than its owner may now. */
export function shrinkTo(held: ReadonlySet<string>, scopes: Iterable<string>): Set<string> {
  return new Set([...scopes].filter((one) => held.has(one)))
}
