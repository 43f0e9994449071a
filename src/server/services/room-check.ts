// The room of a design at the service's door: what no layout can be made of is refused before it is stored, with the domain's own words.
// Small rooms are checked here; large ones and arcs in the layout worker, for they take up to 100 ms.
import type { RoomInput } from '../../domain/design.ts'
import { prepareRoom } from '../../domain/layout/room.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { LayoutJobReply, RoomCheckJob } from '../workers/layout.ts'
import { refusalFromProblems } from './refusal.ts'

/** Throws AppError with pointers below `at` (which ends in /room) when the room is one the domain refuses; healed rooms pass. */
export type RequireUsableRoom = (room: RoomInput, at: string) => Promise<void>

const deadlineMs = 10_000
/** Measured under 1 ms. */
const mostHere = 60

/** Checks on `workers` what is too large for the main thread. */
export function createRoomCheck({ workers }: { workers: WorkerPool }): RequireUsableRoom {
  return async (room, at) => {
    const rings = [room.outer, ...(room.holes ?? [])]
    const isSmall =
      rings.reduce((sum, ring) => sum + ring.length, 0) <= mostHere && rings.every((ring) => ring.every(([, , bulge]) => !bulge))
    const job: RoomCheckJob = { kind: 'check-room', room }
    const outcome = isSmall ? prepareRoom(room) : await workers.run<LayoutJobReply>('layout', job, { deadlineMs })
    if (outcome.kind !== 'refused') return
    throw refusalFromProblems(outcome.problems.map((problem) => ({ ...problem, pointer: problem.pointer.replace(/^\/room/, at) })))
  }
}
