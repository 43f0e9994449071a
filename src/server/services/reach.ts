// What lies in which project: a key limited to some projects sees these, with everything nested in them, and nothing else. A design, its
// revisions and exports belong to its project; sensors, nodes, their commands and alarms to the project of the design they are placed in;
// dashboards to that of their design. What is placed nowhere belongs to no project, and is for callers without such a limit only.
import type { EventPayload } from '../../contract/events.ts'
import type { AlarmCounts } from '../../contract/schemas/alarm.ts'
import type { Tile } from '../../contract/schemas/dashboard.ts'
import type { Fact } from '../bus.ts'
import type { Caller } from '../caller.ts'
import type { Store } from '../store/open.ts'

export type Noun = 'project' | 'design' | 'export' | 'sensor' | 'node' | 'command' | 'dashboard' | 'alarm'
type ProjectIds = ReadonlySet<string>

export interface ReachService {
  /** Whether the thing with this id lies in one of the projects; false for what isn't there. */
  holds(noun: Noun, id: string, projectIds: ProjectIds): boolean | Promise<boolean>
  holdsTiles(tiles: readonly Tile[], projectIds: ProjectIds): boolean
  /** The part of a fact that lies in the projects; null when nothing is left. */
  narrow(fact: Fact, projectIds: ProjectIds): Fact | null
  /** How many alarms lie in the projects. */
  alarmCounts(projectIds: ProjectIds): AlarmCounts
  /** A snapshot cut to what the caller may read. */
  snapshotFor(caller: Caller, whole: Snapshot): Snapshot
}

type Snapshot = Pick<EventPayload<'snapshot'>, 'settingsRevision' | 'designs' | 'alarms'>

interface Parts {
  readonly store: Pick<Store, 'design' | 'export' | 'command' | 'dashboard'>
  readonly sensorDesign: (sensorId: string) => string | null
  readonly nodeDesign: (nodeId: string) => string | null
  readonly countAlarms: (isMine: (place: { readonly sensorId: string | null; readonly nodeId: string }) => boolean) => AlarmCounts
  readonly findAlarm: (id: string) => Promise<{ readonly sensorId: string | null; readonly nodeId: string } | null>
}

const mostKept = 50_000
/** For who may not read alarms. */
const noCounts: AlarmCounts = {
  ...{ active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, clearedToday: 0 },
  byPriority: [0, 0, 0, 0],
}

export function createReach({ store, sensorDesign, nodeDesign, countAlarms, findAlarm }: Parts): ReachService {
  /** A design stays in its project for good. */
  const kept = new Map<string, string>()
  const projectOf = (designId: string | null | undefined): string | null => {
    if (designId === null || designId === undefined) return null
    const known = kept.get(designId)
    if (known !== undefined) return known
    const found = store.design.findOwner(designId)?.projectId
    if (found === undefined) return null
    if (kept.size >= mostKept) kept.clear()
    kept.set(designId, found)
    return found
  }
  const isIn = (projectIds: ProjectIds, designId: string | null | undefined): boolean => {
    const projectId = projectOf(designId)
    return projectId !== null && projectIds.has(projectId)
  }
  const holdsSensor = (id: string, projectIds: ProjectIds) => isIn(projectIds, sensorDesign(id))
  const holdsNode = (id: string, projectIds: ProjectIds) => isIn(projectIds, nodeDesign(id))
  const holdsAlarm = (alarm: { readonly sensorId: string | null; readonly nodeId: string }, projectIds: ProjectIds) =>
    alarm.sensorId === null ? holdsNode(alarm.nodeId, projectIds) : holdsSensor(alarm.sensorId, projectIds)

  const alarmCounts = (projectIds: ProjectIds) => countAlarms((place) => holdsAlarm(place, projectIds))

  const holds: ReachService['holds'] = (noun, id, projectIds) => {
    switch (noun) {
      case 'project':
        return projectIds.has(id)
      case 'design':
        return isIn(projectIds, id)
      case 'export':
        return isIn(projectIds, store.export.find(id)?.designId)
      case 'sensor':
        return holdsSensor(id, projectIds)
      case 'node':
        return holdsNode(id, projectIds)
      case 'command': {
        const command = store.command.find(id)
        return command !== undefined && holdsNode(command.nodeId, projectIds)
      }
      case 'dashboard':
        return isIn(projectIds, store.dashboard.find(id)?.designId)
      case 'alarm':
        return findAlarm(id).then((alarm) => alarm !== null && holdsAlarm(alarm, projectIds))
    }
  }

  const narrow: ReachService['narrow'] = (fact, projectIds) => {
    const keepIf = (isHeld: boolean) => (isHeld ? fact : null)
    switch (fact.name) {
      case 'design.saved':
      case 'design.deleted':
      case 'design.restored':
      case 'project.changed':
      case 'project.deleted':
        return keepIf(projectIds.has(fact.payload.projectId))
      case 'design.exported':
        return keepIf(isIn(projectIds, fact.payload.designId))
      case 'readings.stored': {
        const values = fact.payload.values.filter(({ sensorId }) => holdsSensor(sensorId, projectIds))
        return values.length === 0 ? null : { name: fact.name, payload: { ...fact.payload, values } }
      }
      case 'sensor.changed':
        return keepIf(holdsSensor(fact.payload.sensorId, projectIds))
      case 'node.changed':
        return keepIf(holdsNode(fact.payload.id, projectIds))
      case 'node.registered':
      case 'node.offline':
      case 'node.online':
      case 'node.deleted':
      case 'command.changed':
      case 'command.failed':
        return keepIf(holdsNode(fact.payload.nodeId, projectIds))
      case 'alarm.raised':
      case 'alarm.returned':
      case 'alarm.cleared':
      case 'alarm.acknowledged':
      case 'alarm.shelved':
      case 'alarm.unshelved':
      case 'alarm.changed': {
        const { name, payload } = fact
        return holdsAlarm(payload.alarm, projectIds) ? ({ name, payload: { ...payload, counts: alarmCounts(projectIds) } } as Fact) : null
      }
      case 'alarm.flooded':
        // How many transitions there were in all is not theirs to know; how many alarms of theirs stand now is.
        return { name: fact.name, payload: { ...fact.payload, transitions: 0, counts: alarmCounts(projectIds) } }
      case 'dashboard.changed':
        return keepIf(holds('dashboard', fact.payload.dashboardId, projectIds) === true)
      default:
        // Settings, rules, joining and whatever comes later belong to no project.
        return null
    }
  }

  return {
    holds,
    narrow,
    alarmCounts,
    holdsTiles: (tiles, projectIds) =>
      tiles.every((tile) => {
        const sensorIds = 'sensorId' in tile ? [tile.sensorId] : 'sensorIds' in tile ? tile.sensorIds : []
        const isPlaced = !('designId' in tile) || tile.designId === undefined || isIn(projectIds, tile.designId)
        return isPlaced && sensorIds.every((id) => holdsSensor(id, projectIds))
      }),
    snapshotFor: ({ permissions, projectIds }, whole) => ({
      settingsRevision: whole.settingsRevision,
      designs: permissions.has('projects:read')
        ? whole.designs.filter(({ designId }) => projectIds === null || isIn(projectIds, designId))
        : [],
      alarms: !permissions.has('alarms:read') ? noCounts : projectIds === null ? whole.alarms : alarmCounts(projectIds),
    }),
  }
}
