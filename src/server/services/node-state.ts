// The state each node shows, by the clock: word, socket, age of the last reading. Says exactly one node.offline when it goes and one
// node.online when it is back. Promise: the server's own sleep, restart or clock jump raises no storm; attacked by test/api/node-state.test.ts.
import { stateOfNode } from '../../domain/node.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Announcer } from './announcer.ts'
import type { DeviceEvents } from './device-events.ts'
import { intervalOf, type NodeEntry, type Registry } from './registry.ts'

export interface NodeStates {
  /** Computes and tells what changed; cheap. */
  evaluate(entry: NodeEntry): void
  /** All states now; the ingest worker suppresses by them. */
  snapshot(): { nodeId: string; state: NodeEntry['state'] }[]
  /** Goes up with every change of a state. */
  readonly version: number
  stop(): void
}

/** Longer between two looks means the machine slept or its clock was set. */
const jumpMs = 10_000
/** What a node has to be heard again after the server was away. */
const graceMs = 60_000
const downStates: ReadonlySet<NodeEntry['state']> = new Set(['silent', 'offline'])

interface Parts {
  readonly registry: Registry
  readonly bus: Bus
  readonly clock: Clock
  readonly told: Pick<DeviceEvents, 'node' | 'saveNode'>
  readonly announcer: Announcer
}

/** Looks at every node once a second. */
export function createNodeStates({ registry, bus, clock, told, announcer }: Parts): NodeStates {
  let awakeAt = clock.now()
  let lookedAt = awakeAt
  let version = 1

  const stateNow = (entry: NodeEntry): Pick<NodeEntry, 'state' | 'reason'> => {
    const now = clock.now()
    const { row, lastReadingAt } = entry
    const intervalMs = intervalOf(entry)
    const wasThere = !row.isDown
    const isUnheard = entry.heardAt < awakeAt
    const isAwaited = wasThere && isUnheard && now < awakeAt + graceMs
    // Only a node that had a socket once is missed when it has none.
    const connected = entry.connected ?? (row.connectedAt !== null && isUnheard && !isAwaited ? false : null)
    const facts = { reported: row.reported, connected, willFired: row.willFired, lastReadingAt, intervalMs }
    if (lastReadingAt === null || !wasThere || lastReadingAt >= awakeAt) return stateOfNode(facts, now)
    // The silence while the server was away isn't the node's: its periods are counted from when the server came back.
    const found = stateOfNode({ ...facts, lastReadingAt: awakeAt }, now)
    const isTrulyOnline = now - lastReadingAt <= 1.5 * intervalMs
    const back = { state: 'late', reason: 'no reading yet since the server is back' } as const
    if (found.state === 'online' && !isTrulyOnline) return back
    return isAwaited && downStates.has(found.state) && !row.willFired && row.reported !== 'offline' ? back : found
  }

  const evaluate = (entry: NodeEntry): void => {
    const { state, reason } = stateNow(entry)
    if (state === entry.state && reason === entry.reason) return
    // Known by readings of long ago only, such as imported ones: it never was there to go.
    const isNews = entry.state !== 'never' || state !== 'silent'
    entry.state = state
    entry.reason = reason
    version += 1
    announcer.nodeChanged(entry.row.id)
    const isDown = downStates.has(state)
    if (isDown === entry.row.isDown) return
    entry.row.isDown = isDown
    if (!isNews) {
      told.saveNode(entry.row)
      return
    }
    const name = isDown ? 'node.offline' : 'node.online'
    const at = clock.now()
    told.node(name, entry.row, { reason, at })
    bus.publish({ name, payload: { nodeId: entry.row.id, at, reason } })
  }

  const stopLooking = clock.every(1000, () => {
    const now = clock.now()
    if (now - lookedAt > jumpMs || now < lookedAt) {
      awakeAt = now
      // After a step back, readings of the time before it would look as if they were still to come.
      for (const entry of registry.nodes()) {
        if (entry.lastReadingAt !== null) entry.lastReadingAt = Math.min(entry.lastReadingAt, now - 1)
        entry.heardAt = Math.min(entry.heardAt, now - 1)
      }
    }
    lookedAt = now
    for (const entry of registry.nodes()) evaluate(entry)
  })

  return {
    evaluate,
    snapshot: () => registry.nodes().map(({ row, state }) => ({ nodeId: row.id, state })),
    get version() {
      return version
    },
    stop: stopLooking,
  }
}
