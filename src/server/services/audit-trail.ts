// Who is at work right now, and the rows that says. A change and its row share one transaction (store/audit-recorder.ts); refusals,
// sign-ins and uses of secrets are rows of their own. The same refusal again and again is counted, so nobody fills the disk by knocking.
import { AsyncLocalStorage } from 'node:async_hooks'
import { AppError } from '../../contract/errors.ts'
import { type RouteName, routes } from '../../contract/routes.ts'
import type { AuditInput, AuditTrail, Caller } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { maskText, maskValue } from '../mask.ts'
import type { AuditFields } from '../store/audit-chain.ts'
import type { RowChange } from '../store/audit-recorder.ts'
import type { Store } from '../store/open.ts'

interface Running {
  readonly caller: Caller
  readonly request: Parameters<AuditTrail['as']>[1]
  /** After the answer, timers and left-over work of the request write nothing in its name. */
  isOpen: boolean
  rows: number
  described: { subject?: string; before?: unknown; after?: unknown }
}

export interface Trail extends AuditTrail {
  /** Whether this error refuses somebody something and no row says so yet; says yes once. */
  isToNote(error: unknown): boolean
  /** Writes what is still being counted. */
  flush(): void
}

const system: Caller = {
  ...{ kind: 'system', accountId: null, sessionId: null, keyId: null, name: 'Plenum', program: 'Plenum' },
  permissions: new Set(),
  projectIds: null,
}
/** Not what was typed wrong: what somebody may not do, or may not do yet. */
const refusalCodes = new Set<string>(['unauthenticated', 'second_factor', 'forbidden', 'rate_limited', 'foreign_origin', 'foreign_host'])
const countingMs = 60_000
const mostCounted = 500
const mostChanges = 20
const longestJson = 16_000

export function createAuditTrail(parts: {
  store: Pick<Store, 'audit' | 'recorder'>
  clock: Clock
  log: Log
  /** After a row was written, still inside its transaction. */
  onRow: () => void
}): Trail {
  const { store, clock, log, onRow } = parts
  const running = new AsyncLocalStorage<Running>()
  const noted = new WeakSet<Error>()
  const counted = new Map<string, { fields: AuditFields; more: number }>()
  let stopCounting: (() => void) | undefined

  const put = (fields: AuditFields): void => {
    store.recorder.transaction(() => {
      store.audit.append(fields)
      onRow()
    })
  }
  const current = () => {
    const now = running.getStore()
    return now?.isOpen ? now : undefined
  }
  const fieldsOf = (now: Running | undefined, input: Partial<AuditInput> & Pick<AuditInput, 'action' | 'outcome'>): AuditFields => {
    const caller = now?.caller ?? system
    return {
      at: clock.now(),
      ...actorOf(caller),
      program: clip(caller.program, 200),
      action: input.action,
      outcome: input.outcome,
      subject: clipOrNull(input.subject ?? now?.described.subject ?? now?.request.subject, 300),
      before: jsonOf(input.before),
      after: jsonOf(input.after),
      detail: input.detail == null ? null : clip(maskText(input.detail), 1000),
      requestId: now?.request.requestId ?? null,
    }
  }
  const writeRow = (now: Running, changes: readonly RowChange[]): void => {
    const { described } = now
    const seen = fromChanges(changes)
    store.audit.append(
      fieldsOf(now, {
        ...{ action: now.request.action, outcome: 'done' },
        subject: described.subject ?? now.request.subject ?? seen.subject,
        before: described.before ?? seen.before,
        after: described.after ?? seen.after,
      }),
    )
    now.rows += 1
    onRow()
  }

  store.recorder.setHook({
    isOn: () => current() !== undefined,
    write: (changes) => {
      const now = current()
      if (now !== undefined) writeRow(now, changes)
    },
  })

  const flush = (): void => {
    stopCounting?.()
    stopCounting = undefined
    for (const { fields, more } of counted.values())
      if (more > 0) put({ ...fields, at: clock.now(), requestId: null, detail: `${fields.detail ?? ''} (${more} times more)`.trim() })
    counted.clear()
  }

  /** Work that succeeded and changed nothing in this database (readings, files, other programs) is still somebody's work. */
  const finish = (now: Running): void => {
    if (now.rows === 0 && isWork(now.request.action)) store.recorder.transaction(() => writeRow(now, []))
    now.isOpen = false
  }
  const fail = (now: Running, error: unknown): never => {
    now.isOpen = false
    if (now.rows > 0 && error instanceof Error) noted.add(error)
    throw error
  }
  return {
    as: (caller, request, fn) => {
      const now: Running = { caller, request, isOpen: true, rows: 0, described: {} }
      return running.run(now, () => {
        let result: ReturnType<typeof fn>
        try {
          result = fn()
        } catch (error) {
          return fail(now, error)
        }
        if (!(result instanceof Promise)) {
          finish(now)
          return result
        }
        return result.then(
          (value: unknown) => {
            finish(now)
            return value
          },
          (error: unknown) => fail(now, error),
        ) as typeof result
      })
    },
    note: (input) => {
      const now = running.getStore()
      const fields = fieldsOf(now, input)
      // A secret used on the way is not what the request did.
      if (now !== undefined && input.action !== 'secret.used') now.rows += 1
      if (input.outcome === 'done' && input.action !== 'secret.used') {
        put(fields)
        return
      }
      const key = JSON.stringify([fields.actorKind, fields.actorId, fields.actorName, fields.action, fields.subject])
      const known = counted.get(key)
      if (known !== undefined) {
        known.more += 1
        return
      }
      if (counted.size >= mostCounted) flush()
      counted.set(key, { fields, more: 0 })
      stopCounting ??= clock.after(countingMs, () => {
        try {
          flush()
        } catch (err) {
          log.error({ err }, 'counted refusals could not be written to the audit')
        }
      })
      // A refusal is thrown: inside a transaction its row would go with it.
      if (store.recorder.isInside()) queueMicrotask(() => put(fields))
      else put(fields)
    },
    describe: (change) => {
      const now = current()
      if (now !== undefined) now.described = { ...now.described, ...change }
    },
    actor: () => clip((current()?.caller ?? system).name, 200),
    isToNote: (error) => {
      if (!(error instanceof AppError) || !refusalCodes.has(error.code) || noted.has(error)) return false
      noted.add(error)
      return true
    },
    flush,
  }
}

/** Routes that only read by POST (previews, checks) are no work on anything. */
function isWork(action: string): boolean {
  if (!Object.hasOwn(routes, action)) return true
  const { permission } = routes[action as RouteName]
  return permission !== 'public' && !permission.endsWith(':read')
}

function actorOf(caller: Caller): Pick<AuditFields, 'actorKind' | 'actorId' | 'actorName'> {
  return { actorKind: caller.kind, actorId: caller.keyId ?? caller.accountId, actorName: clip(caller.name, 200) }
}

/** One row: its columns. Several: by `table/id`. */
function fromChanges(changes: readonly RowChange[]): { subject: string | null; before: unknown; after: unknown } {
  const [first] = changes
  if (first === undefined) return { subject: null, before: undefined, after: undefined }
  const subject = `${first.table}/${first.id}`
  if (changes.length === 1) return { subject, before: first.before ?? undefined, after: first.after ?? undefined }
  const side = (which: 'before' | 'after') => {
    const some = changes.slice(0, mostChanges).flatMap((one) => (one[which] === null ? [] : [[`${one.table}/${one.id}`, one[which]]]))
    if (changes.length > mostChanges) some.push(['…', `${changes.length - mostChanges} rows more`])
    return some.length === 0 ? undefined : Object.fromEntries(some)
  }
  return { subject, before: side('before'), after: side('after') }
}

function jsonOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  const text = JSON.stringify(maskValue(value))
  if (text === undefined) return null
  return text.length <= longestJson ? text.toWellFormed() : JSON.stringify({ shortened: clip(text, longestJson) })
}

function clip(text: string, most: number): string {
  return (text.length <= most ? text : `${text.slice(0, most)}…`).toWellFormed()
}

const clipOrNull = (text: string | null | undefined, most: number) => (text == null ? null : clip(text, most))
