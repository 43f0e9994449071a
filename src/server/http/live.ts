// GET /events: server-sent events. A snapshot first, then every fact of the bus with a number that counts up by one for all readers.
// Each reader gets what its caller may read; a stream ends as soon as that changes, so that its reader comes back with a new snapshot.
// Guarantees that a slow reader is cut off instead of growing in memory, and that no stream outlives the server. Attacked by events.test.ts.
import type { ServerResponse } from 'node:http'
import { AppError } from '../../contract/errors.ts'
import { type EventPayload, eventPermissions } from '../../contract/events.ts'
import type { AccessChange } from '../access-changes.ts'
import type { Bus, Fact } from '../bus.ts'
import type { Caller } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

const keepAliveMs = 15_000
/** What may wait for one reader; beyond it the stream is cut and the client starts again with a snapshot. */
const mostWaitingBytes = 1024 * 1024
const mostReaders = 256
/** Expiry tells nobody: every stream is looked at this often. */
const lookAgainMs = 1000

export interface Live extends Disposable {
  /**
   * Writes the snapshot and then events on a response nobody else uses; throws AppError when there are too many readers. `identify` asks
   * again who reads: null or other permissions end the stream.
   */
  open(response: ServerResponse, identify: () => Caller | null): void
  readonly readers: number
}

interface Reader {
  readonly response: ServerResponse
  readonly caller: Caller
  readonly identify: () => Caller | null
}

/** Cuts a fact to what lies in the caller's projects; null when nothing is left. Only asked for callers that are limited to some. */
export type NarrowFact = (fact: Fact, projectIds: ReadonlySet<string>) => Fact | null

interface LiveOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly takeSnapshot: (caller: Caller) => EventPayload<'snapshot'>
  readonly narrow: NarrowFact
  readonly onChange: (listener: (who: AccessChange) => void) => () => void
}

/** Creates the live stream of one server. */
export function createLive(options: LiveOptions): Live {
  const readers = new Set<Reader>()
  let lastId = 0
  let ended = false

  const drop = (reader: Reader) => {
    readers.delete(reader)
    reader.response.destroy()
  }
  const write = (reader: Reader, text: string) => {
    const { response } = reader
    response.write(text)
    if (response.writableLength <= mostWaitingBytes) return
    options.log.warn({ waitingBytes: response.writableLength }, 'a live reader was too slow and was cut off')
    drop(reader)
  }
  const lookAgain = (reader: Reader) => {
    if (isSameReach(reader.caller, reader.identify())) return
    readers.delete(reader)
    reader.response.end()
  }
  const block = (name: string, payload: unknown) => `id: ${lastId}\nevent: ${name}\ndata: ${JSON.stringify(payload)}\n\n`

  const unsubscribe = options.bus.subscribe((fact: Fact) => {
    lastId += 1
    let whole: string | undefined
    for (const reader of [...readers]) {
      const { permissions, projectIds } = reader.caller
      if (fact.name === 'notice.shown' ? !isFor(fact.payload.accountId, reader.caller) : !permissions.has(eventPermissions[fact.name]))
        continue
      if (projectIds === null) {
        whole ??= block(fact.name, fact.payload)
        write(reader, whole)
        continue
      }
      const part = options.narrow(fact, projectIds)
      if (part !== null) write(reader, block(part.name, part.payload))
    }
  })
  const stopKeepAlive = options.clock.every(keepAliveMs, () => {
    for (const reader of [...readers]) write(reader, ': still here\n\n')
  })
  let stopLooking: (() => void) | undefined
  const lookSoon = () => {
    stopLooking ??= options.clock.after(lookAgainMs, () => {
      stopLooking = undefined
      for (const reader of [...readers]) if (canExpire(reader)) lookAgain(reader)
      if ([...readers].some(canExpire)) lookSoon()
    })
  }
  const stopHearing = options.onChange((who) => {
    for (const reader of [...readers]) if (concerns(who, reader.caller)) lookAgain(reader)
  })

  return {
    open: (response, identify) => {
      if (ended || readers.size >= mostReaders) throw new AppError('unavailable', 'Too many windows follow the live events; close some')
      const caller = identify()
      if (caller === null) throw new AppError('unauthenticated', 'This token or key is not valid (any more)')
      const snapshot = options.takeSnapshot(caller)
      const reader: Reader = { response, caller, identify }
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      })
      response.on('close', () => readers.delete(reader))
      response.on('error', () => drop(reader))
      readers.add(reader)
      if (canExpire(reader)) lookSoon()
      write(reader, block('snapshot', snapshot))
    },
    get readers() {
      return readers.size
    },
    [Symbol.dispose]: () => {
      ended = true
      unsubscribe()
      stopKeepAlive()
      stopLooking?.()
      stopHearing()
      for (const { response } of readers) response.end()
      readers.clear()
    },
  }
}

/** A notice is for one account's windows, or for the owner's. */
const isFor = (accountId: string | null, caller: Caller) =>
  accountId === null ? caller.kind === 'owner' : caller.kind === 'account' && caller.accountId === accountId
/** The owner's token lives as long as the process. */
const canExpire = ({ caller }: Reader) => caller.kind !== 'owner'

/** Whether a change may be about this caller; a role's is about everybody. */
function concerns(who: AccessChange, caller: Caller): boolean {
  const { accountId, sessionId, keyId } = who
  if (accountId === null && sessionId === null && keyId === null) return true
  return (
    (accountId !== null && accountId === caller.accountId) ||
    (sessionId !== null && sessionId === caller.sessionId) ||
    (keyId !== null && keyId === caller.keyId)
  )
}

function isSameReach(before: Caller, now: Caller | null): boolean {
  return now !== null && isSameSet(before.permissions, now.permissions) && isSameSet(before.projectIds, now.projectIds)
}

function isSameSet(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean {
  if (a === null || b === null) return a === b
  return a.size === b.size && [...a].every((one) => b.has(one))
}
