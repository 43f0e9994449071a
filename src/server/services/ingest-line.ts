// Messages that wait for their commit: a bounded line, taken from the front in batches. Payloads of a batch lie in one buffer that is handed over.
import type { InboundMessage } from '../ingest-port.ts'

export interface Waiting {
  readonly message: InboundMessage
  readonly done: () => void
  /** performance.now() of its arrival. */
  readonly sinceMs: number
}

/** More than this waits: sources stop reading. They go on at half of it. */
const mostMessages = 20_000
const mostBytes = 32 * 1024 * 1024
/** One commit at most, so that a backlog doesn't become one commit of seconds. */
const batchMessages = 4096
const batchBytes = 8 * 1024 * 1024

export function createLine() {
  let waiting: Waiting[] = []
  let bytes = 0
  return {
    add: (item: Waiting): void => {
      waiting.push(item)
      bytes += item.message.payload.length
    },
    length: (): number => waiting.length,
    isFull: (): boolean => waiting.length >= mostMessages || bytes >= mostBytes,
    isHalfEmpty: (): boolean => waiting.length <= mostMessages / 2 && bytes <= mostBytes / 2,
    /** The oldest, as many as fit a batch. */
    takeBatch: (): Waiting[] => {
      let size = 0
      let end = 0
      while (end < waiting.length && end < batchMessages) {
        const next = waiting[end]?.message.payload.length ?? 0
        if (end > 0 && size + next > batchBytes) break
        size += next
        end += 1
      }
      const batch = waiting.slice(0, end)
      waiting = waiting.slice(end)
      bytes -= size
      return batch
    },
  }
}

/** What the worker gets of a batch; made anew each time it is sent, for the buffer is handed over. */
export function packBatch(batch: readonly Waiting[]) {
  const lengths = batch.map(({ message }) => message.payload.length)
  const payloads = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const { message } of batch) {
    payloads.set(message.payload, at)
    at += message.payload.length
  }
  return {
    payloads: payloads.buffer,
    lengths,
    nodeIds: batch.map(({ message }) => message.nodeId),
    sensors: batch.map(({ message }) => message.sensor),
    arrivedAts: batch.map(({ message }) => message.arrivedAt),
  }
}

/** The last few hundred durations, for percentiles. */
export function createDurations(size = 512) {
  const last: number[] = []
  let next = 0
  return {
    add: (ms: number): void => {
      last[next] = ms
      next = (next + 1) % size
    },
    percentile: (p: number): number => {
      if (last.length === 0) return 0
      const sorted = [...last].sort((a, b) => a - b)
      return Math.round((sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? 0) * 100) / 100
    },
  }
}
