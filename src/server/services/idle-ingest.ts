// Stands where the ingest worker stands while there is none: takes nothing, so nothing is acknowledged, and says why.
import { AppError } from '../../contract/errors.ts'
import type { Ingest } from '../ingest-port.ts'

export function createIdleIngest(): Ingest {
  const reason = 'no ingest worker is running'
  return {
    take: () => {},
    noteDropped: () => {},
    isFull: () => true,
    onRoom: () => () => {},
    request: () => Promise.reject(new AppError('unavailable', reason)),
    onCommit: () => () => {},
    setRegistry: () => {},
    setNodeStates: () => {},
    state: () => ({ state: 'down', reason, pending: 0, commitP50Ms: 0, commitP99Ms: 0, databaseBytes: 0, fullAt: null, stored: 0 }),
    countersAtStart: [],
    valuesAtStart: [],
    stop: async () => {},
  }
}
