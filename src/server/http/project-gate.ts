// The project filter at the door, from the route table: the first segment of a path names the noun of its {id}, and a caller limited to some
// projects reaches only what lies in them. What isn't listed here is about the whole installation and closed to such a caller: a new route
// is closed until somebody decides. Things of other projects look as if they weren't there.
import { AppError } from '../../contract/errors.ts'
import type { Route, RouteName } from '../../contract/routes.ts'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import type { Tile } from '../../contract/schemas/dashboard.ts'
import type { Caller } from '../caller.ts'
import type { Noun, ReachService } from '../services/reach.ts'

type ProjectIds = ReadonlySet<string>
type Reach = Pick<ReachService, 'holds' | 'holdsTiles' | 'alarmCounts'>

interface Input {
  readonly params: { readonly id?: string } | undefined
  readonly query: Record<string, unknown> | undefined
  readonly body: unknown
}

const nounOf: Readonly<Record<string, Noun>> = {
  projects: 'project',
  designs: 'design',
  exports: 'export',
  sensors: 'sensor',
  nodes: 'node',
  commands: 'command',
  dashboards: 'dashboard',
  alarms: 'alarm',
}
/** Lists whose items are cut to what lies in the projects. */
const listed: { readonly [N in RouteName]?: Noun } = {
  listProjects: 'project',
  listDesigns: 'design',
  listSensors: 'sensor',
  listNodes: 'node',
  listDashboards: 'dashboard',
  listAlarms: 'alarm',
}
/** They have an {id} of ours and still reach beyond its project. */
const beyond: ReadonlySet<RouteName> = new Set(['duplicateProject', 'replaceNode'])
/** About no stored thing, or cut to the caller's projects by their service. */
const free: ReadonlySet<RouteName> = new Set([
  ...(['computeLayout', 'listCatalogues', 'listCommandLibrary'] as const),
  ...(['listEventTypes', 'listBusinessEvents', 'getTimeline'] as const),
  ...(['listDeliveries', 'getDelivery', 'getDeliveryAnswers', 'replayDelivery'] as const),
])
/** Answer for one design when its id is sent, else for all of them. */
const perDesign: ReadonlySet<RouteName> = new Set(['getSensorFrames', 'getAllReadingsFile', 'getEnergy'])
/** Bodies that name things. */
const byBody: ReadonlySet<RouteName> = new Set(['acknowledgeAlarms', 'createDashboard'])

export interface ProjectGate {
  /** Throws not_found or forbidden; passes for callers without a limit. */
  check(name: RouteName, route: Route, caller: Caller, input: Input): Promise<void>
  /** The answer, cut to the caller's projects. */
  narrow(name: RouteName, caller: Caller, answer: unknown): Promise<unknown>
}

export function createProjectGate(reach: Reach): ProjectGate {
  const requireHeld = async (noun: Noun, id: string, projectIds: ProjectIds) => {
    if (!(await reach.holds(noun, id, projectIds))) throw new AppError('not_found', 'There is nothing with this id')
  }

  return {
    check: async (name, route, { projectIds }, input) => {
      if (projectIds === null || route.permission === 'public' || route.permission === 'self') return
      const noun = route.path.includes('{id}') && !beyond.has(name) ? nounOf[route.path.split('/')[1] ?? ''] : undefined
      if (noun !== undefined) await requireHeld(noun, input.params?.id ?? '', projectIds)
      const { designId, alarmId } = (input.query ?? {}) as { designId?: string; alarmId?: string }
      if (designId !== undefined) await requireHeld('design', designId, projectIds)
      if (alarmId !== undefined) await requireHeld('alarm', alarmId, projectIds)
      if (perDesign.has(name) && designId === undefined) throw tooWide('Send designId: this key is limited to some projects')
      if (name === 'listAlarmEvents' && alarmId === undefined) throw tooWide('Send alarmId: this key is limited to some projects')
      await checkBody(name, input.body, projectIds)
      const isKnown = noun !== undefined || listed[name] !== undefined || free.has(name) || perDesign.has(name) || byBody.has(name)
      if (!isKnown && name !== 'listAlarmEvents')
        throw tooWide('This is about the whole installation; this key is limited to some projects')
    },
    narrow: async (name, { projectIds }, answer) => {
      const noun = listed[name]
      if (projectIds === null || noun === undefined) return answer
      const page = readable(answer) as { items: { id: string }[]; counts?: unknown }
      const held = await Promise.all(
        page.items.map((item) =>
          noun === 'alarm' ? reach.holds(...placeOfAlarm(item as AlarmRecord), projectIds) : reach.holds(noun, item.id, projectIds),
        ),
      )
      const items = page.items.filter((_, i) => held[i])
      return { ...page, items, ...(page.counts === undefined ? {} : { counts: reach.alarmCounts(projectIds) }) }
    },
  }

  /** Whatever a body points at has to be theirs too: a place to move to, tiles, alarms. */
  async function checkBody(name: RouteName, body: unknown, projectIds: ProjectIds): Promise<void> {
    const { location, designId, tiles, ids } = (body ?? {}) as {
      location?: { designId?: string } | null
      designId?: string | null
      tiles?: Tile[]
      ids?: string[]
    }
    if (name === 'changeNode' || name === 'changeSensor') {
      if (location === undefined) return
      if (location?.designId === undefined) throw tooWide('Place it in a design: without one it would leave the projects of this key')
      await requireHeld('design', location.designId, projectIds)
    }
    if (name === 'createDashboard' || name === 'changeDashboard') {
      if (designId === null || (designId === undefined && name === 'createDashboard'))
        throw tooWide('Send designId: this key is limited to some projects')
      if (designId !== undefined) await requireHeld('design', designId, projectIds)
      if (tiles !== undefined && !reach.holdsTiles(tiles, projectIds)) throw new AppError('not_found', 'A tile shows what is not there')
    }
    if (name === 'acknowledgeAlarms') for (const id of ids ?? []) await requireHeld('alarm', id, projectIds)
  }
}

const placeOfAlarm = ({ sensorId, nodeId }: AlarmRecord): [Noun, string] => (sensorId === null ? ['node', nodeId] : ['sensor', sensorId])

const tooWide = (message: string) =>
  new AppError('forbidden', message, { hint: 'Use a key without a project filter for what is about all projects.' })

/** A worker's bytes are read again: only for callers with a limit. */
function readable(answer: unknown): unknown {
  const { rawJson } = answer as { rawJson?: Uint8Array }
  return rawJson === undefined ? answer : JSON.parse(Buffer.from(rawJson).toString('utf8'))
}
