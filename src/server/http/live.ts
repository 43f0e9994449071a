// GET /events: server-sent events. A snapshot first, then every fact of the bus with a number that counts up by one for all readers.
// Guarantees that a slow reader is cut off instead of growing in memory, and that no stream outlives the server. Attacked by events.test.ts.
import type { ServerResponse } from 'node:http'
import { AppError } from '../../contract/errors.ts'
import type { EventPayload } from '../../contract/events.ts'
import type { Bus, Fact } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

const keepAliveMs = 15_000
/** What may wait for one reader; beyond it the stream is cut and the client starts again with a snapshot. */
const mostWaitingBytes = 1024 * 1024
const mostReaders = 256

export interface Live extends Disposable {
  /** Writes the snapshot and then events on a response nobody else uses; throws AppError when there are too many readers. */
  open(response: ServerResponse): void
  readonly readers: number
}

/** Creates the live stream of one server. */
export function createLive(options: { bus: Bus; clock: Clock; log: Log; takeSnapshot: () => EventPayload<'snapshot'> }): Live {
  const readers = new Set<ServerResponse>()
  let lastId = 0
  let ended = false

  const drop = (response: ServerResponse) => {
    readers.delete(response)
    response.destroy()
  }
  const write = (response: ServerResponse, text: string) => {
    response.write(text)
    if (response.writableLength <= mostWaitingBytes) return
    options.log.warn({ waitingBytes: response.writableLength }, 'a live reader was too slow and was cut off')
    drop(response)
  }
  const block = (name: string, payload: unknown) => `id: ${lastId}\nevent: ${name}\ndata: ${JSON.stringify(payload)}\n\n`

  const unsubscribe = options.bus.subscribe((fact: Fact) => {
    lastId += 1
    const text = block(fact.name, fact.payload)
    for (const response of [...readers]) write(response, text)
  })
  const stopKeepAlive = options.clock.every(keepAliveMs, () => {
    for (const response of [...readers]) write(response, ': still here\n\n')
  })

  return {
    open: (response) => {
      if (ended || readers.size >= mostReaders) throw new AppError('unavailable', 'Too many windows follow the live events; close some')
      const snapshot = options.takeSnapshot()
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      })
      response.on('close', () => readers.delete(response))
      response.on('error', () => drop(response))
      readers.add(response)
      write(response, block('snapshot', snapshot))
    },
    get readers() {
      return readers.size
    },
    [Symbol.dispose]: () => {
      ended = true
      unsubscribe()
      stopKeepAlive()
      for (const response of readers) response.end()
      readers.clear()
    },
  }
}
